package polder.node.closing;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/**
 * How epochs are closed again.
 *
 * @param last the header to go back to; empty to begin with epoch 0
 * @param state the state after it
 * @param attempt under which attempt, not below that of {@code last}
 * @param points where the epochs stand now
 */
public record Again(Optional<EpochHeader> last, StateTree state, long attempt, Points points) {
  /** Where on the chain an epoch stands that is closed again. */
  public interface Points {
    /**
     * The block that {@code epoch} reaches to, the set that signs it, and what it takes in.
     *
     * @param before where the epoch before it stands
     * @throws IOException if that cannot be said now
     */
    Place of(long epoch, ChainPoint before) throws IOException;
  }

  /**
   * Where an epoch stands on the chain.
   *
   * @param events what contracts said above the block of the epoch before, up to this one's
   */
  public record Place(ChainPoint chain, List<ChainEvent> events) {
    /** Copies the list. */
    public Place {
      events = List.copyOf(events);
    }
  }

  /** An epoch was sealed under this attempt before, and would not be sealed as it was. */
  public static final class SealedOtherwiseException extends IOException {
    private static final long serialVersionUID = 1L;

    SealedOtherwiseException(long epoch, long attempt) {
      super(
          "epoch "
              + epoch
              + " was sealed under attempt "
              + attempt
              + " on another epoch or by another program; two headers for one attempt are never"
              + " sealed, so the next attempt is waited for");
    }
  }

  /** Checks that the parts fit together. */
  public Again {
    if (!last.map(EpochHeader::stateRoot).orElse(new StateTree().root()).equals(state.root())) {
      throw new IllegalArgumentException("this is not the state after the header to go back to");
    }
    if (attempt < last.map(EpochHeader::attempt).orElse(0L)) {
      throw new IllegalArgumentException("attempt " + attempt + " is below that of the last epoch");
    }
  }

  /** The first epoch that is closed again. */
  long from() {
    return last.map(header -> header.epoch() + 1).orElse(0L);
  }

  /** The hash that the first of them names as the one before. */
  Hash previous() {
    return last.map(EpochHeader::hash).orElse(Hash.ZERO);
  }

  /** What leads from {@code present} to {@code target}, ascending by key; empty for deleted. */
  static Set<Map.Entry<Bytes, Optional<Bytes>>> changes(StateTree present, StateTree target) {
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    target.forEach(
        Bytes.EMPTY,
        (key, value) -> {
          if (!present.get(key).equals(Optional.of(value))) {
            changes.put(key, Optional.of(value));
          }
        });
    present.forEach(
        Bytes.EMPTY,
        (key, value) -> {
          if (target.get(key).isEmpty()) {
            changes.put(key, Optional.empty());
          }
        });
    return changes.entrySet();
  }
}
