package polder.epoch;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.SeedLink;

/**
 * An epoch, computed and sealed.
 *
 * @param header what stands for all the rest
 * @param events what contracts said, in canonical order
 * @param links the validators' links in the seed, by account
 * @param inputs the messages in canonical order, as they stand in the archive
 * @param outcomeBytes the canonical bytes of each line of the outcome, in order
 * @param counts how many the lines are of
 * @param stateChanges what the epoch changed in the state, ascending by key
 * @param exhibits the blobs that messages brought and rules read, by SHA-256
 * @param after the state after it
 */
public record SealedEpoch(
    EpochHeader header,
    List<ChainEvent> events,
    List<SeedLink> links,
    List<Bytes> inputs,
    List<Bytes> outcomeBytes,
    Counts counts,
    List<StateTree.HashedChange> stateChanges,
    SortedMap<Hash, Bytes> exhibits,
    StateTree after) {

  /**
   * What the lines come to, for whoever need not read them.
   *
   * @param devices devices with a reward, zero included
   * @param working those of them with a weight
   * @param refused messages that counted for nothing
   */
  public record Counts(long devices, long working, long refused) {}

  /** The lines of the outcome in order. Each is decoded whenever it is asked for. */
  public List<OutcomeLeaf> outcome() {
    return new AbstractList<>() {
      @Override
      public OutcomeLeaf get(int index) {
        return OutcomeCodec.decode(outcomeBytes.get(index));
      }

      @Override
      public int size() {
        return outcomeBytes.size();
      }
    };
  }

  /** The lines of {@code networks} alone, in order; of all others no more than the name is read. */
  public Iterable<OutcomeLeaf> outcome(Predicate<String> networks) {
    return () ->
        outcomeBytes.stream()
            .filter(line -> networks.test(OutcomeCodec.network(line)))
            .map(OutcomeCodec::decode)
            .iterator();
  }

  /** What the epoch changed in the state: new values by key, ascending; empty for deleted. */
  public List<Map.Entry<Bytes, Optional<Bytes>>> changes() {
    return new AbstractList<>() {
      @Override
      public Map.Entry<Bytes, Optional<Bytes>> get(int index) {
        StateTree.HashedChange change = stateChanges.get(index);
        return Map.entry(change.key(), change.value());
      }

      @Override
      public int size() {
        return stateChanges.size();
      }
    };
  }
}
