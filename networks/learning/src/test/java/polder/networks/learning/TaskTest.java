package polder.networks.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.epoch.SealedEpoch;
import polder.networks.Samples;
import polder.networks.learning.aggregate.NormBound;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Earned;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Beginning;
import polder.networks.learning.train.Evaluation;
import polder.protocol.Hash;

/** Tasks from their setting to their end, by the real epoch program. */
class TaskTest {
  private static final long TOKEN = LearningWorld.TOKEN;

  private static int[] times(int[] update, int factor) {
    int[] scaled = update.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  /** Targets that have nothing to do with the inputs. */
  private static int[] shuffled(LearningWorld world, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return world.update(LearningWorld.data(seed, 200, 0, target -> random.nextGaussian()));
  }

  @Test
  void whatUpdatesImproveIsPaidToTheLastUnit() {
    LearningWorld world = LearningWorld.of(3);
    world.set(world.task(1));
    SealedEpoch sealed =
        world.round(
            world.update(LearningWorld.honest(1)),
            world.update(LearningWorld.honest(2)),
            world.update(LearningWorld.honest(3)));

    TaskState task = world.task();
    assertThat(task.phase()).isEqualTo(new TaskState.Phase.Over("done"));
    Round round = task.rounds().getFirst();
    assertThat(round.lossAfterNano()).isLessThan(round.lossBeforeNano() / 2);
    assertThat(round.paidNano()).isEqualTo(TOKEN);
    assertThat(LearningWorld.paidNano(sealed, 1)).isBetween(TOKEN / 5, TOKEN / 2);
    assertThat(LearningWorld.paidNano(sealed, 2)).isBetween(TOKEN / 5, TOKEN / 2);
    assertThat(LearningWorld.reasons(sealed, 1)).containsExactly("paid");
    assertThat(world.account(0).balanceNano()).isEqualTo(999 * TOKEN);
    assertThat(world.purseNano()).isZero();
    assertThat(task.earned().values().stream().mapToLong(Earned::nano).sum()).isEqualTo(TOKEN);
    assertThat(sealed.exhibits()).as("the examples are evidence").hasSize(1);
  }

  @Test
  void roundsGoOnFromWhatWasLearned() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(2));
    world.round(world.update(LearningWorld.honest(1)), world.update(LearningWorld.honest(2)));
    assertThat(world.task().phase()).isInstanceOf(TaskState.Phase.Sealing.class);
    world.round(world.update(LearningWorld.honest(3)), world.update(LearningWorld.honest(4)));

