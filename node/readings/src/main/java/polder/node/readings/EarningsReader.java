package polder.node.readings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.ports.readings.Earned;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Finds in an epoch's outcome what accounts earned. What is credited over all epochs adds up to
 * what the state says that an account earned since genesis. What was held counts when it is
 * released, on that day; what is forfeited never does.
 */
final class EarningsReader {
  private final SortedMap<Source, long[]> amounts = new TreeMap<>();

  private record Source(Account account, String network, Optional<DeviceId> device)
      implements Comparable<Source> {
    private static final Comparator<Source> ORDER =
        Comparator.comparing(Source::account)
            .thenComparing(Source::network)
            .thenComparing(source -> source.device().map(DeviceId::multikey).orElse(Bytes.EMPTY));

    @Override
    public int compareTo(Source other) {
      return ORDER.compare(this, other);
    }
  }

  private EarningsReader() {}

  /** Each account and source that has an amount, once. */
  static List<Earned> read(List<OutcomeLeaf> outcome) {
    EarningsReader reader = new EarningsReader();
    outcome.forEach(reader::take);
    List<Earned> earned = new ArrayList<>(reader.amounts.size());
    reader.amounts.forEach((source, its) ->
        earned.add(
            new Earned(source.account(), source.network(), source.device(), its[0], its[1])));
    return earned;
  }

  private void take(OutcomeLeaf leaf) {
    switch (leaf) {
      case OutcomeLeaf.Reward line ->
          add(
              new Source(line.owner(), line.network(), Optional.of(line.device())),
              line.held() ? 0 : line.amountNano(),
              line.held() ? line.amountNano() : 0);
      case OutcomeLeaf.Released line -> {
        if (!line.forfeited()) {
          add(
              new Source(line.owner(), line.network(), Optional.of(line.device())),
              line.amountNano(),
              0);
        }
      }
      case OutcomeLeaf.Paid line ->
          add(new Source(line.to(), line.network(), line.device()), line.amountNano(), 0);
      case StakeLine line ->
          add(new Source(line.earner(), "", Optional.empty()), line.amountNano(), 0);
      // What comes back to a balance was never earned.
      case OutcomeLeaf.Refunded _ -> {}
      case OutcomeLeaf.Refusal _, OutcomeLeaf.Registration _, OutcomeLeaf.Penalised _ -> {}
    }
  }

  private void add(Source source, long creditedNano, long heldNano) {
    if (creditedNano > 0 || heldNano > 0) {
      long[] its = amounts.computeIfAbsent(source, key -> new long[2]);
      its[0] = Math.addExact(its[0], creditedNano);
      its[1] = Math.addExact(its[1], heldNano);
    }
  }
}
