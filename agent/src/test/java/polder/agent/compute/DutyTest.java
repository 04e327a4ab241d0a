package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.agent.compute.Orders.MACHINE;
import static polder.agent.compute.Orders.ORDER;
import static polder.agent.compute.Orders.OTHER;
import static polder.agent.compute.Orders.OWNER;
import static polder.agent.compute.Orders.SALT;
import static polder.agent.compute.Orders.bid;
import static polder.agent.compute.Orders.bidding;
import static polder.agent.compute.Orders.deal;
import static polder.agent.compute.Orders.lease;
import static polder.agent.compute.Orders.runner;
import static polder.agent.compute.Orders.state;
import static polder.agent.compute.Orders.view;
import static polder.agent.compute.Orders.working;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import polder.networks.compute.Meter;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.Runner;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/** What an order asks of a machine follows from what is remembered and what the node says. */
final class DutyTest {
  private static final Hash OUTPUT = Hash.sha256(new byte[] {9});
  private static final Deal.Made MADE = new Deal.Made(OUTPUT, 42, List.of(), SALT);
  private static final Hash SEAL = Seals.ofResult(MACHINE, ORDER, OUTPUT, 42, SALT);
  private static final Meter METER = new Meter(0, 0, 0, 0, 0, 0, List.of());

  private static Duty of(Deal deal, MarketView view) {
    return Duty.of(deal, MACHINE, view);
  }

  @Test
  void aPledgeIsSealedOnceAndAgainOnlyIfItIsNotThereAfterTwoEpochs() {
    MarketView view = view(5, state(bidding()));
    assertThat(of(deal(), view)).isEqualTo(new Duty.SealBid());
    Deal said = deal().said(Deal.Word.SEALED_BID, 5);
    assertThat(of(said, view)).isEqualTo(new Duty.Wait());
    assertThat(of(said, view(6, state(bidding())))).isEqualTo(new Duty.Wait());
    assertThat(of(said, view(7, state(bidding())))).isEqualTo(new Duty.SealBid());
  }

  @Test
  void aBidIsOpenedInALaterEpochThanItsSeal() {
    Deal said = deal().said(Deal.Word.SEALED_BID, 5);
    assertThat(of(said, view(5, state(bidding(bid(MACHINE, 5)))))).isEqualTo(new Duty.Wait());
    assertThat(of(said, view(6, state(bidding(bid(MACHINE, 5)))))).isEqualTo(new Duty.OpenBid());
    assertThat(of(said.said(Deal.Word.OPENED_BID, 6), view(6, state(bidding(bid(MACHINE, 5))))))
        .isEqualTo(new Duty.Wait());
  }

  @Test
  void aSealWhoseSaltIsLostIsNotOpened() {
    Deal other = deal().with(new Deal.Pledge(1, SALT));
    assertThat(of(other, view(6, state(bidding(bid(MACHINE, 5)))))).isEqualTo(new Duty.Wait());
  }

  @Test
  void anotherMachinesLeaseIsLost() {
    assertThat(of(deal(), view(6, state(new Phase.Running(lease(OTHER), METER, Optional.empty())))))
        .isEqualTo(new Duty.Lost());
  }

  @Test
  void workIsDoneSealedAndOpenedWhenAllHaveSealed() {
    MarketView unsealed = view(6, state(working(Optional.empty(), runner(Optional.empty()))));
    assertThat(of(deal(), unsealed)).isEqualTo(new Duty.Work(lease(MACHINE), 660_000, List.of()));
    Deal made = deal().with(MADE);
    assertThat(of(made, unsealed)).isEqualTo(new Duty.SealResult(false));
    Deal sealed = made.said(Deal.Word.SEALED_RESULT, 6);
    assertThat(of(sealed, unsealed)).isEqualTo(new Duty.Wait());
    assertThat(of(sealed, view(7, state(working(Optional.empty(), runner(Optional.of(SEAL)))))))
        .isEqualTo(new Duty.Wait());
    assertThat(of(sealed, view(7, state(working(Optional.of(7L), runner(Optional.of(SEAL)))))))
        .isEqualTo(new Duty.OpenResult());
    assertThat(
            of(
                sealed.said(Deal.Word.OPENED_RESULT, 7),
                view(7, state(working(Optional.of(7L), runner(Optional.of(SEAL)))))))
        .isEqualTo(new Duty.Wait());
  }

  @Test
  void whoIsDrawnAfterOthersOpenedSealsAndOpensAtOnce() {
    assertThat(
            of(
                deal().with(MADE),
                view(8, state(working(Optional.of(7L), runner(Optional.empty()))))))
        .isEqualTo(new Duty.SealResult(true));
  }

