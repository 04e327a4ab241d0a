package polder.networks.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.epoch.SealedEpoch;
import polder.networks.Samples;
import polder.networks.learning.TaskState.Phase;
import polder.networks.learning.judge.Judge;
import polder.networks.learning.message.Opinion;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.SaidCodec;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Earned;
import polder.networks.learning.yuma.BondRule;
import polder.networks.learning.yuma.LiquidAlpha;
import polder.networks.learning.yuma.YumaParameters;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/** Tasks whose rounds judges examine, from their setting to their end. */
class JudgingTest {
  private static final long TOKEN = LearningWorld.TOKEN;
  private static final int FRIEND = 3;
  private static final int FIRST_JUDGE = 11;
  private static final int LIAR = 13;
  private static final int FOURTH_JUDGE = 14;
  private static final int LAST_JUDGE = 16;
  private static final int PATIENCE = 8;
  private static final BondRule YUMA3 = new BondRule.Yuma3(900_000, Optional.empty());

  private static Examiner.Judges rules(int rounds, int permits, BondRule bonds) {
    return new Examiner.Judges(
        rounds,
        200_000,
        2,
        1,
        new YumaParameters(32_767, 65_535, 0, TOKEN, permits, OptionalInt.empty(), bonds));
  }

  /** Three participants, and four devices that may judge; three have staked two tokens each. */
  private static LearningWorld world(int rounds, int permits, BondRule bonds) {
    LearningWorld world = LearningWorld.of(3);
    for (int judge = FIRST_JUDGE; judge <= FOURTH_JUDGE; judge++) {
      world.enrol(judge, judge);
    }
    world.set(world.judged(rounds, rules(rounds, permits, bonds)));
    for (int judge = FIRST_JUDGE; judge <= LIAR; judge++) {
      world.stake(judge, 2 * TOKEN);
    }
    world.close();
    world.close();
    assertThat(world.task().bench().judges()).hasSize(3);
    return world;
  }

  private static LearningWorld world(int rounds) {
    return world(rounds, 4, YUMA3);
  }

  /** Two honest updates, and one of targets that have nothing to do with the inputs. */
  private static LearningWorld opened(LearningWorld world) {
    long seed = 10L * world.round();
    SplittableRandom random = new SplittableRandom(seed);
    return world.opened(
        world.update(LearningWorld.honest(seed + 1)),
        world.update(LearningWorld.honest(seed + 2)),
        world.update(
            LearningWorld.data(seed + 3, 200, 0, target -> -target + random.nextGaussian())));
  }

  private static Opinion honest(LearningWorld world, long judge) {
    return world.opinion(LearningWorld.honest(500 + judge));
  }

  /** By device, as weights are; the friend's is all there is. */
  private static Opinion lie(LearningWorld world) {
    List<Integer> weights = new ArrayList<>(Collections.nCopies(3, 0));
    Phase.Running running = (Phase.Running) world.task().phase();
    List<?> order = List.copyOf(running.participants().keySet());
    weights.set(order.indexOf(Samples.device(FRIEND).id()), 65_535);
    return new Opinion(TOKEN, 0, weights);
  }

  /** All say what they think, the liar what helps its friend. */
  private static SealedEpoch judged(LearningWorld world) {
    Opinion first = honest(world, FIRST_JUDGE);
    Opinion second = honest(world, FIRST_JUDGE + 1);
    Opinion lie = lie(world);
    world.sealOpinion(FIRST_JUDGE, first).sealOpinion(FIRST_JUDGE + 1, second);
    world.sealOpinion(LIAR, lie).close();
    assertThat(world.task().phase()).isInstanceOf(Phase.Revealing.class);
    return world
        .reveal(FIRST_JUDGE, first)
        .reveal(FIRST_JUDGE + 1, second)
        .reveal(LIAR, lie)
        .close();
  }

  /** The last of so many epochs in which nobody says anything; in those before it waits. */
  private static SealedEpoch waited(LearningWorld world, int epochs) {
    for (int i = 1; i < epochs; i++) {
      world.close();
      assertThat(world.task().phase()).isNotInstanceOf(Phase.Over.class);
    }
    return world.close();
  }

