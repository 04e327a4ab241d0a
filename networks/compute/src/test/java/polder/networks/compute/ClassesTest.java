package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.reasons;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Pictures of machines of several classes, which honestly differ in a few pixels, are compared by
 * how alike they are.
 */
final class ClassesTest {
  private static final int PARTS = 12;
  private static final long PRICE = 8 * TOKEN;
  private static final int PIXELS = 32 * 24;
  private static final String AVX2 = "3.4.1 cpu x86_64 cycles/avx2 embree/avx2 build/12";
  private static final String SSE = "3.4.1 cpu x86_64 cycles/sse41 embree/avx2 build/12";

  /** One step up in so many pixels: 10 log₁₀(255² × 3 × 768 ÷ pixels) decibels. */
  private static final int HONEST = 10;

  /** About 40 dB: 15 of 16 samples came to 42.7 dB in a scene of Blender's tests. */
  private static final int CHEAP = 13_000;

  /** Machine n renders as the n-th runtime says; machine 1 wins. */
  private static final class Market {
    final MarketWorld world;
    final GroupKey order;

    Market(String... runtimes) {
      this(2, runtimes);
    }

    Market(int asked, String... runtimes) {
      world =
          MarketWorld.of(
              runtimes.length, Samples.with(MarketWorld.parameters(), "checking.parts", asked));
      for (int machine = 1; machine <= runtimes.length; machine++) {
        offer(machine, runtimes[machine - 1]);
      }
      world.close();
      order =
          world.leased(
              new Said.Order(
                  1, Proof.PIXELS, MarketWorld.need(), MarketWorld.JOB, PRICE, 60, 1, PARTS, 1),
              PRICE,
              2 * PRICE);
    }

    void offer(int machine, String runtime) {
      Capacity like = MarketWorld.capacity();
      TreeMap<String, String> runtimes = new TreeMap<>(like.runtimes());
      runtimes.put("blender", runtime);
      world.say(
          machine,
          MarketWorld.offer(
              new Capacity(
                  like.cpuMilli(),
                  like.memoryBytes(),
                  like.diskBytes(),
                  like.gpus(),
                  runtimes,
                  like.attributes())));
    }

    OrderState.Phase.Working working() {
      return (OrderState.Phase.Working) world.order(order).orElseThrow().phase();
    }

    List<Long> runners() {
      List<Long> runners = new ArrayList<>();
      for (Runner runner : working().runners()) {
        for (long machine = 1; machine < 9; machine++) {
          if (Samples.device(machine).id().equals(runner.machine())) {
            runners.add(machine);
          }
        }
      }
      return runners;
    }

    long drawn() {
      return runners().getLast();
    }

    /** Seals the picture of the winner, and of who is drawn then; opens both. */
    long open(List<Bytes> winners, List<Bytes> drawns) {
      world.sealParts(1, order, hashes(winners)).close();
      long drawn = drawn();
      assertThat(drawn).isNotEqualTo(1);
      sealAsked(drawn, drawns);
      world.close();
      world.openParts(1, order, hashes(winners));
      openAsked(drawn, drawns);
      return drawn;
    }

    void sealAsked(long machine, List<Bytes> picture) {
      world.sealParts(machine, order, hashes(asked(picture)));
    }

    void openAsked(long machine, List<Bytes> picture) {
      world.openParts(machine, order, hashes(asked(picture)));
    }

    List<Bytes> asked(List<Bytes> picture) {
      return working().asked().stream().map(picture::get).toList();
    }

    /** Those of a picture's tiles that are to be shown. */
    List<Bytes> shown(List<Bytes> picture) {
      return picture.stream().filter(tile -> working().toShow().contains(hash(tile))).toList();
    }

    @SafeVarargs
    final SealedEpoch show(long machine, List<Bytes>... pictures) {
      List<Bytes> tiles = new ArrayList<>();
      for (List<Bytes> picture : pictures) {
        tiles.addAll(shown(picture));
      }
      return world.show(machine, order, tiles).close();
    }

    long earned(long machine) {
      return world.account(machine).earnedNano();
    }
  }

  private static Hash hash(Bytes tile) {
    return Hash.sha256(tile.unsafeArray());
  }

  private static List<Hash> hashes(Collection<Bytes> tiles) {
    return tiles.stream().map(ClassesTest::hash).toList();
  }

