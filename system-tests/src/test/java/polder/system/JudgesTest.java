package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.networks.learning.Round;
import polder.networks.learning.TaskState;
import polder.networks.learning.judge.Judge;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Earned;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;

/**
 * A task that judges examine on what they hold, one of whom measures on what his friend made up:
 * each by the program as it is started.
 */
@Tag("full")
class JudgesTest {
  private static final long TOKEN = LearningProcesses.TOKEN;
  private static final int ROUNDS = 3;
  private static final int EACH = 6;
  private static final int HONEST = 3;
  private static final int FRIEND = HONEST + 1;
  private static final int JUDGES = 3;
  private static final int LIAR = JUDGES;
  private static final int LEAVER = JUDGES + 1;
  private static final int STAKE = 10;
  private static final long SEED = 2017;
  private static final int PATIENCE_MILLIS = 180_000;

  private static final String TASK =
      """
      title: Temperature in six hours
      data:
        series:
          quantity: air_temperature
          step: 1h
          window: 24
          horizon: 6
          offset: 0
          scale: 5
      model:
        kind: mlp
        hidden: [32]
        activation: relu
      training:
        optimiser: adam
        rate: 0.001
        batch: 64
        steps: 200
      combining:
        rule: median
      pace:
        seal_epochs: 2
        open_epochs: 3
        patience_epochs: 40
        least_participants: 4
      scoring:
        exact_to: 8
        orders: 20
        tolerance: 0.001
        alike: 0.999
        opinions:
          rule: yuma3
          judges: 0.2
          least_stake: 5
          least_judges: 3
          permits: 4
      reward: 1
      full_gain: 0.05
      rounds: 3
      """;

  @TempDir Path folder;
  private LearningProcesses network;
  private BerlinStations stations;

  @BeforeEach
  void start() throws Exception {
    stations = BerlinStations.first(HONEST * EACH);
    network = LearningProcesses.start(folder, "3s", Map.of(), LEAVER);
  }

  @AfterEach
  void end() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void judgesWithFoldersOfTheirOwnOutvoteOneThatLies() throws Exception {
    for (int number = 1; number <= HONEST; number++) {
      network.join(
          number,
          stations.train(held(number), EACH * (number - 1), EACH * number),
          network.address());
    }
    Path madeUp = stations.shuffled(held(FRIEND), EACH / 2, EACH / 2 + EACH, SEED);
    network.join(FRIEND, madeUp, network.address());
    Path file = Files.writeString(folder.resolve("task.yaml"), TASK, StandardCharsets.UTF_8);
    for (int number = 1; number <= FRIEND; number++) {
      int its = number;
      network.node().await("participant " + its, () -> network.isEnrolled(its));
    }
    ChildNode train = network.train(file);
    GroupKey task = network.task(train);
    network.node().await("the task", () -> network.get("tasks/" + task).statusCode() == 200);
    network.judge(1, task, keptBack(1, 0, HONEST * EACH / 2), STAKE);
    network.judge(2, task, keptBack(2, HONEST * EACH / 2, HONEST * EACH), STAKE);
    network.judge(LIAR, task, madeUp, STAKE);
    network.judge(LEAVER, task, keptBack(LEAVER, 0, 1), STAKE / 2);
    leave(task);

    network
        .judge(1)
        .await("a seal", () -> network.judge(1).hasSaid("sealed its opinion of round 2"));
    network.judge(1).kill();
    network.judge(1).close();
    network.judge(1, task, judges(1), STAKE);
    network.assertDescribed(task, "as it is judged");
    assertThat(train.endsWithin(PATIENCE_MILLIS)).as(train.said()).isTrue();
    assertThat(train.said()).contains(task + " is over: done");
    for (int judge = 1; judge <= JUDGES; judge++) {
      assertThat(network.judge(judge).endsWithin(PATIENCE_MILLIS)).isTrue();
      assertThat(network.judge(judge).said()).contains("the stake comes back");
      Account owner = network.judgesAccount(judge);
      network
          .node()
          .await(
              "a stake",
              () -> network.nano(owner, "balanceNano") == LearningProcesses.JUDGE_GENESIS);
    }
    assertThat(network.judge(1).said()).as("it had staked before").doesNotContain("tokens aside");

    TaskState state = network.state(task);
    state.rounds().forEach(round -> System.out.println("a judged round: " + round));
    assertThat(state.rounds()).hasSize(ROUNDS);
    assertThat(state.bench().judges()).as("who left is gone").hasSize(JUDGES);
    paid(task, state);
    network.assertDescribed(task, "once it is over");
    told(task, state.rounds().getFirst().epoch());
  }

