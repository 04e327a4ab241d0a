package polder.agent.compute;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.agent.AgentEvent.Kind;
import polder.agent.work.Comparison;
import polder.agent.work.Made;
import polder.agent.work.Outcome;
import polder.agent.work.Task;
import polder.agent.work.Workshop;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;

/** Does what orders ask of the machine. For one thread. */
final class DutyDesk {
  private static final int MOST_TRIES = 3;
  private static final long RETRY_MILLIS = 5_000;

  private final Desk desk;
  private final Workshop workshop;
  private final Leases leases;
  private final Bidder bidder;
  private final Story story;
  private final SecureRandom random = new SecureRandom();
  private final Map<GroupKey, Trouble> troubles = new HashMap<>();
  // Which of the pixels that are compared a node had when it was asked last.
  private final Map<GroupKey, SortedSet<Hash>> atNode = new HashMap<>();

  /** Work that failed: how often, and when to try again. */
  private record Trouble(int tries, long retryMillis) {}

  DutyDesk(Desk desk, Workshop workshop, Leases leases, Bidder bidder, Story story) {
    this.desk = desk;
    this.workshop = workshop;
    this.leases = leases;
    this.bidder = bidder;
    this.story = story;
  }

  /** Does all that is asked of it while the epoch of {@code view} runs. */
  void attend(MarketView view, long clockMillis) throws IOException, InterruptedException {
    takeResults(clockMillis);
    findDraws(view);
    for (Deal deal : new ArrayList<>(desk.ledger().deals().values())) {
      try {
        Deal tracked = track(deal, view);
        act(tracked, Duty.of(tracked, desk.machine(), view), view, clockMillis);
      } catch (IOException e) {
        // One that cannot be ended yet, or a full disk, is tried again; the others go on.
        desk.tell(Kind.NOTICE, deal.order() + ": " + e.getMessage());
      }
    }
    SortedSet<GroupKey> mine = new TreeSet<>(desk.ledger().deals().keySet());
    workshop.keepOnly(mine);
    leases.keepOnly(mine);
    troubles.keySet().retainAll(mine);
    atNode.keySet().retainAll(mine);
  }

  /** Goes on counting what runs while no node says more than {@code last} did. */
  void goOn(MarketView last, long clockMillis) throws IOException {
    for (Deal deal : new ArrayList<>(desk.ledger().deals().values())) {
      if (Duty.of(deal, desk.machine(), last) instanceof Duty.Run run) {
        leases.goOn(deal, run.lease(), clockMillis);
      }
    }
  }

  /** Whether nothing is left to do. */
  boolean isIdle() {
    return desk.ledger().deals().isEmpty();
  }

  /** Orders for which the machine was drawn to check, also if it had not bid or had lost. */
  private void findDraws(MarketView view) throws IOException {
    for (Map.Entry<GroupKey, OrderState> entry : view.orders().entrySet()) {
      OrderState state = entry.getValue();
      boolean isRunner =
          state.phase() instanceof OrderState.Phase.Working working
              && working.runners().stream().anyMatch(its -> its.machine().equals(desk.machine()));
      boolean isOurs =
          state.lease().filter(its -> its.machine().equals(desk.machine())).isPresent();
      Optional<Deal> known = desk.ledger().find(entry.getKey());
      Deal deal =
          known.orElseGet(
              () -> Deal.begin(entry.getKey(), state.client(), state.order(), view.epoch()));
      if (isOurs && deal.won().isEmpty()) {
        Lease lease = state.lease().orElseThrow();
        desk.ledger().keep(deal.with(new Deal.Won(lease.priceNano(), lease.startMillis())));
        desk.tell(
            Kind.WON,
            "won " + entry.getKey() + " at " + Pay.words(deal.asked(), lease.priceNano()));
      } else if (isRunner && !isOurs && !deal.isDrawn()) {
        desk.ledger().keep(deal.drawn());
        desk.tell(
            Kind.NOTICE,
            (deal.asked().proof() == Proof.QUORUM
                    ? "drawn for the quorum on the result of "
                    : "drawn to check the result of ")
                + entry.getKey());
      }
    }
  }

