package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * An epoch of an order that nobody has won yet. Bids are sealed in one epoch and opened in a later
 * one, so that not even who writes the journal can bid last; the book clears at the end of the
 * first epoch in which one will do and the renter's rounds are over.
 */
final class Bidding {
  /** Most machines that may bid for one order: what bounds its state. */
  static final int MOST_BIDS = 1_000;

  private final ComputeParameters parameters;
  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final Directory machines;
  private final Sheet sheet;

  Bidding(
      ComputeParameters parameters,
      GroupInputs<Said> inputs,
      EpochContext context,
      Directory machines,
      Sheet sheet) {
    this.parameters = parameters;
    this.inputs = inputs;
    this.context = context;
    this.machines = machines;
    this.sheet = sheet;
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

  Optional<OrderState> step(OrderState order, Phase.Bidding bidding) {
    SortedMap<DeviceId, Bid> bids = new TreeMap<>(bidding.bids());
    boolean closed = false;
    for (Judged<Said> judged : inputs.home()) {
      switch (judged.evidence()) {
        case Said.SealedBid bid -> seal(judged, bid, bids);
        case Said.OpenedBid bid -> open(judged, bid, bids);
        case Said.Close close -> closed |= judged.sender().device().equals(order.client());
        default -> {}
      }
    }
    if (closed) {
      return end(order, bids, "closed_by_renter");
    }
    boolean funded =
        inputs.purseNano() >= parameters.neededNano(order.order(), context.window().lengthMillis());
    boolean roundsOver =
        context.window().epoch() >= Math.addExact(order.sinceEpoch(), order.order().rounds());
    if (funded && roundsOver) {
      Auction.Cleared cleared =
          new Auction(order.order(), order.renter(), machines, parameters)
              .clear(bids.values().stream().filter(bid -> bid.priceNano().isPresent()).toList());
      if (cleared.winner().isPresent()) {
        return Optional.of(lease(order, bids, cleared, cleared.winner().get()));
      }
    }
    long patience = Math.addExact(order.sinceMillis(), parameters.patienceMillis());
    if (context.window().endMillis() >= patience) {
      return end(order, bids, funded ? bids.isEmpty() ? "no_bid" : "no_fitting_bid" : "not_funded");
    }
    return Optional.of(order.with(new Phase.Bidding(bids)));
  }

  private void seal(Judged<Said> judged, Said.SealedBid said, SortedMap<DeviceId, Bid> bids) {
    DeviceId machine = judged.sender().device();
    Bid before = bids.get(machine);
    long epoch = context.window().epoch();
    if (before == null ? bids.size() < MOST_BIDS : before.epoch() == epoch) {
      bids.put(
          machine,
          new Bid(
              machine,
              judged.sender().owner(),
              said.seal(),
              epoch,
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
    if (bid != null && bid.epoch() < context.window().epoch() && isOf(bid, said)) {
      bids.put(machine, bid.opened(said.priceNano(), judged.message()));
    } else {
      sheet
          .line(machine)
          .because(bid == null || isOf(bid, said) ? "not_sealed_before" : "seal_differs")
          .of(judged.message(), "bid", Verdict.REJECTED, List.of());
    }
  }

  private boolean isOf(Bid bid, Said.OpenedBid said) {
    return Seals.ofBid(bid.machine(), inputs.group(), said.priceNano(), said.salt())
        .equals(bid.seal());
  }

  private OrderState lease(
      OrderState order, SortedMap<DeviceId, Bid> bids, Auction.Cleared cleared, Bid winner) {
    explain(bids, cleared);
    Machine machine = machines.find(winner.machine()).orElseThrow();
    Lease lease =
        new Lease(
            winner.machine(),
            winner.owner(),
            machine.host(),
            winner.priceNano().orElseThrow(),
            context.window().endMillis());
    sheet.tell(winner.machine(), new Word.Held(parameters.bondNano()));
    sheet.tell(Market.GROUP, Clearing.of(order.order(), lease, cleared.bids().size()).encode());
    about(order, "leased", order.message());
    return order.with(
        order.order().proof() == Proof.METERED
            ? new Phase.Running(lease, Meter.ZERO, Optional.empty())
            : new Phase.Working(
                lease,
                List.of(Runner.of(lease.machine(), lease.owner(), lease.startMillis())),
                0,
                List.of(),
                Optional.empty()));
  }

  /** Ends an order that nobody won, and tells everybody why. */
  private Optional<OrderState> end(OrderState order, SortedMap<DeviceId, Bid> bids, String reason) {
    explain(
        bids,
        new Auction(order.order(), order.renter(), machines, parameters)
            .clear(bids.values().stream().filter(bid -> bid.priceNano().isPresent()).toList()));
    about(order, reason, order.message());
    sheet.giveBack(order.renter(), reason);
    return Optional.empty();
  }

  private void about(OrderState order, String reason, Hash message) {
    sheet
        .line(order.client())
        .because(reason)
        .of(
            message,
            "order",
            reason.equals("leased") ? Verdict.ACCEPTED : Verdict.REJECTED,
            List.of());
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