  /**
   * A picture of {@link #PARTS} tiles, each 32 pixels across and 24 down.
   *
   * @param steps so many times one of its colours is a step higher or lower, anywhere
   */
  private static List<Bytes> picture(int steps, long seed) {
    List<Bytes> tiles = new ArrayList<>();
    SplittableRandom scene = new SplittableRandom(1);
    SplittableRandom noise = new SplittableRandom(seed);
    for (int part = 0; part < PARTS; part++) {
      ByteBuffer tile = ByteBuffer.allocate(8 + 4 * PIXELS).putInt(32).putInt(24);
      for (int i = 0; i < PIXELS; i++) {
        tile.put((byte) scene.nextInt(80, 160));
        tile.put((byte) scene.nextInt(80, 160));
        tile.put((byte) scene.nextInt(80, 160));
        tile.put((byte) 255);
      }
      byte[] bytes = tile.array();
      for (int i = 0; i < steps; i++) {
        int at = 8 + 4 * noise.nextInt(PIXELS) + noise.nextInt(3);
        bytes[at] += (byte) (noise.nextBoolean() ? 1 : -1);
      }
      tiles.add(Bytes.wrap(bytes));
    }
    return tiles;
  }

  private static List<Finding> findings(
      SealedEpoch sealed, long device, GroupKey group, String check) {
    return MarketWorld.line(sealed, device, group).map(OutcomeLeaf.Reward::assessments).stream()
        .flatMap(List::stream)
        .map(Assessment::findings)
        .flatMap(List::stream)
        .filter(finding -> finding.check().equals(check))
        .toList();
  }

  @Test
  void anHonestPairOfTwoClassesIsConfirmedAndPaid() {
    Market market = new Market(AVX2, SSE);
    List<Bytes> one = picture(0, 2);
    List<Bytes> other = picture(HONEST, 3);
    long checker = market.open(one, other);
    market.world.close();
    SortedSet<Hash> shown = market.working().toShow();
    assertThat(shown).hasSize(4);

    SealedEpoch sealed = market.show(checker, one, other);

    assertThat(reasons(sealed, 1, market.order)).contains("result_confirmed", "paid");
    assertThat(reasons(sealed, checker, market.order)).contains("shown", "result_confirmed");
    assertThat(market.earned(1)).isEqualTo(PRICE);
    assertThat(market.earned(checker)).isEqualTo(PRICE / 2 * 2 / PARTS);
    assertThat(findings(sealed, 1, market.order, "psnr"))
        .singleElement()
        .satisfies(its -> {
          assertThat(its.result()).isEqualTo(Result.PASS);
          // 10 log₁₀(255² × 3 × 768 ÷ 10) = 71.75; less where a colour was hit twice.
          assertThat(its.value()).isBetween(69_000L, 71_700L);
          assertThat(its.limit()).isEqualTo(45_000);
          assertThat(its.other()).contains(Samples.device(checker).id());
        });
    // The pixels are evidence of the epoch, so that it can be computed anew from its archive.
    assertThat(sealed.exhibits().keySet()).isEqualTo(shown);
  }

  @Test
  void whoRendersTooLittleEarnsNothingAndLosesItsBondByTheWordOfAThird() {
    Market market = new Market(AVX2, SSE, SSE.replace("sse41", "avx"));
    List<Bytes> cheap = picture(CHEAP, 4);
    List<Bytes> honest = picture(HONEST, 5);
    long checker = market.open(cheap, honest);
    market.world.close();
    market.show(1, cheap, honest);
    long referee = market.drawn();
    assertThat(referee).isNotIn(1L, checker);
    assertThat(market.working().showing()).isEmpty();
    List<Bytes> third = picture(HONEST, 6);
    market.sealAsked(referee, third);
    market.world.close();
    market.openAsked(referee, third);
    market.world.close();

    SealedEpoch sealed = market.show(referee, cheap, honest, third);

    assertThat(reasons(sealed, 1, market.order)).containsExactly("wrong_result");
    assertThat(reasons(sealed, 0, market.order)).containsExactly("wrong_result");
    assertThat(findings(sealed, 1, market.order, "psnr"))
        .hasSize(2)
        .allSatisfy(its -> {
          assertThat(its.result()).isEqualTo(Result.FAIL);
          assertThat(its.value()).isBetween(39_000L, 42_000L);
        });
    assertThat(market.earned(1)).isZero();
    assertThat(market.earned(checker)).isPositive();
    assertThat(market.earned(referee)).isPositive();
    market.world.close();
    assertThat(market.world.bondNano(1)).isZero();
    assertThat(market.world.bondNano(checker)).isEqualTo(5 * TOKEN);
  }