  private Deal track(Deal deal, MarketView view) throws IOException {
    boolean there =
        view.orders().containsKey(deal.order()) || view.fresh().containsKey(deal.order());
    Deal.Track before = deal.track();
    Deal.Track now =
        there
            ? new Deal.Track(view.epoch(), -1, isEnding(deal, view))
            : new Deal.Track(
                before.seenEpoch(),
                before.isMissing() ? before.missingEpoch() : view.epoch(),
                before.isEnding());
    if (now.equals(before)) {
      return deal;
    }
    Deal after = deal.with(now);
    desk.ledger().note(after);
    return after;
  }

  private static boolean isEnding(Deal deal, MarketView view) {
    return deal.said().containsKey(Deal.Word.OPENED_RESULT)
        || view.order(deal.order())
            .filter(state ->
                state.phase() instanceof OrderState.Phase.Running running
                    && running.ending().isPresent())
            .isPresent();
  }

  private void act(Deal deal, Duty duty, MarketView view, long clockMillis)
      throws IOException, InterruptedException {
    long epoch = view.epoch();
    switch (duty) {
      case Duty.Wait its -> {}
      case Duty.SealBid its -> {
        Deal.Pledge bid = deal.bid().orElseThrow();
        var seal = Seals.ofBid(desk.machine(), deal.order(), bid.priceNano(), bid.salt());
        desk.say(deal, Deal.Word.SEALED_BID, new Said.SealedBid(deal.order(), seal), epoch);
      }
      case Duty.OpenBid its -> {
        Deal.Pledge bid = deal.bid().orElseThrow();
        desk.say(
            deal,
            Deal.Word.OPENED_BID,
            new Said.OpenedBid(deal.order(), bid.priceNano(), bid.salt()),
            epoch);
      }
      case Duty.Work work -> work(deal, work, view, clockMillis);
      case Duty.SealResult its when its.andOpen() -> {
        // Who is drawn after the others have opened theirs hides nothing from anybody.
        if (isDelivered(deal, clockMillis)) {
          openResult(sealResult(deal, epoch), epoch);
        }
      }
      case Duty.SealResult its -> sealResult(deal, epoch);
      case Duty.OpenResult its -> {
        if (isDelivered(deal, clockMillis)) {
          openResult(deal, epoch);
        }
      }
      case Duty.Show its -> show(deal, its, epoch, clockMillis);
      case Duty.Run its -> leases.run(deal, its.lease(), view, clockMillis);
      case Duty.Finish its -> leases.finish(deal, its.lease(), view, clockMillis);
      case Duty.Lost its -> end(deal, Kind.LOST, "lost ", view);
      case Duty.Over its -> end(deal, Kind.OVER, "over: ", view);
    }
  }

  private void work(Deal deal, Duty.Work work, MarketView view, long clockMillis)
      throws IOException, InterruptedException {
    Trouble trouble = troubles.getOrDefault(deal.order(), new Trouble(0, 0));
    boolean isLate = view.within(clockMillis) > work.untilMillis();
    if (deal.said().containsKey(Deal.Word.CLOSE)) {
      return; // It waits to be let go.
    }
    boolean isQuorum = deal.asked().proof() == Proof.QUORUM;
    if (trouble.tries() >= MOST_TRIES) {
      if (deal.won().isPresent() || isQuorum) {
        desk.say(deal, Deal.Word.CLOSE, new Said.Close(deal.order()), view.epoch());
      }
    } else if (isQuorum && deal.won().isEmpty() && !isWorth(deal, work.lease())) {
      desk.tell(
          Kind.NOTICE,
          "declines "
              + deal.order()
              + ", for which it was drawn: "
              + Pay.words(deal.asked(), work.lease().priceNano())
              + " is less than half of what this machine asks");
      desk.say(deal, Deal.Word.CLOSE, new Said.Close(deal.order()), view.epoch());
    } else if (!isLate && clockMillis >= trouble.retryMillis()) {
      workshop.begin(
          new Task(
              deal.order(),
              deal.asked().job(),
              Duration.ofMillis(work.untilMillis() - view.within(clockMillis)),
              work.parts()));
    }
  }

  private boolean isWorth(Deal deal, Lease lease) throws InterruptedException {
    try {
      Job job = workshop.stock().job(deal.asked().job());
      return bidder.isWorth(deal.asked(), job, lease.priceNano());
    } catch (IOException e) {
      return true; // Why the job cannot be had is told by the work that fails.
    }
  }

