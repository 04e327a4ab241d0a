package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.key;
import static polder.networks.compute.MarketWorld.line;
import static polder.networks.compute.MarketWorld.order;
import static polder.networks.compute.MarketWorld.reasons;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.Finding;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;

/** Who wins an order, and what the others are told. */
final class BiddingTest {
  private static final GroupKey ORDER = key(1);

  private static Finding finding(SealedEpoch sealed, long machine, String check) {
    return line(sealed, machine, ORDER).orElseThrow().assessments().stream()
        .flatMap(assessment -> assessment.findings().stream())
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLowestOfThreeBidsWinsWithinTwoEpochsAndTheOthersHearWhatBeatThem() {
    MarketWorld world = MarketWorld.of(3);
    world.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.HASH, 4 * TOKEN));
    world.seal(1, ORDER, 3 * TOKEN).seal(2, ORDER, 2 * TOKEN).seal(3, ORDER, 4 * TOKEN).close();
    world.open(1, ORDER, 3 * TOKEN).open(2, ORDER, 2 * TOKEN).open(3, ORDER, 4 * TOKEN);

    SealedEpoch sealed = world.close();

    Lease lease = world.order(ORDER).orElseThrow().lease().orElseThrow();
    assertThat(lease.machine()).isEqualTo(Samples.device(2).id());
    assertThat(lease.priceNano()).isEqualTo(2 * TOKEN);
    assertThat(reasons(sealed, 2, ORDER)).containsExactly("won");
    assertThat(reasons(sealed, 1, ORDER)).containsExactly("outbid");
    assertThat(reasons(sealed, 0, ORDER)).containsExactly("leased");
    Finding outbid = finding(sealed, 3, "outbid");
    assertThat(outbid.result()).isEqualTo(Finding.Result.FAIL);
    assertThat(outbid.value()).isEqualTo(2 * outbid.limit());
    assertThat(outbid.other()).contains(Samples.device(2).id());
  }

  @Test
  void aMachineOfGoodReputationWinsAgainstOneOfNoneThatAsksALittleLess() {
    MarketWorld world = MarketWorld.of(3);
    // Machine 1 keeps two promises: 750,000 ppm against 500,000.
    for (int number = 7; number < 9; number++) {
      GroupKey before = world.leased(order(number, Proof.HASH, TOKEN), TOKEN, 2 * TOKEN);
      long checker = work(world, before);
      assertThat(world.order(before)).isEmpty();
      assertThat(checker).isGreaterThan(1);
    }
    // A newcomer, of whom nothing is known.
    world.enrol(4, 4).fund(4, Seals.machine(Samples.device(4).id()), 5 * TOKEN).close();
    world.say(4, MarketWorld.offer(MarketWorld.capacity())).close();
    assertThat(world.machine(1).reputationPpm()).isEqualTo(750_000);

    world.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.METERED, TOKEN / 10));
    world.seal(1, ORDER, 100).seal(4, ORDER, 95).close();
    world.open(1, ORDER, 100).open(4, ORDER, 95);
    SealedEpoch sealed = world.close();

    assertThat(reasons(sealed, 1, ORDER)).containsExactly("won");
    assertThat(reasons(sealed, 4, ORDER)).containsExactly("outbid");
  }

  /** Machine 1 works an order out and whoever is drawn confirms it; gives who was drawn. */
  private static long work(MarketWorld world, GroupKey order) {
    world.sealResult(1, order, "out", 5).close();
    OrderState.Phase.Working working =
        (OrderState.Phase.Working) world.order(order).orElseThrow().phase();
    long checker = working.runners().get(1).machine().equals(Samples.device(2).id()) ? 2 : 3;
    world.sealResult(checker, order, "out", 5).close();
    world.openResult(1, order, "out", 5).openResult(checker, order, "out", 5).close();
    return checker;
  }

  @Test
  void whoBidsAfterTheOthersOpenedIsNotHeard() {
    MarketWorld world = MarketWorld.of(2);
    world.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.HASH, 4 * TOKEN));
    world.seal(1, ORDER, 3 * TOKEN).close();
    // Machine 2 sees the price and would undercut it in the same epoch.
    world.open(1, ORDER, 3 * TOKEN).seal(2, ORDER, TOKEN).open(2, ORDER, TOKEN);

    SealedEpoch sealed = world.close();

    assertThat(world.order(ORDER).orElseThrow().lease().orElseThrow().machine())
        .isEqualTo(Samples.device(1).id());
    assertThat(reasons(sealed, 2, ORDER)).contains("not_sealed_before");
  }

  @Test
  void aSealThatWasCopiedCannotBeOpened() {
    MarketWorld world = MarketWorld.of(2);
    world.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.HASH, 4 * TOKEN));
    world.seal(1, ORDER, TOKEN);
    world.say(
        2,
        new Said.SealedBid(
            ORDER, Seals.ofBid(Samples.device(1).id(), ORDER, TOKEN, MarketWorld.SALT)));
    world.close();
    world.open(1, ORDER, TOKEN).open(2, ORDER, TOKEN);

    SealedEpoch sealed = world.close();

    assertThat(reasons(sealed, 1, ORDER)).containsExactly("won");
    assertThat(reasons(sealed, 2, ORDER)).contains("seal_differs", "not_opened");
  }

  @Test
  void everyBidThatWillNotDoIsToldWhy() {
    MarketWorld world = MarketWorld.of(5);
    world.enrol(0, 6).fund(0, Seals.machine(Samples.device(6).id()), 5 * TOKEN);
    world.enrol(7, 7).enrol(8, 8).close();
    world.say(6, MarketWorld.offer(MarketWorld.capacity()));
    world.say(7, MarketWorld.offer(MarketWorld.capacity()));
    world.close();
    Said.Order large =
        new Said.Order(
            1,
            Proof.HASH,
            MarketWorld.need(4_001, GpuNeed.NONE),
            MarketWorld.JOB,
            4 * TOKEN,
            60,
            1);
    world.fund(0, ORDER, 10 * TOKEN).say(0, large);
    world.seal(1, ORDER, 4 * TOKEN + 1).seal(2, ORDER, 1).seal(6, ORDER, 1);
    world.seal(7, ORDER, 1).seal(8, ORDER, 1).close();
    world.open(1, ORDER, 4 * TOKEN + 1).open(2, ORDER, 1).open(6, ORDER, 1);
    world.open(7, ORDER, 1).open(8, ORDER, 1);
    world.close();
    SealedEpoch sealed = world.close();
    for (int i = 0; i < 3; i++) {
      assertThat(world.order(ORDER)).isPresent();
      sealed = world.close();
    }

    assertThat(world.order(ORDER)).isEmpty();
    assertThat(reasons(sealed, 0, ORDER)).containsExactly("no_fitting_bid");
    assertThat(reasons(sealed, 1, ORDER)).containsExactly("above_limit");
    assertThat(reasons(sealed, 2, ORDER)).containsExactly("cpu");
    assertThat(finding(sealed, 2, "cpu").value()).isEqualTo(4_000);
    assertThat(finding(sealed, 2, "cpu").limit()).isEqualTo(4_001);
    assertThat(reasons(sealed, 6, ORDER)).containsExactly("own_order");
    assertThat(reasons(sealed, 7, ORDER)).containsExactly("bond");
    assertThat(reasons(sealed, 8, ORDER)).containsExactly("no_offer");
    assertThat(world.purseNano(ORDER)).isZero();
    assertThat(world.account(0).balanceNano()).isEqualTo(995 * TOKEN);
    assertThat(world.account(0).earnedNano()).isZero();
  }

  @Test
  void anOrderThatNobodyBidsForEndsWithItsReasonAndItsMoney() {
    MarketWorld world = MarketWorld.of(1);
    world.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.HASH, 4 * TOKEN)).close();
    SealedEpoch sealed = world.close();
    for (int i = 0; i < 4; i++) {
      sealed = world.close();
    }
    assertThat(reasons(sealed, 0, ORDER)).containsExactly("no_bid");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  @Test
  void anOrderWithTooLittleInItsPurseIsNotCleared() {
    MarketWorld world = MarketWorld.of(1);
    world.fund(0, ORDER, TOKEN).say(0, order(1, Proof.HASH, TOKEN)).seal(1, ORDER, TOKEN).close();
    world.open(1, ORDER, TOKEN).close();

    assertThat(world.order(ORDER).orElseThrow().lease()).isEmpty();
    // Two checks at half of the price each are needed beside it.
    world.fund(0, ORDER, TOKEN).close();
    assertThat(world.order(ORDER).orElseThrow().lease()).isPresent();
  }

  @Test
  void aRenterWhoClosesBeforeAnybodyWonGetsEverythingBack() {
    MarketWorld world = MarketWorld.of(1);
    world.fund(0, ORDER, 2 * TOKEN).say(0, order(1, Proof.HASH, TOKEN)).close();
    // Who has no part in it cannot close it.
    world.say(1, new Said.Close(ORDER)).close();
    assertThat(world.order(ORDER)).isPresent();

    SealedEpoch sealed = world.say(0, new Said.Close(ORDER)).close();

    assertThat(world.order(ORDER)).isEmpty();
    assertThat(reasons(sealed, 0, ORDER)).containsExactly("closed_by_renter");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  @Test
  void gpusAreMatchedOneByOneAndExactly() {
    GpuModel a100 = new GpuModel("nvidia", "a100", "80Gi", "sxm");
    GpuModel h100 = new GpuModel("nvidia", "h100", "80Gi", "pcie");
    GpuModel anyNvidia = new GpuModel("nvidia", "", "", "");
    MarketWorld world = MarketWorld.of(1);
    world.say(1, MarketWorld.offer(MarketWorld.capacity(a100, h100))).close();
    Said.Order both =
        new Said.Order(
            1,
            Proof.METERED,
            polder.networks.compute.job.Need.of(
                List.of(
                    // The first that fits the one is the only one that fits the other.
                    MarketWorld.need(1, new GpuNeed(1, List.of(anyNvidia))).units().getFirst(),
                    MarketWorld.need(1, new GpuNeed(1, List.of(a100))).units().getFirst())),
            MarketWorld.JOB,
            1,
            60,
            1);
    assertThat(Fit.lack(both.need(), Proof.METERED, MarketWorld.capacity(a100, h100))).isEmpty();
    assertThat(
            Fit.lack(
                MarketWorld.need(
                    1, new GpuNeed(1, List.of(new GpuModel("nvidia", "a100", "40Gi", "")))),
                Proof.METERED,
                MarketWorld.capacity(a100, h100)))
        .map(Finding::check)
        .contains("gpu");
    assertThat(
            Fit.lack(
                MarketWorld.need(1, new GpuNeed(3, List.of())),
                Proof.METERED,
                MarketWorld.capacity(a100, h100)))
        .map(Finding::check)
        .contains("gpu");
  }

  @Test
  void aRenterCanAskForMoreRounds() {
    MarketWorld world = MarketWorld.of(2);
    Said.Order patient =
        new Said.Order(1, Proof.HASH, MarketWorld.need(), MarketWorld.JOB, TOKEN, 60, 2);
    world.fund(0, ORDER, 2 * TOKEN).say(0, patient).seal(1, ORDER, TOKEN).close();
    world.open(1, ORDER, TOKEN).seal(2, ORDER, 1).close();
    assertThat(world.order(ORDER).orElseThrow().lease()).isEmpty();
    world.open(2, ORDER, 1).close();

    assertThat(world.order(ORDER).orElseThrow().lease().orElseThrow().machine())
        .isEqualTo(Samples.device(2).id());
  }

  @Test
  void whatWasClearedIsRememberedForEstimates() {
    MarketWorld world = MarketWorld.of(1);
    world.leased(order(1, Proof.HASH, TOKEN), TOKEN / 2, 2 * TOKEN);
    world.close();

    assertThat(Market.decode(world.standing().group(MarketWorld.NAME, Market.GROUP)))
        .singleElement()
        .satisfies(clearing -> {
          assertThat(clearing.priceNano()).isEqualTo(TOKEN / 2);
          assertThat(clearing.cpuMilli()).isEqualTo(1_000);
          assertThat(clearing.bids()).isEqualTo(1);
        });
  }

  @Test
  void nobodyIsHeardInOrdersThatDoNotExist() {
    MarketWorld world = MarketWorld.of(1);
    SealedEpoch sealed = world.seal(1, key(99), 1).say(1, new Said.Count(key(98), 5)).close();

    assertThat(world.order(key(99))).isEmpty();
    assertThat(sealed.outcome().stream().filter(OutcomeLeaf.Refusal.class::isInstance)).isEmpty();
  }
}
