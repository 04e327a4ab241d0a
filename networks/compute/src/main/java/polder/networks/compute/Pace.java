package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;

/**
 * What is remembered of how fast a machine is.
 *
 * @param rounds epochs of the latest rounds, ascending, {@value #ROUNDS} at most
 * @param round the one that is under way
 * @param timings what strangers saw in those rounds, the latest of each owner, oldest first
 * @param speed what follows from them
 * @param lack why the speed is not known: a reason code, empty if it is
 */
public record Pace(
    List<Long> rounds, Optional<Round> round, List<Timing> timings, Speed speed, String lack) {
  /** Of a machine that nobody has thought of timing. */
  static final Pace NONE = new Pace(List.of(), Optional.empty(), List.of(), Speed.UNKNOWN, "");

  /** So many rounds count: a machine that is changed is known anew after as many. */
  static final int ROUNDS = 3;

  /** With fewer strangers nothing is known: one alone could say what he likes. */
  static final int LEAST_STRANGERS = 2;

  private static final int FIELDS = 5;

  public Pace {
    rounds = List.copyOf(rounds);
    timings = List.copyOf(timings);
  }

  /**
   * What the machines of one owner saw last.
   *
   * @param owner whose machine looked
   * @param epoch the round's
   * @param fuel how much a second; 0 for a wrong answer
   */
  record Timing(Account owner, long epoch, long fuel) {
    private static final int FIELDS = 3;
  }

  Pace with(Round next) {
    return new Pace(rounds, Optional.of(next), timings, speed, lack);
  }

  Pace lacking(String why) {
    return new Pace(rounds, round, timings, speed, speed.isKnown() ? "" : why);
  }

  /** A round begins: what was seen before the latest rounds is forgotten. */
  Pace begun(Round next) {
    List<Long> all = new ArrayList<>(rounds);
    all.add(next.epoch());
    List<Long> latest = all.subList(Math.max(0, all.size() - ROUNDS), all.size());
    return new Pace(
        latest,
        Optional.of(next),
        timings.stream().filter(its -> latest.contains(its.epoch())).toList(),
        speed,
        lack);
  }

  /** What somebody of an owner saw; instead of what was seen by that owner's machines before. */
  Pace seen(Timing timing) {
    List<Timing> others = new ArrayList<>(timings);
    others.removeIf(its -> its.owner().equals(timing.owner()));
    others.add(timing);
    return new Pace(rounds, round, others, speed, lack);
  }

  /**
   * The round is over: the speed is the median of what was seen, of an even number the lower one in
   * the middle. A wrong answer counts as no speed at all; so of three strangers one who lies,
   * whatever he says, leaves it between what the others saw.
   *
   * @param silence what to say if too few saw anything and none of them said why
   */
  Pace decided(String silence) {
    if (timings.size() < LEAST_STRANGERS) {
      String why = round.flatMap(Round::failure).map(its -> "timing_" + its.code()).orElse(silence);
      return new Pace(rounds, Optional.empty(), timings, Speed.UNKNOWN, why);
    }
    List<Long> sorted = timings.stream().map(Timing::fuel).sorted().toList();
    long median = sorted.get((sorted.size() - 1) / 2);
    return median == 0
        ? new Pace(rounds, Optional.empty(), timings, Speed.UNKNOWN, "timing_wrong")
        : new Pace(rounds, Optional.empty(), timings, new Speed(median, sorted.size()), "");
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).beginArray(rounds.size());
    rounds.forEach(writer::integer);
    Round.write(round, writer);
    writer.beginArray(timings.size());
    for (Timing timing : timings) {
      writer
          .beginArray(Timing.FIELDS)
          .bytes(timing.owner().address())
          .integer(timing.epoch())
          .integer(timing.fuel());
    }
    speed.write(writer);
    writer.text(lack);
  }

  static Pace read(CborReader reader) {
    reader.beginArray();
    List<Long> rounds = new ArrayList<>();
    int count = reader.beginArray();
    for (int i = 0; i < count; i++) {
      rounds.add(reader.integer());
    }
    Optional<Round> round = Round.readOptional(reader);
    List<Timing> timings = new ArrayList<>();
    int size = reader.beginArray();
    for (int i = 0; i < size; i++) {
      reader.beginArray();
      timings.add(new Timing(new Account(reader.bytes()), reader.integer(), reader.integer()));
    }
    return new Pace(rounds, round, timings, Speed.read(reader), reader.text());
  }
}