  @Test
  void machinesOfOneClassAreComparedToTheLastBitAndShowNothing() {
    Market market = new Market(AVX2, AVX2, AVX2);
    List<Bytes> one = picture(0, 2);
    List<Bytes> other = picture(HONEST, 3);
    long checker = market.open(one, other);
    market.world.close();
    long referee = market.drawn();
    assertThat(referee).isNotIn(1L, checker);
    market.sealAsked(referee, one);
    market.world.close();
    market.openAsked(referee, one);
    SealedEpoch sealed = market.world.close();

    assertThat(reasons(sealed, checker, market.order)).containsExactly("wrong_result");
    assertThat(market.earned(1)).isEqualTo(PRICE);
  }

  @Test
  void whereTwoClassesCameToTheSameNothingIsShown() {
    Market market = new Market(AVX2, SSE);
    List<Bytes> one = picture(0, 2);
    market.open(one, one);
    SealedEpoch sealed = market.world.close();

    assertThat(reasons(sealed, 1, market.order)).contains("result_confirmed", "paid");
  }

  @Test
  void aMachineOfTheWinnersClassIsDrawnBeforeOthers() {
    Market market = new Market(AVX2, SSE, SSE, SSE, AVX2);
    market.world.sealParts(1, market.order, hashes(picture(0, 2))).close();
    assertThat(market.runners()).containsExactly(1L, 5L);
  }

  @Test
  void neitherAnotherVersionNorAGraphicsProcessorIsDrawn() {
    Market market =
        new Market(AVX2, SSE.replace("3.4.1", "3.4.2"), "3.4.1 CUDA Some GPU build/12", "3.4.1");
    market.world.sealParts(1, market.order, hashes(picture(0, 2))).close();
    assertThat(market.runners()).containsExactly(1L);

    Market graphics = new Market("3.4.1 CUDA Some GPU build/12", "3.4.1 CUDA Other GPU build/12");
    graphics.world.sealParts(1, graphics.order, hashes(picture(0, 2))).close();
    assertThat(graphics.runners()).containsExactly(1L);
  }

  /** Else a cheat could ask for the milder measure once it sees that it would fail the other. */
  @Test
  void whatAMachineSaysOfItselfLaterChangesNothing() {
    Market market = new Market(AVX2, AVX2, AVX2);
    List<Bytes> cheap = picture(HONEST, 2);
    List<Bytes> honest = picture(0, 3);
    long checker = market.open(cheap, honest);
    market.offer(1, SSE);
    market.world.close();

    assertThat(market.working().showing()).isEmpty();
    assertThat(market.drawn()).isNotIn(1L, checker);
  }

  @Test
  void pixelsThatNobodyOpenedAreRefusedAndMissingOnesAwaited() {
    Market market = new Market(AVX2, SSE);
    List<Bytes> one = picture(0, 2);
    List<Bytes> other = picture(HONEST, 3);
    long checker = market.open(one, other);
    SealedEpoch early = market.world.show(1, market.order, one).close();
    assertThat(reasons(early, 1, market.order)).containsExactly("not_asked_to_show");

    List<Bytes> better = new ArrayList<>(market.shown(one));
    better.set(0, picture(1, 99).getFirst());
    SealedEpoch refused =
        market
            .world
            .show(1, market.order, better)
            .show(checker, market.order, market.shown(other))
            .close();
    assertThat(reasons(refused, 1, market.order)).containsExactly("not_asked_to_show");
    assertThat(market.working().showing().orElseThrow().shown())
        .containsExactlyInAnyOrderElementsOf(hashes(market.shown(other)));

    SealedEpoch sealed = market.show(checker, one, other);
    assertThat(reasons(sealed, checker, market.order)).contains("result_confirmed");
  }

  @Test
  void whoNeverShowsWhatItOpenedLosesItsBondAndTheCheckerIsPaid() {
    Market market = new Market(AVX2, SSE);
    List<Bytes> cheap = picture(CHEAP, 2);
    List<Bytes> honest = picture(HONEST, 3);
    long checker = market.open(cheap, honest);
    market.world.close();
    market.show(checker, honest);
    market.world.close();
    assertThat(market.world.order(market.order)).isPresent();
    SealedEpoch sealed = market.world.close();

    assertThat(reasons(sealed, 1, market.order)).containsExactly("never_shown");
    assertThat(market.earned(1)).isZero();
    assertThat(market.earned(checker)).isPositive();
    market.world.close();
    assertThat(market.world.bondNano(1)).isZero();
    assertThat(market.world.account(0).earnedNano()).isEqualTo(5 * TOKEN);
  }

