package polder.agent.compute;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.agent.AgentEvent.Kind;
import polder.agent.work.Appraiser;
import polder.agent.work.Workshop;
import polder.networks.GroupKey;
import polder.networks.compute.Machine;
import polder.networks.compute.OrderState;
import polder.networks.compute.Speed;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/** Looks at orders that nobody has won yet, and decides for which to bid. For one thread. */
final class BidDesk {
  /** Most orders that a machine has to do with at once: what bounds its memory. */
  private static final int MOST_DEALS = 1_000;

  private final Desk desk;
  private final Workshop workshop;
  private final Bidder bidder;
  private final Capacity lent;
  private final ZoneId zone;
  private final SecureRandom random = new SecureRandom();
  private final SortedMap<GroupKey, Passed> passed = new TreeMap<>();
  private Optional<Account> owner = Optional.empty();

  /** Why an order was left to others, and in which epoch that was decided. */
  private record Passed(long epoch, String why) {}

  /** An order that asks for bids. */
  private record Open(
      GroupKey group, DeviceId client, Optional<Account> renter, Said.Order order) {}

  BidDesk(Desk desk, Workshop workshop, Bidder bidder, Capacity lent, ZoneId zone) {
    this.desk = desk;
    this.workshop = workshop;
    this.bidder = bidder;
    this.lent = lent;
    this.zone = zone;
  }

  /** Says whose the machine is. */
  void ownedBy(Account account) {
    owner = Optional.of(account);
  }

  /** Looks at all orders that it has not decided upon in this epoch. */
  void consider(MarketView view, long clockMillis) throws IOException, InterruptedException {
    Set<GroupKey> there = new HashSet<>(view.orders().keySet());
    there.addAll(view.fresh().keySet());
    passed.keySet().retainAll(there);
    workshop.appraiseOnly(there);
    for (var entry : view.fresh().entrySet()) {
      MarketView.Fresh fresh = entry.getValue();
      consider(
          new Open(entry.getKey(), fresh.client(), Optional.empty(), fresh.order()),
          view,
          clockMillis);
    }
    for (var entry : view.orders().entrySet()) {
      OrderState state = entry.getValue();
      if (state.phase() instanceof OrderState.Phase.Bidding bidding
          && !bidding.bids().containsKey(desk.machine())) {
        consider(
            new Open(entry.getKey(), state.client(), Optional.of(state.renter()), state.order()),
            view,
            clockMillis);
      }
    }
  }

  private void consider(Open open, MarketView view, long clockMillis)
      throws IOException, InterruptedException {
    Passed before = passed.get(open.group());
    boolean isKnown = desk.ledger().find(open.group()).isPresent();
    if (isKnown || (before != null && before.epoch() == view.epoch())) {
      return;
    }
    switch (decide(open, view, clockMillis)) {
      case Bidder.Decision.Appraise its -> {}
      case Bidder.Decision.Bid bid -> {
        passed.remove(open.group());
        pledge(open, bid, view);
      }
      case Bidder.Decision.Pass(String why) -> {
        if (before == null || !before.why().equals(why)) {
          desk.tell(Kind.NOTICE, "no bid for " + open.group() + ": " + why);
        }
        passed.put(open.group(), new Passed(view.epoch(), why));
      }
    }
  }

  private Bidder.Decision decide(Open open, MarketView view, long clockMillis)
      throws InterruptedException {
    if (desk.ledger().deals().size() >= MOST_DEALS) {
      return new Bidder.Decision.Pass("this machine has to do with too many orders");
    }
    Capacity free =
        Room.left(
            lent,
            desk.ledger().deals().values().stream()
                .filter(Deal::takesRoom)
                .map(deal -> deal.asked().need())
                .toList());
    try {
      Job job = workshop.stock().job(open.order().job());
      Bidder.Situation situation =
          new Bidder.Situation(
              owner,
              free,
              Instant.ofEpochMilli(clockMillis).atZone(zone),
              Math.max(0, view.endMillis() + view.lengthMillis() - clockMillis),
              view.self().map(Machine::speed).orElse(Speed.UNKNOWN));
      Bidder.Decision decision =
          bidder.decide(
              new Bidder.Wanted(open.order(), open.renter(), job, OptionalLong.empty()), situation);
      if (decision instanceof Bidder.Decision.Pass) {
        return decision;
      }
      workshop.prepare(job);
      return job.work() instanceof Work.Render render
          ? appraised(open, job, render, situation)
          : decision;
    } catch (IOException e) {
      return new Bidder.Decision.Pass(String.valueOf(e.getMessage()));
    }
  }

  private Bidder.Decision appraised(
      Open open, Job job, Work.Render render, Bidder.Situation situation) {
    return switch (workshop.appraise(open.group(), job, render).orElse(null)) {
      case null -> new Bidder.Decision.Appraise();
      case Appraiser.Appraisal.Unable(String why) -> new Bidder.Decision.Pass(why);
      case Appraiser.Appraisal.Takes(long millis) ->
          bidder.decide(
              new Bidder.Wanted(open.order(), open.renter(), job, OptionalLong.of(millis)),
              situation);
    };
  }

  /** Price and salt are on the disk before the seal is. */
  private void pledge(Open open, Bidder.Decision.Bid bid, MarketView view) throws IOException {
    byte[] salt = new byte[Seals.SALT_SIZE];
    random.nextBytes(salt);
    desk.ledger()
        .keep(
            Deal.begin(open.group(), open.client(), open.order(), view.epoch())
                .with(new Deal.Pledge(bid.priceNano(), Bytes.wrap(salt))));
    desk.tell(
        Kind.BID,
        "bids for "
            + open.group()
            + ": "
            + Pay.words(open.order(), bid.priceNano())
            + ", which brings up to "
            + Amounts.format(bid.estimateNano())
            + " tokens");
  }
}
