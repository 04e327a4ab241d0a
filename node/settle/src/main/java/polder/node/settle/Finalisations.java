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
 * By which transactions epochs became final. Each settled block is asked for once an epoch; what
 * was found, and how far was looked in vain, is remembered within a bound.
 */
public final class Finalisations {
  private static final int MOST_REMEMBERED = 4_096;

  /** An epoch is final soon after the block that it names, so it is found in the first pages. */
  private static final int MOST_PAGES = 16;

  private final Chain chain;
  private final Settlement settlement;
  private final Map<Hash, Found> known = new Remembered<>();
  // Up to which block headers were looked for that were not found.
  private final Map<Hash, Anchor> missed = new Remembered<>();

  private static final class Remembered<V> extends LinkedHashMap<Hash, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash, V> eldest) {
      return size() > MOST_REMEMBERED;
    }
  }

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
    Optional<Anchor> cursor = readUpTo(hash);
    for (int page = 0; page < MOST_PAGES && found.isEmpty() && !isAt(cursor, upTo.get()); page++) {
      EventPage events = chain.events(filter, cursor, upTo.get());
      events.events().forEach(this::remember);
      cursor = Optional.of(events.cursor());
      found = recall(hash);
    }
    settle(hash, found.isEmpty() ? cursor : Optional.empty());
    return found;
  }

  /** Whether all settled blocks were looked through; another node may be behind what they were. */
  private static boolean isAt(Optional<Anchor> cursor, Anchor upTo) {
    return cursor.map(read -> read.number() >= upTo.number()).orElse(false);
  }

  private synchronized Optional<Anchor> readUpTo(Hash header) {
    return Optional.ofNullable(missed.get(header));
  }

  /** Remembers how far a header was looked for in vain; settled blocks say nothing new. */
  private synchronized void settle(Hash header, Optional<Anchor> inVain) {
    missed.remove(header);
    inVain.ifPresent(cursor -> missed.put(header, cursor));
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