    assertThat(world.task().rounds()).hasSize(2);
    assertThat(world.task().rounds().getLast().lossAfterNano())
        .isLessThan(world.task().rounds().getFirst().lossAfterNano());
  }

  @Test
  void shuffledTargetsEarnAboutNothing() {
    LearningWorld world = LearningWorld.of(4);
    world.set(world.task(1));
    SealedEpoch sealed =
        world.round(
            world.update(LearningWorld.honest(1)),
            world.update(LearningWorld.honest(2)),
            world.update(LearningWorld.honest(3)),
            shuffled(world, 4));

    assertThat(LearningWorld.paidNano(sealed, 4)).isLessThan(TOKEN / 50);
    assertThat(LearningWorld.paidNano(sealed, 1)).isGreaterThan(TOKEN / 5);
  }

  @Test
  void theHostileEarnNothingAndMoveARobustModelLittle() {
    LearningWorld world = LearningWorld.of(8);
    Combining robust =
        new Combining(
            Combining.Way.MULTI_KRUM, 250_000, Optional.of(new NormBound.OfMedian(2_000_000)));
    world.set(world.task(1, robust, terms -> terms));
    int[][] updates = new int[8][];
    for (int i = 0; i < 6; i++) {
      updates[i] = world.update(LearningWorld.honest(i + 1));
    }
    updates[6] = times(updates[0], -5);
    updates[7] = times(updates[1], -1);
    SealedEpoch sealed = world.round(updates);

    assertThat(LearningWorld.paidNano(sealed, 7)).isZero();
    assertThat(LearningWorld.paidNano(sealed, 8)).isZero();
    assertThat(LearningWorld.reasons(sealed, 7)).containsExactly("not_selected");
    Round round = world.task().rounds().getFirst();
    assertThat(round.lossAfterNano()).isLessThan(round.lossBeforeNano() / 2);
  }

  @Test
  void theSameDataSharesOneReward() {
    LearningWorld world = LearningWorld.of(3);
    world.set(world.task(1));
    int[] first = world.update(LearningWorld.honest(1));
    int[] second = world.update(LearningWorld.data(1, 200, 0.1, target -> target + 0.01));
    int[] other = world.update(LearningWorld.honest(3));
    world.seal(1, first, "shared").seal(2, second, "shared").seal(3, other).close();
    world.open(1, first).open(2, second).open(3, other).close();
    SealedEpoch sealed = world.examine().close();

    long one = LearningWorld.paidNano(sealed, 1);
    assertThat(LearningWorld.paidNano(sealed, 2)).isBetween(one - 1, one + 1);
    assertThat(LearningWorld.paidNano(sealed, 3))
        .isBetween(2 * one - TOKEN / 5, 2 * one + TOKEN / 5);
    assertThat(LearningWorld.reasons(sealed, 2)).containsExactly("paid", "shared");
  }

  @Test
  void whoCopiesASealCanNeverOpenIt() {
    LearningWorld world = LearningWorld.of(3);
    world.set(world.task(1));
    int[] first = world.update(LearningWorld.honest(1));
    int[] second = world.update(LearningWorld.honest(2));
    world.seal(1, first).seal(2, second);
    Said.SealedUpdate copied =
        new Said.SealedUpdate(
            LearningWorld.key(),
            0,
            Seals.ofUpdate(
                Samples.device(1).id(),
                LearningWorld.key(),
                0,
                LearningWorld.hash(LearningWorld.blob(first)),
                LearningWorld.SALT),
            LearningWorld.hash(LearningWorld.text("mine")),
            Optional.empty());
    world.say(3, copied).close();
    SealedEpoch opened = world.open(1, first).open(2, second).open(3, first).close();
    assertThat(LearningWorld.reasons(opened, 3)).contains("seal_differs");
    SealedEpoch sealed = world.examine().close();

    assertThat(LearningWorld.paidNano(sealed, 3)).isZero();
    assertThat(LearningWorld.paidNano(sealed, 1)).isGreaterThan(TOKEN / 4);
  }

  @Test
  void whoVanishesOrSendsRubbishHoldsNobodyUp() {
    LearningWorld world = LearningWorld.of(4);
    world.set(world.task(1));
    int[] first = world.update(LearningWorld.honest(1));
    int[] second = world.update(LearningWorld.honest(2));
    world.seal(1, first).seal(2, second).seal(3, first).seal(4, new int[] {1, 2}).close();
    SealedEpoch opened = world.open(1, first).open(2, second).open(4, new int[] {1, 2}).close();
    assertThat(LearningWorld.reasons(opened, 3)).containsExactly("not_opened");
    assertThat(LearningWorld.reasons(opened, 4)).contains("malformed_update");
    SealedEpoch sealed = world.examine().close();

    assertThat(world.task().rounds().getFirst().participants()).isEqualTo(2);
    assertThat(LearningWorld.paidNano(sealed, 1) + LearningWorld.paidNano(sealed, 2))
        .isEqualTo(TOKEN);
  }

  @Test
  void tooFewParticipantsEndIt() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(1));
    world.seal(1, world.update(LearningWorld.honest(1))).close();
    world.close();
    world.close();
    assertThat(world.task().phase()).isInstanceOf(TaskState.Phase.Sealing.class);
    SealedEpoch sealed = world.close();

    assertThat(LearningWorld.reasons(sealed, 0)).contains("too_few_participants");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  /** It has seen the updates by then, and would have them for nothing. */
  @Test
  void aClientThatDoesNotExaminePaysAllAlike() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(3));
    int[] first = world.update(LearningWorld.honest(1));
    int[] second = shuffled(world, 2);
    world.seal(1, first).seal(2, second).close();
    world.open(1, first).open(2, second).say(0, new Said.Close(LearningWorld.key())).close();
    SealedEpoch sealed = world.say(0, new Said.Close(LearningWorld.key())).close();

    assertThat(LearningWorld.paidNano(sealed, 1)).isEqualTo(TOKEN / 2);
    assertThat(LearningWorld.paidNano(sealed, 2)).isEqualTo(TOKEN / 2);
    assertThat(LearningWorld.reasons(sealed, 0)).contains("not_examined");
    assertThat(world.account(0).balanceNano()).isEqualTo(999 * TOKEN);
  }

  @Test
  void aClientClosesWhileNobodyHasShownAnything() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(3));
    world.seal(1, world.update(LearningWorld.honest(1)));
    SealedEpoch sealed = world.say(0, new Said.Close(LearningWorld.key())).close();

    assertThat(LearningWorld.reasons(sealed, 0)).contains("closed_by_client");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  @Test
  void whoKnowsTheExamplesDoesNotTakePart() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(1));
    SealedEpoch sealed = world.seal(0, world.update(LearningWorld.honest(1))).close();
    assertThat(LearningWorld.reasons(sealed, 0)).contains("own_task");
  }

  @Test
  void aRoundThatImprovesNothingPaysNothingAndChangesNothing() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(1));
    int[] away = times(world.update(LearningWorld.honest(1)), -1);
    int[] before = world.task().model().parameters();
    SealedEpoch sealed = world.round(away, times(away, 2));

    assertThat(world.task().model().parameters()).isEqualTo(before);
    assertThat(LearningWorld.reasons(sealed, 1)).containsExactly("no_improvement", "shared");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  @Test
  void withoutMoneyForARoundThereIsNone() {
    LearningWorld world = LearningWorld.of(2);
    SealedEpoch sealed =
        world.fund(0, LearningWorld.key(), TOKEN - 1).say(0, world.task(1)).close();
    assertThat(LearningWorld.reasons(sealed, 0)).containsExactly("not_funded");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  /** Else the state would grow by whatever anybody asks for. */
  @Test
  void ofATaskThatTrainedNothingNothingIsKept() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(3));
    world.say(0, new Said.Close(LearningWorld.key())).close();
    assertThat(world.find()).isEmpty();
    world.fund(0, LearningWorld.key(), TOKEN - 1).say(0, world.task(1)).close();
    assertThat(world.find()).isEmpty();
  }

  @Test
  void aTaskThatPromisesTooLittleIsRefused() {
    LearningWorld world = LearningWorld.of(2);
    Said.Task task =
        world.task(
            1,
            new Combining(Combining.Way.MEAN, 0, Optional.empty()),
            terms ->
                new Terms(
                    terms.architecture(),
                    terms.combining(),
                    terms.pace(),
                    terms.scoring(),
                    terms.outer(),
                    TOKEN / 10 - 1,
                    terms.fullGainPpm(),
                    terms.sale(),
                    terms.examiner()));
    SealedEpoch sealed = world.fund(0, LearningWorld.key(), TOKEN).say(0, task).close();
    assertThat(LearningWorld.reasons(sealed, 0)).containsExactly("reward_too_small");
    assertThat(world.find()).isEmpty();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
  }

  /** Else the first round would pay for what anybody's data teach: to be less wrong than chance. */
  @Test
  void aModelBeginsBySayingNothing() {
    LearningWorld world = LearningWorld.of(2);
    world.set(world.task(1));
    assertThat(world.task().model().parameters()).containsOnly(0);
    Architecture deep = new Architecture.Mlp(4, List.of(3), 1, Activation.RELU);
    float[] begun = Beginning.silent(deep, Hash.ZERO);
    assertThat(Evaluation.outputs(deep, begun, new float[] {1, 2, 3, 4})).containsExactly(0f);
    assertThat(begun).isNotEqualTo(new float[begun.length]);
  }
}
