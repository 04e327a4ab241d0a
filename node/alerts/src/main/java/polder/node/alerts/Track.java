package polder.node.alerts;

import java.util.List;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;

/**
 * What is remembered of a watched device. A condition changes only after several epochs in a row
 * that say so, so that one bad reading or one late report changes nothing; only that a device is
 * cloned is certain at once.
 *
 * @param owner who owns it
 * @param condition how it does
 * @param sinceMillis since when, epoch milliseconds
 * @param codes why, where it does not work
 * @param run epochs of one sort in a row, up to where a condition changes
 */
record Track(Account owner, Condition condition, long sinceMillis, List<String> codes, Run run) {

  Track {
    codes = List.copyOf(codes);
  }

  /**
   * Epochs of one sort in a row.
   *
   * @param sort what they have in common
   * @param epochs how many; not counted beyond what matters
   * @param sinceMillis start of the first
   */
  record Run(Sort sort, int epochs, long sinceMillis) {
    static final Run NONE = new Run(Sort.QUIET, 0, 0);

    /** What an epoch was. The order is that of the file of alerts. */
    enum Sort {
      /** Covered by an earlier report, with nothing new: says nothing. */
      QUIET,
      UNHEARD,
      REJECTED,
      GOOD,
      CLONED
    }

    Run and(Sort next, long startMillis, int most) {
      return sort == next
          ? new Run(sort, Math.min(most, epochs + 1), sinceMillis)
          : new Run(next, 1, startMillis);
    }
  }

  static Track begin(Account owner, long nowMillis) {
    return new Track(owner, Condition.WORKING, nowMillis, List.of(), Run.NONE);
  }

  /**
   * An epoch as the machine sees it.
   *
   * @param periodMillis how often the device is expected to report; 0 if its kind does not say
   */
  record Epoch(long startMillis, long endMillis, long periodMillis) {
    /** After a stop of the node nothing covers the time, though nobody is late yet. */
    long patienceMillis() {
      return periodMillis + periodMillis / 2;
    }
  }

  /** After an epoch of which {@code sighting} was seen. */
  Track next(Sighting sighting, Epoch epoch, AlertSettings.Rules rules) {
    Run.Sort sort = sort(sighting, rules);
    if (sort == Run.Sort.QUIET) {
      // A report still covers the time: whoever was unheard is so no more, other runs go on.
      return run.sort() == Run.Sort.UNHEARD ? with(Run.NONE) : this;
    }
    int most =
        Math.max(rules.silentEpochs(), Math.max(rules.rejectedEpochs(), rules.workingEpochs()));
    Run longer = run.and(sort, epoch.startMillis(), most);
    return switch (sort) {
      case UNHEARD -> {
        boolean silent =
            longer.epochs() >= rules.silentEpochs()
                && epoch.endMillis() - longer.sinceMillis() >= epoch.patienceMillis();
        yield silent ? turned(Condition.SILENT, longer, List.of("no_report")) : with(longer);
      }
      // Two signatures of one key are a proof, and no run of chances: told at once.
      case CLONED -> turned(Condition.CLONED, longer, sighting.codes());
      case REJECTED ->
          longer.epochs() >= rules.rejectedEpochs()
              ? turned(Condition.REJECTED, longer, sighting.codes())
              : with(longer);
      default ->
          longer.epochs() >= rules.workingEpochs()
              ? turned(Condition.WORKING, longer, List.of())
              : with(longer);
    };
  }

  private static Run.Sort sort(Sighting sighting, AlertSettings.Rules rules) {
    if (sighting.isCloned()) {
      return Run.Sort.CLONED;
    }
    if (!sighting.isHeard()) {
      return Run.Sort.UNHEARD;
    }
    if (sighting.readings() == 0) {
      return Run.Sort.QUIET;
    }
    return sighting.isMostlyRejected(rules.rejectedSharePpm()) ? Run.Sort.REJECTED : Run.Sort.GOOD;
  }

  /** After a time in which the node did not look: nobody is silent for that. */
  Track afterGap() {
    return run.sort() == Run.Sort.UNHEARD ? with(Run.NONE) : this;
  }

  private Track with(Run changed) {
    return changed.equals(run) ? this : new Track(owner, condition, sinceMillis, codes, changed);
  }

  private Track turned(Condition to, Run longer, List<String> why) {
    return to == condition ? with(longer) : new Track(owner, to, longer.sinceMillis(), why, longer);
  }

  void write(CborWriter writer) {
    writer.beginArray(7).bytes(owner.address());
    writer.integer(condition.ordinal()).integer(sinceMillis).beginArray(codes.size());
    codes.forEach(writer::text);
    writer.integer(run.sort().ordinal()).integer(run.epochs()).integer(run.sinceMillis());
  }

  static Track read(CborReader reader) {
    reader.beginArray();
    Account owner = new Account(reader.bytes());
    Condition condition = Condition.values()[Math.toIntExact(reader.integer())];
    long sinceMillis = reader.integer();
    List<String> codes = Book.list(reader, CborReader::text);
    Run.Sort sort = Run.Sort.values()[Math.toIntExact(reader.integer())];
    return new Track(
        owner,
        condition,
        sinceMillis,
        codes,
        new Run(sort, Math.toIntExact(reader.integer()), reader.integer()));
  }
}
