package polder.node.validator;

import java.util.List;
import java.util.Optional;
import polder.ports.chain.Anchor;
import polder.ports.chain.ChainException;
import polder.ports.chain.InputEvents;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedEvent;
import polder.protocol.settlement.StakingEvent;

/**
 * Compares what an epoch took in with what the chain says: a header that leaves out a deposit or a
 * posted message, or makes one up, is refused by every validator that sees the chain.
 */
public final class InputsCheck {
  private final InputEvents inputs;

  /**
   * By what {@code inputs} say; of the validator's own node of the chain, not of the closing one.
   */
  public InputsCheck(InputEvents inputs) {
    this.inputs = inputs;
  }

  /**
   * Looks at one epoch.
   *
   * @param before where the epoch before stands
   * @param point where it stands itself
   * @param events what it took in, in canonical order
   * @return why it is wrong, one line without a subject; empty if it is not
   * @throws ChainException if the chain cannot be asked, has not come so far, or does not have one
   *     of the two blocks (any more): nothing is known then, and it is to be asked again
   */
  public Optional<String> wrong(ChainPoint before, ChainPoint point, List<ChainEvent> events)
      throws ChainException {
    if (point.blockHash().equals(Hash.ZERO)) {
      return events.isEmpty()
          ? Optional.empty()
          : Optional.of("it takes in events and stands on no block");
    }
    Anchor upTo = new Anchor(point.block(), point.blockHash());
    Optional<Anchor> cursor =
        before.blockHash().equals(Hash.ZERO)
            ? Optional.empty()
            : Optional.of(new Anchor(before.block(), before.blockHash()));
    if (cursor.isPresent() && cursor.get().number() > upTo.number()) {
      return Optional.of("its block lies before that of the epoch before");
    }
    int known = 0;
    do {
      InputEvents.Page page = inputs.page(cursor, upTo);
      for (ChainEvent event : page.events()) {
        if (known == events.size() || !events.get(known).equals(event)) {
          return Optional.of("it lacks " + name(event) + ", which the chain has");
        }
        known++;
      }
      cursor = Optional.of(page.cursor());
    } while (!cursor.get().equals(upTo));
    return known < events.size()
        ? Optional.of("it has " + name(events.get(known)) + ", which the chain has not")
        : Optional.empty();
  }

  private static String name(ChainEvent event) {
    String what =
        switch (event) {
          case ChainEvent.Deposited deposit ->
              "deposit " + deposit.number() + " for " + deposit.account();
          case ChainEvent.Posted post -> "posted message " + post.number();
          case StakingEvent staking -> "what the chain says of stakes by log " + staking.index();
          case SeedEvent.Committed seed -> "the seed chain of " + seed.validator();
          case SeedEvent.Entered seed -> "the candidacy of " + seed.validator();
          case SeedEvent.Left seed -> "the candidacy of " + seed.validator();
        };
    return what + " of block " + event.block();
  }
}
