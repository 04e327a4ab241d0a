package polder.agent.compute;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.compute.Bid;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.Runner;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/** What an order asks of a machine now. Pure: from what is remembered and what a node says. */
public sealed interface Duty {
  /** Nothing. */
  record Wait() implements Duty {}

  /** To seal the bid. */
  record SealBid() implements Duty {}

  /** To open the bid. */
  record OpenBid() implements Duty {}

  /** To forget it: another machine has it. */
  record Lost() implements Duty {}

  /**
   * To work out the result.
   *
   * @param lease what it belongs to
   * @param untilMillis when the result must be sealed
   * @param parts which parts of the result, ascending; empty for all of it
   */
  record Work(Lease lease, long untilMillis, List<Integer> parts) implements Duty {
    public Work {
      parts = List.copyOf(parts);
    }
  }

  /**
   * To seal the result.
   *
   * @param andOpen whether to open it at once: all others have
   */
  record SealResult(boolean andOpen) implements Duty {}

  /** To open the result. */
  record OpenResult() implements Duty {}

  /**
   * To show pixels of the result, since machines of other classes came to other ones.
   *
   * @param own those of this machine's tiles, by their hashes
   * @param all those of all machines' tiles
   * @param isShown whether its own were shown already, though not together with all others
   * @param isSaid whether the machine has shown something of the order before
   */
  record Show(SortedSet<Hash> own, SortedSet<Hash> all, boolean isShown, boolean isSaid)
      implements Duty {
    public Show {
      own = Collections.unmodifiableSortedSet(new TreeSet<>(own));
      all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
    }

    /**
     * What to name while the node has {@code there}: all if it has them, since one message is
     * enough then; else what this machine answers for, if nobody named that yet. So it is, too,
     * where all were named in vain: a node takes no tile of others that is too large.
     */
    SortedSet<Hash> named(SortedSet<Hash> there) {
      if (there.containsAll(all) && (isShown || !isSaid)) {
        return all;
      }
      return isShown ? Collections.emptySortedSet() : own;
    }
  }

  /** To let it run, and count. */
  record Run(Lease lease) implements Duty {}

  /** To stop it and say the last count. */
  record Finish(Lease lease) implements Duty {}

  /** To clean up: it is over. */
  record Over() implements Duty {}

  /** After so many epochs something is said again that is still not there. */
  long PATIENCE = 2;

  /** For so many epochs an order may be missing that was not seen to end. */
  long MISSING = 2;

  /** What {@code deal} asks of {@code machine} while the epoch of {@code view} runs. */
  static Duty of(Deal deal, DeviceId machine, MarketView view) {
    Optional<OrderState> state = view.order(deal.order());
    if (state.isEmpty()) {
      return view.fresh().containsKey(deal.order()) ? bid(deal, view) : missing(deal, view);
    }
    return switch (state.get().phase()) {
      case Phase.Bidding bidding ->
          bidding.bids().containsKey(machine)
              ? open(deal, bidding.bids().get(machine), view)
              : bid(deal, view);
      case Phase.Working working -> working(deal, machine, working, view);
      case Phase.Running running when running.lease().machine().equals(machine) ->
          running.ending().isPresent() ? new Finish(running.lease()) : new Run(running.lease());
      case Phase.Running running -> new Lost();
    };
  }

  private static Duty missing(Deal deal, MarketView view) {
    boolean sure =
        deal.track().isEnding()
            || (deal.track().isMissing() && view.epoch() - deal.track().missingEpoch() >= MISSING);
    return sure ? new Over() : new Wait();
  }

  private static Duty bid(Deal deal, MarketView view) {
    return deal.bid().isPresent() && isDue(deal, Deal.Word.SEALED_BID, view)
        ? new SealBid()
        : new Wait();
  }

  private static Duty open(Deal deal, Bid bid, MarketView view) {
    boolean isOurs =
        deal.bid()
            .filter(its ->
                Seals.ofBid(bid.machine(), deal.order(), its.priceNano(), its.salt())
                    .equals(bid.seal()))
            .isPresent();
    return isOurs
            && bid.priceNano().isEmpty()
            && bid.epoch() < view.epoch()
            && isDue(deal, Deal.Word.OPENED_BID, view)
        ? new OpenBid()
        : new Wait();
  }

  private static Duty working(Deal deal, DeviceId machine, Phase.Working working, MarketView view) {
    Optional<Runner> runner =
        working.runners().stream().filter(its -> its.machine().equals(machine)).findFirst();
    if (runner.isEmpty()) {
      return new Lost();
    }
    if (runner.get().seal().isEmpty()) {
      long until =
          Math.addExact(
              runner.get().sinceMillis(), Math.multiplyExact(deal.asked().seconds(), 1_000L));
      if (deal.made().isEmpty()) {
        boolean isWinner = working.lease().machine().equals(machine);
        return new Work(working.lease(), until, isWinner ? List.of() : working.asked());
      }
      return isDue(deal, Deal.Word.SEALED_RESULT, view)
          ? new SealResult(working.openSince().isPresent())
          : new Wait();
    }
    if (runner.get().result().isPresent()) {
      return show(deal, runner.get(), working, view);
    }
    boolean asked = working.openSince().filter(since -> since <= view.epoch()).isPresent();
    boolean isOurs =
        deal.made()
            .filter(its -> seal(machine, deal, its).equals(runner.get().seal().get().hash()))
            .isPresent();
    return asked && isOurs && isDue(deal, Deal.Word.OPENED_RESULT, view)
        ? new OpenResult()
        : new Wait();
  }

  private static Duty show(Deal deal, Runner runner, Phase.Working working, MarketView view) {
    Optional<Phase.Showing> asked =
        working.showing().filter(its -> its.sinceEpoch() <= view.epoch());
    return asked.isPresent() && isDue(deal, Deal.Word.SHOWN_PARTS, view)
        ? new Show(
            working.toShow(runner),
            working.toShow(),
            asked.get().shown().containsAll(working.toShow(runner)),
            deal.said().containsKey(Deal.Word.SHOWN_PARTS))
        : new Wait();
  }

  /** What seals a result. */
  static Hash seal(DeviceId machine, Deal deal, Deal.Made made) {
    return made.parts().isEmpty()
        ? Seals.ofResult(machine, deal.order(), made.output(), made.effort(), made.salt())
        : Seals.ofParts(machine, deal.order(), made.parts(), made.salt());
  }

  private static boolean isDue(Deal deal, Deal.Word word, MarketView view) {
    Long last = deal.said().get(word);
    return last == null || view.epoch() - last >= PATIENCE;
  }
}
