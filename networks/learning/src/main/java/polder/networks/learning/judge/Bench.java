package polder.networks.learning.judge;

import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.learning.Examiner;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * Who may judge a task.
 *
 * @param judges by device
 */
public record Bench(SortedMap<DeviceId, Judge> judges) {
  /** Nobody. */
  public static final Bench EMPTY = new Bench(new TreeMap<>());

  /** The highest stakes first, equal ones by their devices. */
  static final Comparator<Judge> BY_STAKE =
      Comparator.comparingLong((Judge judge) -> judge.stake().nano())
          .reversed()
          .thenComparing(Judge::device);

  public Bench {
    judges = Collections.unmodifiableSortedMap(new TreeMap<>(judges));
  }

  /** Where this judge has been seated, or takes the place of what it was. */
  public Bench with(Judge judge) {
    SortedMap<DeviceId, Judge> more = new TreeMap<>(judges);
    more.put(judge.device(), judge);
    return new Bench(more);
  }

  Bench without(DeviceId judge) {
    SortedMap<DeviceId, Judge> fewer = new TreeMap<>(judges);
    fewer.remove(judge);
    return new Bench(fewer);
  }

  /** Who has a permit to judge a round that is judged now: the highest stakes. */
  public SortedMap<DeviceId, Ballot> permits(Examiner.Judges rules) {
    SortedMap<DeviceId, Ballot> ballots = new TreeMap<>();
    judges.values().stream()
        .filter(judge -> !judge.stake().isLeaving())
        .sorted(BY_STAKE)
        .limit(rules.permits())
        .forEach(judge ->
            ballots.put(
                judge.device(),
                new Ballot(
                    judge.device(),
                    judge.stake().owner(),
                    judge.stake().nano(),
                    Optional.empty())));
    return ballots;
  }

  /** Writes it. */
  public void write(CborWriter writer) {
    writer.beginArray(judges.size());
    judges.values().forEach(judge -> judge.write(writer));
  }

  /** Reads what {@link #write} gave. */
  public static Bench read(CborReader reader) {
    int size = reader.beginArray();
    SortedMap<DeviceId, Judge> judges = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      Judge judge = Judge.read(reader);
      judges.put(judge.device(), judge);
    }
    return new Bench(judges);
  }
}
