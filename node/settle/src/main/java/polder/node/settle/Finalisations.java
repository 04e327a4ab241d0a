package polder.node.settle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.Settlement;
import polder.protocol.Hash;

/**
 * By which transactions epochs became final. The chain is asked once an epoch; what it said of
 * settled blocks is remembered, within a bound.
 */
public final class Finalisations {
  private static final int MOST_REMEMBERED = 4_096;

  /** An epoch is final soon after the block that it names, so it is found in the first pages. */
  private static final int MOST_PAGES = 16;

  private final Chain chain;
  private final Settlement settlement;
  private final Map<Hash, Found> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Found> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /** Of the headers that {@code settlement} on {@code chain} keeps. */
  public Finalisations(Chain chain, Settlement settlement) {
    this.chain = chain;
    this.settlement = settlement;
  }

  /** A header became final. */
  record Found(Settlement.Finalised finalised, Hash transaction, Anchor block) {}

  /** By what {@code header} became final; empty if that is not in a settled block yet. */
  Optional<Found> of(EpochHeader header) throws ChainException {
    Hash hash = header.hash();
    Optional<Found> found = recall(hash);
    Optional<Anchor> upTo = found.isEmpty() ? chain.anchor() : Optional.empty();
    if (upTo.isEmpty()) {
      return found;
    }
    EventFilter filter = settlement.finalisations(header.chain().block());
    Optional<Anchor> cursor = Optional.empty();
    for (int page = 0; page < MOST_PAGES && found.isEmpty() && !cursor.equals(upTo); page++) {
      EventPage events = chain.events(filter, cursor, upTo.get());
      events.events().forEach(this::remember);
      cursor = Optional.of(events.cursor());
      found = recall(hash);
    }
    return found;
  }

  private synchronized Optional<Found> recall(Hash header) {
    return Optional.ofNullable(known.get(header));
  }

  private synchronized void remember(ChainEvent event) {
    settlement
        .finalised(event)
        .ifPresent(
            its -> known.put(its.header(), new Found(its, event.transaction(), event.block())));
  }
}