  /** Its agent is gone when it leaves: whoever judges with it goes on without. */
  private void leave(GroupKey task) throws Exception {
    network
        .judge(LEAVER)
        .await("a seal", () -> network.judge(LEAVER).hasSaid("sealed its opinion of round 1"));
    network.judge(LEAVER).kill();
    network.judge(LEAVER).close();
    MarketProcesses.Said left = network.leave(LEAVER, task);
    assertThat(left.code()).as(left.out() + left.err()).isZero();
    Account owner = network.judgesAccount(LEAVER);
    network
        .node()
        .await(
            "its stake",
            () -> network.nano(owner, "balanceNano") == LearningProcesses.JUDGE_GENESIS);
  }

  private Path held(int number) {
    return folder.resolve("held" + number);
  }

  private Path judges(int number) {
    return folder.resolve("judged" + number);
  }

  private Path keptBack(int number, int from, int to) throws Exception {
    return new BerlinStations(stations.series().subList(from, to)).keptBack(judges(number));
  }

  private void paid(GroupKey task, TaskState state) throws Exception {
    Purse purse = network.purse(task, ROUNDS * TOKEN);
    purse.assertWhole();
    assertThat(state.rounds().stream().mapToLong(Round::paidNano).sum())
        .isEqualTo(purse.paidNano());
    long participants = 0;
    for (Earned its : state.earned().values()) {
      participants += its.nano();
    }
    for (int number = 1; number <= FRIEND; number++) {
      long nano = Objects.requireNonNull(state.earned().get(network.device(number))).nano();
      System.out.println("participant " + number + " earned " + Amounts.format(nano));
      if (number == FRIEND) {
        // A third of the stake gave it all: by the mean of opinions it would have a third at least.
        assertThat(nano).as("for made-up values").isLessThan(participants / 6);
      } else {
        assertThat(nano).as("for participant " + number).isGreaterThan(participants / 20);
      }
    }
    long dividends = 0;
    for (int judge = 1; judge <= JUDGES; judge++) {
      Judge.Repute repute = repute(state, judge);
      System.out.println("judge " + judge + ": " + repute);
      dividends += repute.earnedNano();
      assertThat(network.nano(network.judgesAccount(judge), "earnedNano"))
          .isEqualTo(repute.earnedNano());
      GroupKey stake = Seals.stake(network.judgesDevice(judge), task);
      Purse staked = network.purse(stake, STAKE * TOKEN);
      staked.assertWhole();
      assertThat(staked.paidNano()).as("of a stake nothing is paid").isZero();
    }
    assertThat(dividends).as("a fifth").isBetween(ROUNDS * TOKEN / 5 - ROUNDS, ROUNDS * TOKEN / 5);
    assertThat(purse.paidNano()).isEqualTo(participants + dividends);
    for (int judge = 1; judge < LIAR; judge++) {
      assertThat(repute(state, LIAR).earnedNano())
          .isLessThan(repute(state, judge).earnedNano() / 2);
      assertThat(repute(state, LIAR).trustPpm()).isLessThan(repute(state, judge).trustPpm() / 2);
    }
  }

  private Judge.Repute repute(TaskState state, int judge) throws Exception {
    return Objects.requireNonNull(state.bench().judges().get(network.judgesDevice(judge))).repute();
  }

  private void told(GroupKey task, long epoch) throws Exception {
    MarketProcesses.Said audit = network.read("audit", "0..latest", "--from-genesis");
    assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
    assertThat(audit.out()).contains("same roots");
    MarketProcesses.Said judge =
        network.read("explain", network.judgesDevice(1).did(), Long.toString(epoch));
    System.out.println(judge.out());
    assertThat(judge.out())
        .as(judge.err())
        .contains("trust", "dividend")
        .containsPattern(
            "tokens paid to " + network.judgesAccount(1) + " from the purse: dividend");
    MarketProcesses.Said participant =
        network.read("explain", network.device(1).did(), Long.toString(epoch));
    System.out.println(participant.out());
    assertThat(participant.out()).as(participant.err()).contains("consensus", "incentive");
    MarketProcesses.Said models =
        MarketProcesses.polder(
            folder,
            List.of(
                "models",
                task.text(),
                "--network",
                LearningProcesses.NETWORK,
                "--node",
                network.address().toString()));
    System.out.println(models.out());
    assertThat(models.out()).contains("JUDGE", "DIVIDENDS", network.judgesDevice(LIAR).did());
  }
}