  private static Judge judge(LearningWorld world, long number) {
    return Objects.requireNonNull(world.task().bench().judges().get(Samples.device(number).id()));
  }

  /** All that there is: nothing is minted, so it never changes. */
  private static long everything(LearningWorld world) {
    long sum = world.purseNano();
    for (int account = 0; account < 20; account++) {
      sum += world.account(account).balanceNano() + world.account(account).earnedNano();
    }
    for (int judge = FIRST_JUDGE; judge <= LAST_JUDGE; judge++) {
      sum += world.purseNano(LearningWorld.stakeKey(judge));
    }
    return sum;
  }

  @Test
  void honestJudgesOutvoteOneThatLiesForItsFriend() {
    LearningWorld world = world(1);
    SealedEpoch sealed = judged(opened(world));

    Round round = world.task().rounds().getFirst();
    assertThat(round.lossAfterNano()).isLessThan(round.lossBeforeNano());
    assertThat(LearningWorld.paidNano(sealed, FRIEND)).isLessThan(TOKEN / 50);
    long first = LearningWorld.paidNano(sealed, 1);
    long second = LearningWorld.paidNano(sealed, 2);
    assertThat(first).isGreaterThan(TOKEN / 4);
    assertThat(second).isGreaterThan(TOKEN / 4);
    long judges = 0;
    for (int judge = FIRST_JUDGE; judge <= LIAR; judge++) {
      judges += LearningWorld.paidNano(sealed, judge);
    }
    assertThat(judges).as("a fifth").isEqualTo(TOKEN / 5);
    assertThat(LearningWorld.paidNano(sealed, LIAR))
        .isLessThan(LearningWorld.paidNano(sealed, FIRST_JUDGE) / 10)
        .isLessThan(LearningWorld.paidNano(sealed, FIRST_JUDGE + 1) / 10);
    assertThat(judge(world, LIAR).repute().trustPpm())
        .isLessThan(judge(world, FIRST_JUDGE).repute().trustPpm() / 10);
    assertThat(round.paidNano())
        .isEqualTo(TOKEN)
        .isEqualTo(first + second + LearningWorld.paidNano(sealed, FRIEND) + judges);
    assertThat(LearningWorld.reasons(sealed, 1)).containsExactly("paid");
    assertThat(LearningWorld.reasons(sealed, FRIEND)).containsExactly("no_improvement");
    assertThat(LearningWorld.reasons(sealed, LIAR)).containsExactly("judged");
  }

  @Test
  void stakesComeBackToTheLastUnitWhenTheTaskIsOver() {
    LearningWorld world = world(1);
    long before = everything(world);
    long earned = 0;
    SealedEpoch sealed = judged(opened(world));
    for (int judge = FIRST_JUDGE; judge <= LIAR; judge++) {
      earned += LearningWorld.paidNano(sealed, judge);
    }
    assertThat(world.task().phase()).isEqualTo(new Phase.Over("done"));
    SealedEpoch after = world.close();

    for (int judge = FIRST_JUDGE; judge <= LIAR; judge++) {
      assertThat(LearningWorld.backNano(after, judge)).isEqualTo(2 * TOKEN);
      assertThat(LearningWorld.reasons(after, judge)).containsExactly("done");
      assertThat(world.group(LearningWorld.stakeKey(judge))).isEqualTo(Bytes.EMPTY);
      assertThat(world.account(judge).balanceNano()).isEqualTo(1_000 * TOKEN);
    }
    assertThat(earned).isEqualTo(TOKEN / 5);
    assertThat(everything(world)).isEqualTo(before).isEqualTo(20_000 * TOKEN);
    assertThat(judge(world, FIRST_JUDGE).stake().nano())
        .as("who judged is still told")
        .isEqualTo(2 * TOKEN);
  }

