package polder.ports.chain;

import java.util.List;
import java.util.Optional;
import polder.protocol.settlement.ChainEvent;

/** What contracts say that epochs have to take in. Safe for several threads. */
public interface InputEvents {
  /**
   * Some events in canonical order.
   *
   * @param events those after the last cursor, up to this one
   * @param cursor all events up to and with this block were handed out
   */
  record Page(List<ChainEvent> events, Anchor cursor) {
    /** Copies the list. */
    public Page {
      events = List.copyOf(events);
    }
  }

  /**
   * Events after {@code cursor}, up to {@code upTo} at most: none twice, none left out. To be
   * called until the page's cursor is {@code upTo}.
   *
   * @param cursor that of the page before; nothing for the first
   * @param upTo a block with enough others on it
   * @throws ChainException of kind {@link ChainException.Kind#FORKED} if the cursor or {@code upTo}
   *     is no longer on the chain
   */
  Page page(Optional<Anchor> cursor, Anchor upTo) throws ChainException;
}
