package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochWindow;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Judged;
import polder.networks.Sheet;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.identity.DeviceId;

/**
 * An epoch of an order that nobody has won yet. Bids are sealed in one epoch and opened in a later
 * one, so that not even who writes the journal can bid last; the book clears at the end of the
 * first epoch in which one will do and the renter's rounds are over.
 */
final class Bidding {
  /** Most machines that may bid for one order: what bounds its state. */
  static final int MOST_BIDS = 1_000;

  private final OrderEpoch epoch;
  private final OrderState order;
  private final Sheet sheet;

  Bidding(OrderEpoch epoch, OrderState order) {
    this.epoch = epoch;
    this.order = order;
    this.sheet = epoch.sheet();
  }

  /** An order that is made now. */
  static OrderState begin(Judged<Said> judged, Said.Order order, EpochWindow window) {
    return new OrderState(
        judged.sender().device(),
        judged.sender().owner(),
        order,
        judged.message(),
        window.epoch(),
        window.startMillis(),
        new Phase.Bidding(new TreeMap<>()));
  }

  Optional<OrderState> step(Phase.Bidding bidding) {
    SortedMap<DeviceId, Bid> bids = new TreeMap<>(bidding.bids());
    for (Judged<Said> judged : epoch.inputs().home()) {
      switch (judged.evidence()) {
        case Said.SealedBid bid -> seal(judged, bid, bids);
        case Said.OpenedBid bid -> open(judged, bid, bids);
        default -> {}
      }
    }
    Auction.Cleared cleared =
        new Auction(order.order(), order.renter(), epoch.machines(), epoch.parameters())
            .clear(bids.values().stream().filter(bid -> bid.priceNano().isPresent()).toList());
    if (epoch.isClosedBy(order.client())) {
      return end(bids, cleared, "closed_by_renter");
    }
    boolean funded =
        epoch.inputs().purseNano()
            >= epoch.parameters().neededNano(order.order(), epoch.window().lengthMillis());
    boolean roundsOver =
        epoch.window().epoch() >= Math.addExact(order.sinceEpoch(), order.order().rounds());
    if (funded && roundsOver && cleared.winner().isPresent()) {
      return Optional.of(lease(bids, cleared, cleared.winner().get()));
    }
    long patience = Math.addExact(order.sinceMillis(), epoch.parameters().patienceMillis());
    if (epoch.window().endMillis() < patience) {
      return Optional.of(order.with(new Phase.Bidding(bids)));
    }
    String unwanted = bids.isEmpty() ? "no_bid" : "no_fitting_bid";
    return end(bids, cleared, funded ? unwanted : "not_funded");
  }

  private void seal(Judged<Said> judged, Said.SealedBid said, SortedMap<DeviceId, Bid> bids) {
    DeviceId machine = judged.sender().device();
    Bid before = bids.get(machine);
    long now = epoch.window().epoch();
    if (before == null ? bids.size() < MOST_BIDS : before.epoch() == now) {
      bids.put(
          machine,
          new Bid(
              machine,
              judged.sender().owner(),
              said.seal(),
              now,
              OptionalLong.empty(),
              judged.message()));
    } else {
      sheet
          .line(machine)
          .because(before == null ? "too_many_bids" : "sealed_before")
          .of(judged.message(), "bid", Verdict.REJECTED, List.of());
    }
  }

  private void open(Judged<Said> judged, Said.OpenedBid said, SortedMap<DeviceId, Bid> bids) {
    DeviceId machine = judged.sender().device();
    Bid bid = bids.get(machine);
    if (bid != null && bid.epoch() < epoch.window().epoch() && isOf(bid, said)) {
      bids.put(machine, bid.opened(said.priceNano(), judged.message()));
    } else {
      sheet
          .line(machine)
          .because(bid == null || isOf(bid, said) ? "not_sealed_before" : "seal_differs")
          .of(judged.message(), "bid", Verdict.REJECTED, List.of());
    }
  }

  private boolean isOf(Bid bid, Said.OpenedBid said) {
    return Seals.ofBid(bid.machine(), epoch.inputs().group(), said.priceNano(), said.salt())
        .equals(bid.seal());
  }

  private OrderState lease(SortedMap<DeviceId, Bid> bids, Auction.Cleared cleared, Bid winner) {
    explain(bids, cleared);
    Machine machine = epoch.machines().find(winner.machine()).orElseThrow();
    Lease lease =
        new Lease(
            winner.machine(),
            winner.owner(),
            machine.host(),
            winner.priceNano().orElseThrow(),
            epoch.window().endMillis());
    Word.tell(sheet, winner.machine(), new Word.Held(epoch.parameters().bondNano()));
    sheet.tell(Market.GROUP, Clearing.of(order.order(), lease, cleared.bids().size()).encode());
    sheet
        .line(order.client())
        .because("leased")
        .of(order.message(), Subjects.ORDER, Verdict.ACCEPTED, List.of());
    return order.with(
        order.order().proof() == Proof.METERED
            ? new Phase.Running(lease, Meter.ZERO, Optional.empty())
            : new Checking(epoch, order).begin(lease, machine));
  }

  /** Ends an order that nobody won, and tells everybody why. */
  private Optional<OrderState> end(
      SortedMap<DeviceId, Bid> bids, Auction.Cleared cleared, String reason) {
    explain(bids, cleared);
    return epoch.end(order, reason, Subjects.ORDER, Verdict.REJECTED);
  }

  private void explain(SortedMap<DeviceId, Bid> bids, Auction.Cleared cleared) {
    for (Auction.Ranked ranked : cleared.bids()) {
      Sheet.Line line = sheet.line(ranked.bid().machine());
      Optional<String> failed =
          ranked.findings().stream()
              .filter(finding -> finding.result() == Result.FAIL)
              .map(Finding::check)
              .findFirst();
      line.because(failed.orElse(cleared.winner().isPresent() ? "won" : "order_ended"));
      line.of(
          ranked.bid().message(),
          "bid",
          failed.isPresent() ? Verdict.REJECTED : Verdict.ACCEPTED,
          ranked.findings());
    }
    for (Bid bid : bids.values()) {
      if (bid.priceNano().isEmpty()) {
        sheet
            .line(bid.machine())
            .because("not_opened")
            .of(bid.message(), "bid", Verdict.UNVERIFIED, List.of());
      }
    }
  }
}