  @Test
  void aJudgeThatCopiesASealCanNeverRevealIt() {
    LearningWorld world = opened(world(1));
    Opinion first = honest(world, FIRST_JUDGE);
    Opinion second = honest(world, FIRST_JUDGE + 1);
    Hash copied =
        Seals.ofOpinion(
            Samples.device(FIRST_JUDGE).id(), LearningWorld.key(), 0, first, LearningWorld.SALT);
    world.sealOpinion(FIRST_JUDGE, first).sealOpinion(FIRST_JUDGE + 1, second);
    world.say(LIAR, new Said.SealedOpinion(LearningWorld.key(), 0, copied)).close();
    SealedEpoch early =
        world.reveal(FIRST_JUDGE, first).reveal(LIAR, first).sealOpinion(LIAR, first).close();
    assertThat(LearningWorld.reasons(early, LIAR)).contains("seal_differs", "not_now");
    SealedEpoch sealed = world.reveal(FIRST_JUDGE + 1, second).close();

    assertThat(world.task().rounds()).hasSize(1);
    assertThat(LearningWorld.paidNano(sealed, LIAR)).isZero();
    assertThat(LearningWorld.reasons(sealed, LIAR)).contains("not_revealed");
    assertThat(LearningWorld.paidNano(sealed, FIRST_JUDGE)).isPositive();
  }

  @Test
  void whoIsSilentHasNoSayAndHoldsNobodyUp() {
    LearningWorld world = opened(world(1));
    Opinion first = honest(world, FIRST_JUDGE);
    Opinion second = honest(world, FIRST_JUDGE + 1);
    world.sealOpinion(FIRST_JUDGE, first).sealOpinion(FIRST_JUDGE + 1, second).close();
    SealedEpoch sealed = world.reveal(FIRST_JUDGE, first).reveal(FIRST_JUDGE + 1, second).close();

    assertThat(world.task().phase()).isEqualTo(new Phase.Over("done"));
    assertThat(LearningWorld.reasons(sealed, LIAR)).containsExactly("no_opinion");
    assertThat(LearningWorld.paidNano(sealed, LIAR)).isZero();
    assertThat(
            LearningWorld.paidNano(sealed, FIRST_JUDGE)
                + LearningWorld.paidNano(sealed, FIRST_JUDGE + 1))
        .isEqualTo(TOKEN / 5);
    assertThat(LearningWorld.paidNano(sealed, 1)).isGreaterThan(TOKEN / 4);
  }