  private void takeResults(long clockMillis) throws IOException {
    for (Outcome outcome : workshop.finished()) {
      Optional<Deal> deal = desk.ledger().find(outcome.order());
      switch (outcome) {
        case Outcome.Done done when deal.isPresent() && deal.get().made().isEmpty() -> {
          Made made = done.made();
          troubles.remove(done.order());
          byte[] salt = new byte[Seals.SALT_SIZE];
          random.nextBytes(salt);
          desk.ledger()
              .keep(
                  deal.get()
                      .with(
                          new Deal.Made(
                              made.output(), made.effort(), made.parts(), Bytes.wrap(salt))));
          desk.tell(
              Kind.WORKED,
              "worked out " + done.order() + ": " + made.words() + ", output " + made.output());
        }
        case Outcome.Done done -> {}
        case Outcome.Delivered its -> {}
        case Outcome.Shown its -> {
          troubles.remove(its.order());
          atNode.put(its.order(), its.there());
        }
        case Outcome.Failed failed when deal.isPresent() -> {
          Trouble before = troubles.getOrDefault(failed.order(), new Trouble(0, 0));
          troubles.put(failed.order(), new Trouble(before.tries() + 1, clockMillis + RETRY_MILLIS));
          desk.tell(
              Kind.NOTICE, "cannot work on " + failed.order() + ": " + failed.why().getMessage());
        }
        case Outcome.Failed failed -> {}
      }
    }
  }

  /** Whether the node has the result; sees to it that it will. */
  private boolean isDelivered(Deal deal, long clockMillis) {
    Trouble trouble = troubles.getOrDefault(deal.order(), new Trouble(0, 0));
    // What cannot be brought is right all the same, and may have been brought by others.
    if (workshop.isDelivered(deal.order()) || trouble.tries() >= MOST_TRIES) {
      return true;
    }
    if (clockMillis >= trouble.retryMillis()) {
      workshop.deliver(deal.order(), deal.made().orElseThrow().output());
    }
    return false;
  }

  private Deal sealResult(Deal deal, long epoch) throws IOException {
    Deal.Made made = deal.made().orElseThrow();
    return desk.say(
        deal,
        Deal.Word.SEALED_RESULT,
        new Said.SealedResult(deal.order(), Duty.seal(desk.machine(), deal, made)),
        epoch);
  }

  private void openResult(Deal deal, long epoch) throws IOException {
    Deal.Made made = deal.made().orElseThrow();
    desk.say(
        deal,
        Deal.Word.OPENED_RESULT,
        made.parts().isEmpty()
            ? new Said.OpenedResult(deal.order(), made.output(), made.effort(), made.salt())
            : new Said.OpenedParts(deal.order(), made.parts(), made.output(), made.salt()),
        epoch);
  }

  /** Has the node hold this machine's pixels, looks whose else are there, and names them. */
  private void show(Deal deal, Duty.Show show, long epoch, long clockMillis) throws IOException {
    SortedSet<Hash> there =
        Objects.requireNonNullElseGet(atNode.remove(deal.order()), TreeSet::new);
    if (!there.containsAll(show.own())) {
      Trouble trouble = troubles.getOrDefault(deal.order(), new Trouble(0, 0));
      if (clockMillis >= trouble.retryMillis()) {
        workshop.show(new Comparison(deal.order(), deal.asked().job(), show.own(), show.all()));
      }
      return;
    }
    SortedSet<Hash> named = show.named(there);
    if (named.isEmpty()) {
      troubles.put(deal.order(), new Trouble(0, clockMillis + RETRY_MILLIS));
      return;
    }
    desk.say(
        deal, Deal.Word.SHOWN_PARTS, new Said.ShownParts(deal.order(), List.copyOf(named)), epoch);
    desk.tell(
        Kind.NOTICE,
        "shows "
            + named.size()
            + " tiles of "
            + deal.order()
            + ": a machine with other processors came to other pixels");
  }

  private void end(Deal deal, Kind kind, String word, MarketView view)
      throws IOException, InterruptedException {
    leases.end(deal.order());
    desk.ledger().forget(deal.order());
    List<String> reasons = story.of(deal.order(), deal.track().seenEpoch(), view.epoch());
    if (deal.bid().isPresent() || deal.won().isPresent() || deal.isDrawn()) {
      desk.tell(
          kind,
          word
              + deal.order()
              + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons))
              + deal.bid().map(bid -> " (bid " + Amounts.format(bid.priceNano()) + ")").orElse(""));
    }
  }
}