  @Test
  void aResultThatWasSealedElsewhereIsNotOpened() {
    assertThat(
            of(
                deal().with(new Deal.Made(OUTPUT, 41, List.of(), SALT)),
                view(7, state(working(Optional.of(7L), runner(Optional.of(SEAL)))))))
        .isEqualTo(new Duty.Wait());
  }

  @Test
  void whatRunsGoesOnUntilItEnds() {
    assertThat(
            of(deal(), view(7, state(new Phase.Running(lease(MACHINE), METER, Optional.empty())))))
        .isEqualTo(new Duty.Run(lease(MACHINE)));
    assertThat(
            of(
                deal(),
                view(7, state(new Phase.Running(lease(MACHINE), METER, Optional.of("time_over"))))))
        .isEqualTo(new Duty.Finish(lease(MACHINE)));
  }

  /** A node that says nothing for a moment must not end what runs. */
  @Test
  void whatIsMissingIsOverOnlyAfterTwoEpochsUnlessItWasSeenToEnd() {
    Deal missing = deal().with(new Deal.Track(6, 7, false));
    assertThat(of(missing, view(7))).isEqualTo(new Duty.Wait());
    assertThat(of(missing, view(8))).isEqualTo(new Duty.Wait());
    assertThat(of(missing, view(9))).isEqualTo(new Duty.Over());
    assertThat(of(deal().with(new Deal.Track(6, 7, true)), view(7))).isEqualTo(new Duty.Over());
  }

  @Test
  void anOrderOfTheRunningEpochCanBeBidForAtOnce() {
    TreeMap<polder.networks.GroupKey, MarketView.Fresh> fresh = new TreeMap<>();
    fresh.put(ORDER, new MarketView.Fresh(Orders.CLIENT, Orders.order()));
    MarketView view = new MarketView(5, 50_000, 60_000, new TreeMap<>(), fresh, Optional.empty());
    assertThat(of(deal(), view)).isEqualTo(new Duty.SealBid());
  }

  @Test
  void pixelsAreShownWhenTheyAreAskedForAndAgainAfterTwoEpochs() {
    List<Hash> mine = List.of(part(1), part(2), part(3));
    List<Hash> others = List.of(part(1), part(9));
    Runner winner = opened(MACHINE, "a", mine);
    Runner other = opened(OTHER, "b", others);
    Deal deal = deal().with(new Deal.Made(OUTPUT, 0, mine, SALT));
    MarketView asked = view(9, state(showing(9, new TreeSet<>(), winner, other)));
    SortedSet<Hash> all = new TreeSet<>(List.of(part(2), part(9)));
    SortedSet<Hash> own = new TreeSet<>(List.of(part(2)));

    assertThat(of(deal, asked)).isEqualTo(new Duty.Show(own, all, false, false));
    assertThat(of(deal, view(9, state(showing(10, new TreeSet<>(), winner, other)))))
        .isEqualTo(new Duty.Wait());
    Deal said = deal.said(Deal.Word.SHOWN_PARTS, 9);
    assertThat(of(said, asked)).isEqualTo(new Duty.Wait());
    assertThat(of(said, view(11, state(showing(9, own, winner, other)))))
        .isEqualTo(new Duty.Show(own, all, true, true));
    assertThat(of(deal, view(9, state(working(Optional.of(7L), winner, other)))))
        .isEqualTo(new Duty.Wait());
  }

  @Test
  void allTilesAreNamedWhereTheNodeHasThemAndElseTheOwn() {
    SortedSet<Hash> own = new TreeSet<>(List.of(part(2)));
    SortedSet<Hash> all = new TreeSet<>(List.of(part(2), part(9)));
    assertThat(new Duty.Show(own, all, false, false).named(all)).isEqualTo(all);
    assertThat(new Duty.Show(own, all, false, false).named(own)).isEqualTo(own);
    assertThat(new Duty.Show(own, all, true, true).named(own)).isEmpty();
    assertThat(new Duty.Show(own, all, true, true).named(all)).isEqualTo(all);
    assertThat(new Duty.Show(own, all, false, true).named(all))
        .as("all were named, and the node did not take it")
        .isEqualTo(own);
  }

  private static Hash part(int number) {
    return Hash.sha256(new byte[] {(byte) number});
  }

  private static Runner opened(DeviceId machine, String runtime, List<Hash> parts) {
    return new Runner(
        machine,
        OWNER,
        0,
        runtime,
        Optional.of(new Runner.Seal(SEAL, 6)),
        Optional.of(new Runner.Result(OUTPUT, 0, parts)),
        Hash.ZERO);
  }

  /** The second of the two tiles that were drawn is compared. */
  private static Phase showing(long since, SortedSet<Hash> shown, Runner... runners) {
    return new Phase.Working(
        lease(MACHINE),
        List.of(runners),
        new TreeSet<>(),
        1,
        List.of(0, 1),
        Optional.of(7L),
        Optional.of(new Phase.Showing(since, List.of(1), shown)));
  }
}