  @Test
  void aCheckerWhoNeverShowsIsLeftOutAndTheWinnerIsPaid() {
    Market market = new Market(AVX2, SSE);
    List<Bytes> honest = picture(0, 2);
    long checker = market.open(honest, picture(CHEAP, 3));
    market.world.close();
    market.show(1, honest);
    market.world.close();
    SealedEpoch left = market.world.close();
    assertThat(reasons(left, checker, market.order)).containsExactly("never_shown");
    SealedEpoch sealed = market.world.close();

    assertThat(reasons(sealed, 1, market.order)).contains("unchecked", "paid");
    assertThat(market.earned(checker)).isZero();
    market.world.close();
    assertThat(market.world.bondNano(checker)).isZero();
  }

  @Test
  void whereNobodyShowsNobodyPaysAndNobodyLoses() {
    Market market = new Market(AVX2, SSE);
    long checker = market.open(picture(0, 2), picture(HONEST, 3));
    SealedEpoch sealed = market.world.close();
    for (int i = 0; i < 4 && market.world.order(market.order).isPresent(); i++) {
      sealed = market.world.close();
    }

    assertThat(reasons(sealed, 1, market.order)).containsExactly("results_differ");
    assertThat(market.world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    market.world.close();
    assertThat(market.world.bondNano(1)).isEqualTo(5 * TOKEN);
    assertThat(market.world.bondNano(checker)).isEqualTo(5 * TOKEN);
    assertThat(market.world.machine(1).bad()).isZero();
  }

  @Test
  void whatIsShownInTwoEpochsIsComparedOnceOneHasAll() {
    Market market = new Market(AVX2, SSE);
    List<Bytes> one = picture(0, 2);
    List<Bytes> other = picture(HONEST, 3);
    long checker = market.open(one, other);
    market.world.close();
    market.show(1, one);
    assertThat(market.working().showing().orElseThrow().shown()).hasSize(2);
    market.show(checker, other);
    assertThat(market.working().showing().orElseThrow().shown()).hasSize(4);
    // Two messages of one epoch do as well as one.
    market.world.show(1, market.order, market.shown(one));
    SealedEpoch sealed = market.show(checker, other);

    assertThat(reasons(sealed, 1, market.order)).contains("result_confirmed");
  }

  /** Whoever computes the epoch has them all in memory. */
  @Test
  void ofManyTilesThatDifferSixteenAreShown() {
    Market market = new Market(PARTS, AVX2, SSE);
    List<Bytes> one = picture(HONEST, 2);
    List<Bytes> other = picture(HONEST, 3);
    long checker = market.open(one, other);
    market.world.close();
    assertThat(market.working().showing().orElseThrow().parts())
        .hasSize(8)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(market.working().toShow()).hasSize(Said.ShownParts.MOST);
    assertThat(reasons(market.show(checker, one, other), 1, market.order))
        .contains("result_confirmed");
  }

  @Test
  void whatIsNoPictureIsLikeNone() {
    Market market = new Market(AVX2, SSE, AVX2);
    List<Bytes> honest = picture(0, 2);
    List<Bytes> junk = new ArrayList<>();
    for (byte part = 0; part < PARTS; part++) {
      junk.add(Bytes.wrap(new byte[] {part}));
    }
    // The third is of the winner's class, and so is drawn first.
    long checker = market.open(junk, honest);
    assertThat(checker).isEqualTo(3);
    market.world.close();
    assertThat(market.drawn()).isEqualTo(2);
    List<Bytes> other = picture(HONEST, 3);
    market.sealAsked(2, other);
    market.world.close();
    market.openAsked(2, other);
    market.world.close();
    SealedEpoch sealed = market.show(2, junk, honest, other);

    assertThat(reasons(sealed, 1, market.order)).containsExactly("wrong_result");
    assertThat(findings(sealed, 1, market.order, "psnr").getFirst().value()).isZero();
    assertThat(findings(sealed, 1, market.order, "pixels").getFirst().value()).isEqualTo(2_000);
    assertThat(reasons(sealed, 3, market.order)).contains("result_confirmed");
    assertThat(market.earned(3)).isEqualTo(PRICE / 2 * 2 / PARTS);
  }
}
