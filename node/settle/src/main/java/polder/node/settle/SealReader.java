package polder.node.settle;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.Settlement;

/** Reads which headers became final, and their seals. For one thread. */
public final class SealReader {
  private final Chain chain;
  private final Settlement settlement;
  private final NavigableMap<Long, Settlement.Finalised> seals = new TreeMap<>();
  private Optional<EventFilter> filter = Optional.empty();
  private Optional<Anchor> cursor = Optional.empty();

  /** Of the headers that {@code settlement} on {@code chain} keeps. */
  public SealReader(Chain chain, Settlement settlement) {
    this.chain = chain;
    this.settlement = settlement;
  }

  /**
   * Reads on to the newest settled block.
   *
   * @param fromBlock a block before all that is of interest; heeded by the first call only
   * @param released epochs below it are of no interest any more
   */
  public void read(long fromBlock, long released) throws ChainException {
    if (filter.isEmpty()) {
      filter = Optional.of(settlement.finalisations(fromBlock));
    }
    Optional<Anchor> upTo = chain.anchor();
    if (upTo.isEmpty()) {
      return;
    }
    if (cursor.isPresent() && cursor.get().number() > upTo.get().number()) {
      // The chain is shorter than it was: what was read may be gone.
      again();
    }
    try {
      while (!cursor.equals(upTo)) {
        EventPage page = chain.events(filter.get(), cursor, upTo.get());
        for (ChainEvent event : page.events()) {
          settlement.finalised(event).ifPresent(its -> seals.put(its.epoch(), its));
        }
        seals.headMap(released, false).clear();
        cursor = Optional.of(page.cursor());
      }
    } catch (ChainException e) {
      if (e.kind() != ChainException.Kind.FORKED) {
        throw e;
      }
      again();
    }
  }

  private void again() {
    seals.clear();
    cursor = Optional.empty();
  }

  /** Final epochs, ascending. */
  public NavigableMap<Long, Settlement.Finalised> seals() {
    return seals;
  }
}