  /** Else the last few could decide alone while others are away, or come back and copy. */
  @Test
  void tooFewJudgesAreWaitedForAndThenNobodyEarns() {
    LearningWorld world = opened(world(2));
    Opinion lie = lie(world);
    world.sealOpinion(LIAR, lie).close();
    SealedEpoch sealed = waited(world, PATIENCE);

    assertThat(LearningWorld.reasons(sealed, 0)).contains("too_few_judges");
    assertThat(world.find()).as("it trained nothing").isEmpty();
    for (int account : List.of(1, 2, FRIEND, LIAR)) {
      assertThat(LearningWorld.paidNano(sealed, account)).isZero();
    }
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    world.close();
    assertThat(world.account(LIAR).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  @Test
  void whoSealedMayRevealLate() {
    LearningWorld world = opened(world(1));
    Opinion first = honest(world, FIRST_JUDGE);
    Opinion second = honest(world, FIRST_JUDGE + 1);
    world.sealOpinion(FIRST_JUDGE, first).close();
    world.sealOpinion(FIRST_JUDGE + 1, second).close();
    world.reveal(FIRST_JUDGE, first).close();
    world.close();
    assertThat(world.task().phase()).isInstanceOf(Phase.Revealing.class);
    world.reveal(FIRST_JUDGE + 1, second).close();
    assertThat(world.task().rounds()).hasSize(1);
  }

  /** Two of three, and less than half of the stake. */
  @Test
  void aMinorityOfTheStakeDecidesNothing() {
    LearningWorld world = world(1);
    world.stake(LIAR, 100 * TOKEN).close();
    world.close();
    opened(world);
    Opinion first = honest(world, FIRST_JUDGE);
    world.sealOpinion(FIRST_JUDGE, first).sealOpinion(FIRST_JUDGE + 1, first).close();
    SealedEpoch sealed = waited(world, PATIENCE);
    assertThat(LearningWorld.reasons(sealed, 0)).contains("too_few_judges");
  }

  /** It could sell updates that it has seen, and still vote them down. */
  @Test
  void whoLeavesStaysUntilItsRoundIsOver() {
    LearningWorld world = opened(world(2));
    world.callBack(LIAR);
    Opinion first = honest(world, FIRST_JUDGE);
    Opinion second = honest(world, FIRST_JUDGE + 1);
    world.sealOpinion(FIRST_JUDGE, first).sealOpinion(FIRST_JUDGE + 1, second);
    world.sealOpinion(LIAR, first).close();
    assertThat(judge(world, LIAR).stake().isLeaving()).isFalse();
    world.reveal(FIRST_JUDGE, first).reveal(FIRST_JUDGE + 1, second).close();
    assertThat(judge(world, LIAR).stake().isLeaving()).isTrue();
    world.reveal(LIAR, first).close();
    assertThat(world.purseNano(LearningWorld.stakeKey(LIAR))).isEqualTo(2 * TOKEN);
    SealedEpoch more = world.stake(LIAR, TOKEN).close();
    assertThat(LearningWorld.reasons(more, LIAR)).contains("stake_called_back");
    assertThat(world.task().bench().judges()).hasSize(2);
    world.close();
    assertThat(world.account(LIAR).balanceNano()).isEqualTo(1_000 * TOKEN);
    assertThat(world.group(LearningWorld.stakeKey(LIAR))).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void theHighestStakesHavePermitsAndEqualOnesGoByDevice() {
    LearningWorld world = world(1, 2, YUMA3);
    world.stake(LIAR, TOKEN).close();
    world.close();
    opened(world);
    Phase.Judging judging = (Phase.Judging) world.task().phase();
    List<Integer> equal = new ArrayList<>(List.of(FIRST_JUDGE, FIRST_JUDGE + 1));
    equal.sort((a, b) -> Samples.device(a).id().compareTo(Samples.device(b).id()));
    assertThat(judging.ballots().keySet())
        .containsExactlyInAnyOrder(
            Samples.device(LIAR).id(), Samples.device(equal.getFirst()).id());
    int without = equal.getLast();
    SealedEpoch sealed = world.sealOpinion(without, honest(world, without)).close();
    assertThat(LearningWorld.reasons(sealed, without)).contains("no_permit");
  }

  @Test
  void noUpdatesAreOpenedThatNobodyWouldJudge() {
    LearningWorld world = LearningWorld.of(2);
    world.enrol(FIRST_JUDGE, FIRST_JUDGE);
    world.set(world.judged(1, rules(1, 4, YUMA3)));
    world.seal(1, world.update(LearningWorld.honest(1)));
    world.seal(2, world.update(LearningWorld.honest(2)));
    world.stake(FIRST_JUDGE, TOKEN).close();
    SealedEpoch sealed = waited(world, PATIENCE);
    assertThat(LearningWorld.reasons(sealed, 0)).contains("too_few_judges");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    world.close();
    assertThat(world.account(FIRST_JUDGE).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  @Test
  void stakesThatAreNoUseGoBackAtOnce() {
    LearningWorld world = world(1);
    world.stake(FOURTH_JUDGE, TOKEN - 1).stake(0, 5 * TOKEN).close();
    world.close();
    SealedEpoch back = world.close();
    assertThat(LearningWorld.reasons(back, FOURTH_JUDGE)).containsExactly("stake_too_small");
    assertThat(LearningWorld.reasons(back, 0)).contains("own_task");
    assertThat(world.account(FOURTH_JUDGE).balanceNano()).isEqualTo(1_000 * TOKEN);
    assertThat(world.account(0).balanceNano()).isEqualTo(990 * TOKEN);

    SealedEpoch nothing = world.say(FOURTH_JUDGE, new Said.Staked(LearningWorld.key())).close();
    assertThat(LearningWorld.reasons(nothing, FOURTH_JUDGE)).containsExactly("nothing_staked");
  }

  @Test
  void aStakeForATaskThatIsNotJudgedGoesBack() {
    LearningWorld world = LearningWorld.of(2);
    world.enrol(FIRST_JUDGE, FIRST_JUDGE);
    world.enrol(FOURTH_JUDGE, FOURTH_JUDGE);
    world.stake(FIRST_JUDGE, TOKEN).close();
    world.close();
    SealedEpoch back = world.close();
    assertThat(LearningWorld.reasons(back, FIRST_JUDGE)).containsExactly("no_judges");
    world.set(world.task(1));
    world.stake(FOURTH_JUDGE, TOKEN).close();
    world.close();
    world.close();
    assertThat(world.account(FIRST_JUDGE).balanceNano()).isEqualTo(1_000 * TOKEN);
    assertThat(world.account(FOURTH_JUDGE).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  /** The bench has four seats: who stakes more than the least takes its place. */
  @Test
  void aFullBenchIsNotKeptByWhoCameFirst() {
    LearningWorld world = world(1);
    world.enrol(15, 15);
    world.enrol(16, 16);
    world.stake(FOURTH_JUDGE, TOKEN).close();
    world.close();
    world.stake(15, 3 * TOKEN).stake(16, TOKEN).close();
    world.close();
    SealedEpoch back = world.close();
    assertThat(LearningWorld.reasons(back, FOURTH_JUDGE)).containsExactly("outstaked");
    assertThat(LearningWorld.reasons(back, 16)).containsExactly("bench_full");
    assertThat(world.task().bench().judges())
        .hasSize(4)
        .containsKey(Samples.device(15).id())
        .doesNotContainKey(Samples.device(FOURTH_JUDGE).id());
    assertThat(world.account(FOURTH_JUDGE).balanceNano()).isEqualTo(1_000 * TOKEN);
    assertThat(world.account(16).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  /**
   * What the task let go when it had not heard of more yet stays, and is let go or seated by the
   * answer to that: no judge is ever seated whose purse is empty.
   */
  @Test
  void aStakeThatGrowsWhileItIsRefusedIsSeated() {
    LearningWorld world = world(1);
    world.stake(FOURTH_JUDGE, TOKEN - 1).close();
    world.stake(FOURTH_JUDGE, TOKEN).close();
    world.close();
    world.close();
    assertThat(judge(world, FOURTH_JUDGE).stake().nano())
        .isEqualTo(2 * TOKEN - 1)
        .isEqualTo(world.purseNano(LearningWorld.stakeKey(FOURTH_JUDGE)));
  }

  @Test
  void nobodyJudgesItsOwnAccountsUpdates() {
    LearningWorld world = LearningWorld.of(3);
    world.enrol(FIRST_JUDGE, FIRST_JUDGE);
    // The friend's own account judges, with most of the stake.
    world.enrol(FRIEND, LIAR);
    world.set(world.judged(1, rules(1, 4, YUMA3)));
    world.stake(FIRST_JUDGE, TOKEN).fund(FRIEND, LearningWorld.stakeKey(LIAR), 9 * TOKEN);
    world.say(LIAR, new Said.Staked(LearningWorld.key())).close();
    world.close();
    opened(world);
    Opinion first = honest(world, FIRST_JUDGE);
    Opinion lie = lie(world);
    world.sealOpinion(FIRST_JUDGE, first).sealOpinion(LIAR, lie).close();
    SealedEpoch sealed = world.reveal(FIRST_JUDGE, first).reveal(LIAR, lie).close();
    assertThat(world.task().rounds()).hasSize(1);
    assertThat(LearningWorld.reasons(sealed, FRIEND)).containsExactly("no_improvement");
    Earned earned = Objects.requireNonNull(world.task().earned().get(Samples.device(FRIEND).id()));
    assertThat(earned.nano()).isZero();
  }

  /** It would have all of the reward paid for a step that makes the model worse. */
  @Test
  void aMinorityThatAttestsAGainHasNoStepTaken() {
    LearningWorld world = world(1);
    int[] update = world.update(LearningWorld.honest(1));
    for (int i = 0; i < update.length; i++) {
      update[i] = -update[i];
    }
    world.opened(update, update);
    Opinion first = honest(world, FIRST_JUDGE);
    assertThat(first.gainPpm()).isNegative();
    Opinion lie = new Opinion(TOKEN, 0, List.of(65_535, 65_535));
    world.sealOpinion(FIRST_JUDGE, first).sealOpinion(FIRST_JUDGE + 1, first);
    world.sealOpinion(LIAR, lie).close();
    world.reveal(FIRST_JUDGE, first).reveal(FIRST_JUDGE + 1, first);
    SealedEpoch sealed = world.reveal(LIAR, lie).close();

    assertThat(world.task().model().parameters()).containsOnly(0);
    assertThat(LearningWorld.paidNano(sealed, 1)).isZero();
    assertThat(LearningWorld.reasons(sealed, 0)).contains("round_no_better");
    assertThat(LearningWorld.paidNano(sealed, LIAR)).isLessThanOrEqualTo(TOKEN / 15 + 1);
  }

  @Test
  void judgesThatFindNothingGoodArePaidByStakeAndTheModelStays() {
    LearningWorld world = world(1);
    int[] update = world.update(LearningWorld.honest(1));
    for (int i = 0; i < update.length; i++) {
      update[i] = -update[i];
    }
    world.opened(update, update);
    for (int judge = FIRST_JUDGE; judge <= LIAR; judge++) {
      world.sealOpinion(judge, honest(world, judge));
    }
    world.close();
    for (int judge = FIRST_JUDGE; judge <= LIAR; judge++) {
      world.reveal(judge, world.opinion(LearningWorld.honest(500 + judge)));
    }
    SealedEpoch sealed = world.close();
    assertThat(LearningWorld.paidNano(sealed, 1)).isZero();
    long each = TOKEN / 15;
    for (int judge = FIRST_JUDGE; judge <= LIAR; judge++) {
      assertThat(LearningWorld.paidNano(sealed, judge)).isBetween(each, each + 1);
    }
    assertThat(world.task().model().parameters()).containsOnly(0);
    Round round = world.task().rounds().getFirst();
    assertThat(round.lossAfterNano()).isEqualTo(round.lossBeforeNano());
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - TOKEN / 5);
  }

  /** Bonds grow from round to round, and are to who takes part. */
  @Test
  void bondsLast() {
    LearningWorld world = world(2);
    judged(opened(world));
    int once = judge(world, FIRST_JUDGE).repute().bonds().getOrDefault(Samples.device(1).id(), 0);
    assertThat(once).isPositive();
    judged(opened(world));
    assertThat(judge(world, FIRST_JUDGE).repute().bonds().get(Samples.device(1).id()))
        .isBetween(once * 3 / 2, once * 5 / 2);
    assertThat(judge(world, LIAR).repute().bonds()).doesNotContainKey(Samples.device(1).id());
    assertThat(judge(world, FIRST_JUDGE).repute().earnedNano()).isGreaterThan(TOKEN / 8);
  }

  /**
   * In Yuma 3 bonds are each judge's own and grow by its weights, slowly or as liquid alpha says;
   * by the classic rule the largest bond to a participant is all.
   */
  @Test
  void theRulesOfBondsDiffer() {
    for (BondRule rule :
        List.of(
            YUMA3,
            new BondRule.Classic(900_000),
            new BondRule.Yuma3(900_000, Optional.of(new LiquidAlpha(45_875, 58_982, 1_000))))) {
      LearningWorld world = world(1, 4, rule);
      judged(opened(world));
      int bond = judge(world, FIRST_JUDGE).repute().bonds().getOrDefault(Samples.device(1).id(), 0);
      switch (rule) {
        case BondRule.Classic classic ->
            assertThat(bond).as("nearly the largest").isGreaterThan(60_000);
        case BondRule.Yuma3 yuma3 when yuma3.liquid().isPresent() ->
            assertThat(bond).as("fast").isGreaterThan(15_000);
        case BondRule.Yuma3 yuma3 ->
            assertThat(bond).as("a tenth of a weight").isBetween(1_000, 6_600);
      }
    }
  }

  /**
   * Judges come, stake more, leave, say something or nothing, as chance has it: what a seated judge
   * votes with lies in its purse, nothing is lost or made, and in the end all is back.
   */
  @Test
  void whateverJudgesDoTheirStakesAreThere() {
    int counted = 0;
    for (long seed = 1; seed <= 6; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LearningWorld world = LearningWorld.of(2);
      for (int judge = FIRST_JUDGE; judge <= LAST_JUDGE; judge++) {
        world.enrol(judge, judge);
      }
      world.set(world.judged(4, rules(4, 3, YUMA3)));
      int[] update = world.update(LearningWorld.honest(1));
      for (int epoch = 0; epoch < 40; epoch++) {
        for (int judge = FIRST_JUDGE; judge <= LAST_JUDGE; judge++) {
          switch (random.nextInt(10)) {
            case 0, 1 -> world.stake(judge, random.nextLong(1, 3 * TOKEN));
            case 2 -> world.callBack(judge);
            default -> {}
          }
        }
        world.find().ifPresent(task -> play(world, task, update, random));
        world.close();
        assertStakesAreThere(world);
        assertThat(everything(world)).isEqualTo(20_000 * TOKEN);
      }
      counted += world.find().map(its -> its.rounds().size()).orElse(0);
      for (int judge = FIRST_JUDGE; judge <= LAST_JUDGE; judge++) {
        world.callBack(judge);
      }
      for (int epoch = 0; epoch < 20; epoch++) {
        world.close();
      }
      for (int judge = FIRST_JUDGE; judge <= LAST_JUDGE; judge++) {
        assertThat(world.purseNano(LearningWorld.stakeKey(judge))).as("seed %s", seed).isZero();
        assertThat(world.account(judge).balanceNano()).isEqualTo(1_000 * TOKEN);
      }
    }
    assertThat(counted).as("rounds that were judged").isGreaterThan(6);
  }

  private static void play(
      LearningWorld world, TaskState task, int[] update, SplittableRandom random) {
    switch (task.phase()) {
      case Phase.Sealing sealing -> {
        world.seal(1, update);
        world.seal(2, update);
      }
      case Phase.Opening opening -> {
        world.open(1, update);
        world.open(2, update);
      }
      case Phase.Judged round -> {
        Opinion opinion = new Opinion(TOKEN, TOKEN / 2, List.of(3, 5));
        for (int judge = FIRST_JUDGE; judge <= LAST_JUDGE; judge++) {
          if (round instanceof Phase.Judging && random.nextInt(4) > 0) {
            world.sealOpinion(judge, opinion);
          } else if (random.nextInt(4) > 0) {
            world.reveal(judge, opinion);
          }
        }
      }
      case Phase.Examining examining -> throw new AssertionError("no client examines");
      case Phase.Over over -> {}
    }
  }

  private static void assertStakesAreThere(LearningWorld world) {
    Optional<TaskState> running = world.find().filter(its -> !(its.phase() instanceof Phase.Over));
    if (running.isEmpty()) {
      return;
    }
    assertThat(running.get().bench().judges()).hasSizeLessThanOrEqualTo(4);
    for (int judge = FIRST_JUDGE; judge <= LAST_JUDGE; judge++) {
      Judge its = running.get().bench().judges().get(Samples.device(judge).id());
      if (its != null) {
        assertThat(world.purseNano(LearningWorld.stakeKey(judge)))
            .isGreaterThanOrEqualTo(its.stake().nano());
      }
    }
  }

  @Test
  void anOpinionOfOthersThanTheRoundsIsRefused() {
    LearningWorld world = opened(world(1));
    Opinion strange = new Opinion(1, 0, List.of(1, 2));
    world.sealOpinion(LIAR, strange);
    world.sealOpinion(FIRST_JUDGE, honest(world, FIRST_JUDGE));
    world.sealOpinion(FIRST_JUDGE + 1, honest(world, FIRST_JUDGE + 1)).close();
    SealedEpoch sealed = world.reveal(LIAR, strange).close();
    assertThat(LearningWorld.reasons(sealed, LIAR)).contains("malformed_opinion");
  }

  @Test
  void whatIsNoOpinionIsRefusedAtTheDoor() {
    Said.RevealedOpinion good =
        new Said.RevealedOpinion(
            LearningWorld.key(), 0, new Opinion(5, 3, List.of(0, 65_535)), LearningWorld.SALT);
    Bytes encoded = SaidCodec.encode(good);
    assertThat(SaidCodec.decode(encoded)).isEqualTo(good);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] rubbish = encoded.toArray();
      for (int change = 0; change <= random.nextInt(3); change++) {
        rubbish[random.nextInt(rubbish.length)] = (byte) random.nextInt(256);
      }
      Said read;
      try {
        read = SaidCodec.decode(Bytes.wrap(rubbish));
      } catch (CodecException e) {
        assertThat(e).hasMessageMatching("(?s).+");
        continue;
      }
      assertThat(SaidCodec.encode(read)).isEqualTo(Bytes.wrap(rubbish));
    }
  }

  @Test
  void hostileSizesAreRefused() {
    for (Bytes hostile :
        List.of(
            new CborWriter().beginArray(2).integer(1).integer(1).toBytes(),
            new CborWriter().beginArray(3).integer(1).integer(1).integer(65_536).toBytes(),
            new CborWriter().beginArray(3).integer(1).integer(1).integer(-1).toBytes(),
            new CborWriter().beginArray(3).integer(-1).integer(1).integer(1).toBytes(),
            Bytes.wrap(new byte[] {(byte) 0x9a, 0x7f, 0x7f, 0x7f, 0x7f, 1, 1, 1}))) {
      assertThatThrownBy(() -> Opinion.decode(hostile))
          .isInstanceOfAny(CodecException.class, IllegalArgumentException.class);
    }
    for (Opinion extreme :
        List.of(
            new Opinion(0, Long.MAX_VALUE, List.of(0)),
            new Opinion(Long.MAX_VALUE, 0, List.of(0)),
            new Opinion(1, Long.MAX_VALUE, List.of(0)))) {
      assertThat(Opinion.decode(extreme.encode())).isEqualTo(extreme);
      assertThat(extreme.gainPpm()).isBetween(-1_000_000L, 1_000_000L);
    }
    assertThatThrownBy(() -> rules(1, Examiner.Judges.MOST + 1, YUMA3))
        .hasMessageContaining("judges of a round");
    LearningWorld world = LearningWorld.of(1);
    SealedEpoch sealed =
        world
            .fund(0, LearningWorld.key(), TOKEN)
            .say(0, world.judged(1, rules(1, 5, YUMA3)))
            .close();
    assertThat(LearningWorld.reasons(sealed, 0)).containsExactly("too_many_judges");
  }

  @Test
  void extremeOpinionsAreCounted() {
    LearningWorld world = opened(world(1));
    Opinion all = new Opinion(Long.MAX_VALUE, 0, List.of(65_535, 65_535, 65_535));
    Opinion none = new Opinion(0, Long.MAX_VALUE, List.of(0, 0, 0));
    world.sealOpinion(FIRST_JUDGE, all).sealOpinion(FIRST_JUDGE + 1, all);
    world.sealOpinion(LIAR, none).close();
    world.reveal(FIRST_JUDGE, all).reveal(FIRST_JUDGE + 1, all).reveal(LIAR, none).close();
    assertThat(world.task().rounds()).hasSize(1);
    assertThat(world.task().rounds().getFirst().paidNano()).isEqualTo(TOKEN);
  }

  @Test
  void termsAreReadAsTheyWereWritten() {
    LearningWorld world = LearningWorld.of(1);
    for (BondRule rule :
        List.of(
            YUMA3,
            new BondRule.Classic(1),
            new BondRule.Yuma3(0, Optional.of(new LiquidAlpha(1, 2, -3))))) {
      Said.Task task = world.judged(2, rules(2, 3, rule));
      assertThat(SaidCodec.decode(SaidCodec.encode(task))).isEqualTo(task);
    }
    CborWriter strange = new CborWriter().beginArray(1).text("judges");
    assertThatThrownBy(() -> Examiner.read(new CborReader(strange.toBytes())))
        .isInstanceOf(CodecException.class);
  }
}
