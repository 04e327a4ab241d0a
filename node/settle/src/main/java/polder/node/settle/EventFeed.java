package polder.node.settle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.InputEvents;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.ChainPoint;

/**
 * Reads what epochs have to take in: everything above the block of the epoch before. That block is
 * all that has to be remembered, and it is in a sealed header; what was read and is in no epoch yet
 * is kept in memory, and read again after a restart. Not for several threads.
 */
final class EventFeed {
  private final Chain chain;
  private final InputEvents inputs;
  private ChainPoint from = ChainPoint.NONE;
  private Optional<Anchor> cursor = Optional.empty();
  private List<ChainEvent> events = new ArrayList<>();
  private long bytes;

  /** From {@code inputs}, which are read on {@code chain}. */
  EventFeed(Chain chain, InputEvents inputs) {
    this.chain = chain;
    this.inputs = inputs;
  }

  /**
   * What one epoch can take in.
   *
   * @param upTo all events up to and with this block
   */
  record Reach(Anchor upTo, List<ChainEvent> events) {
    Reach {
      events = List.copyOf(events);
    }
  }

  /**
   * All events above {@code before}, up to {@code upTo}, or to a block before it if an epoch can't
   * take in so much. What an exception breaks off is gone on with the next time.
   *
   * @param before where the epoch before stands; no higher than {@code upTo}
   * @throws ChainException of kind {@link ChainException.Kind#FORKED} if {@code before} is no
   *     longer on the chain
   */
  Reach read(ChainPoint before, Anchor upTo) throws ChainException {
    goOnFrom(before);
    if (cursor.isPresent() && cursor.get().number() > upTo.number()) {
      // Another node, which is behind, was asked this time.
      begin(before);
    }
    try {
      while (!cursor.equals(Optional.of(upTo)) && !isFull()) {
        InputEvents.Page page = inputs.page(cursor, upTo);
        for (ChainEvent event : page.events()) {
          events.add(event);
          bytes += event.encode().size();
        }
        cursor = Optional.of(page.cursor());
      }
    } catch (ChainException e) {
      if (e.kind() == ChainException.Kind.FORKED) {
        // Perhaps only behind what is in no epoch yet.
        begin(before);
      }
      throw e;
    }
    return isFull() ? part() : new Reach(upTo, events);
  }

  private boolean isFull() {
    return events.size() > ChainEvents.MOST_EVENTS || bytes > ChainEvents.MOST_BYTES;
  }

  /** As many whole blocks as an epoch takes in. */
  private Reach part() throws ChainException {
    int most = 0;
    long size = 0;
    while (most < events.size() && most < ChainEvents.MOST_EVENTS) {
      size += events.get(most).encode().size();
      if (size > ChainEvents.MOST_BYTES) {
        break;
      }
      most++;
    }
    int end = most;
    while (end > 0
        && end < events.size()
        && events.get(end - 1).block() == events.get(end).block()) {
      end--;
    }
    if (end == 0) {
      throw new ChainException(
          ChainException.Kind.TOO_MUCH,
          "block "
              + events.getFirst().block()
              + " has more deposits and posted messages than an epoch can take in; no epoch can go"
              + " beyond it");
    }
    List<ChainEvent> part = events.subList(0, end);
    long block = part.getLast().block();
    Anchor at =
        chain
            .block(block)
            .orElseThrow(() ->
                new ChainException(ChainException.Kind.FORKED, "block " + block + " went away"));
    return new Reach(at, part);
  }

  private void goOnFrom(ChainPoint before) throws ChainException {
    if (before.block() == from.block() && before.blockHash().equals(from.blockHash())) {
      return;
    }
    if (cursor.isEmpty()
        || cursor.get().number() < before.block()
        || before.block() <= from.block()) {
      begin(before);
      return;
    }
    // The epoch that took these in is sealed. What was read behind it may be of another fork.
    Anchor sealed = new Anchor(before.block(), before.blockHash());
    if (!chain.block(before.block()).equals(Optional.of(sealed))) {
      begin(before);
      return;
    }
    from = before;
    events = new ArrayList<>(events.stream().filter(its -> its.block() > before.block()).toList());
    bytes = events.stream().mapToLong(event -> event.encode().size()).sum();
  }

  private void begin(ChainPoint before) {
    from = before;
    cursor =
        before.blockHash().equals(Hash.ZERO)
            ? Optional.empty()
            : Optional.of(new Anchor(before.block(), before.blockHash()));
    events = new ArrayList<>();
    bytes = 0;
  }
}
