package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.yaml.ManifestFile;
import polder.agent.learning.LocalData;
import polder.agent.learning.TaskFile;
import polder.networks.GroupKey;
import polder.networks.learning.Round;
import polder.networks.learning.TaskState;
import polder.networks.learning.sale.Earned;
import polder.networks.learning.train.Examples;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/**
 * Participants train a model on what their own stations measured, and whoever pays has it examined
 * on days that nobody trained on: each by the program as it is started, and some of them killed.
 */
@Tag("full")
class LearningTest {
  private static final long TOKEN = LearningProcesses.TOKEN;
  private static final int ROUNDS = 4;
  private static final int EACH = 6;
  private static final int HONEST = 4;
  private static final int SHUFFLED = HONEST + 1;
  private static final long SEED = 2017;
  private static final int PATIENCE_MILLIS = 120_000;

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
        public: false
      model:
        kind: mlp
        hidden: [32]
        activation: relu
      training:
        optimiser: adam
        rate: 0.003
        final_rate: 0.0003
        batch: 64
        steps: 200
      combining:
        rule: median
      pace:
        seal_epochs: 2
        open_epochs: 4
        patience_epochs: 40
        least_participants: 4
      scoring:
        exact_to: 12
        orders: 20
        tolerance: 0.001
        alike: 0.999
      reward: 1
      full_gain: 0.05
      rounds: 4
      examples: 1200
      """;

  @TempDir Path folder;
  private LearningProcesses network;
  private RecordingProxy proxy;
  private BerlinStations stations;
  // Named once it is set.
  private GroupKey task = new GroupKey("none");

  @BeforeEach
  void start() throws Exception {
    stations = BerlinStations.first(HONEST * EACH);
    network = LearningProcesses.start(folder, "3s", Map.of());
    proxy = RecordingProxy.before(network.address());
  }

  @AfterEach
  void end() throws Exception {
    if (network != null) {
      network.close();
      proxy.close();
    }
  }

  @Test
  void ownersTrainOnWhatNeverLeavesThemAndArePaidForWhatItImproved() throws Exception {
    for (int number = 1; number <= HONEST; number++) {
      Path held = stations.train(held(number), EACH * (number - 1), EACH * number);
      network.join(number, held, number == 1 ? proxy.address() : network.address());
    }
    // As many stations as others have, some of each of them.
    network.join(
        SHUFFLED,
        stations.shuffled(held(SHUFFLED), EACH / 2, EACH / 2 + EACH, SEED),
        network.address());
    Path file = Files.writeString(folder.resolve("task.yaml"), TASK, StandardCharsets.UTF_8);
    for (int number = 1; number <= SHUFFLED; number++) {
      int its = number;
      network.node().await("participant " + its, () -> network.isEnrolled(its));
    }
    ChildNode train = network.train(file, stations.keptBack(folder.resolve("kept-back")));
    task = network.task(train);

    network
        .participant(2)
        .await("a seal", () -> network.participant(2).hasSaid("sealed its update of round 2"));
    network.killParticipant(2);
    network
        .participant(2)
        .await("its word", () -> network.participant(2).hasSaid("opened its update of round 2"));
    network.assertDescribed(task, "as it runs");
    network
        .participant(3)
        .await("a seal", () -> network.participant(3).hasSaid("sealed its update of round 3"));
    network.killNode();
    assertThat(train.endsWithin(PATIENCE_MILLIS)).as(train.said()).isTrue();
    assertThat(train.said()).contains(task + " is over: done");

    TaskState state = network.state(task);
    assertThat(state.phase()).isEqualTo(new TaskState.Phase.Over("done"));
    learned(state.rounds());
    paid(state);
    network.assertDescribed(task, "once it is over");
    told(state.rounds().getFirst().epoch());
    nothingRawLeft();
  }

  private Path held(int number) {
    return folder.resolve("held" + number);
  }

  private static void learned(List<Round> rounds) {
    rounds.forEach(its -> System.out.println("a round of the task: " + its));
    assertThat(rounds).hasSize(ROUNDS).allMatch(its -> its.participants() >= HONEST);
    // It begins as persistence: with a last layer of zeros.
    assertThat(rounds.getLast().lossAfterNano())
        .isLessThan(rounds.getFirst().lossBeforeNano() * 2 / 3);
  }

  private void paid(TaskState state) throws Exception {
    Purse purse = network.purse(task, ROUNDS * TOKEN);
    purse.assertWhole();
    assertThat(network.nano(network.client(), "balanceNano"))
        .isEqualTo(LearningProcesses.GENESIS - purse.paidNano());
    long sum = 0;
    for (int number = 1; number <= SHUFFLED; number++) {
      Account account = network.account(number);
      long nano = network.nano(account, "earnedNano");
      sum += nano;
      System.out.println("participant " + number + " earned " + Amounts.format(nano));
      DeviceId device = network.device(number);
      assertThat(nano)
          .isEqualTo(purse.paid().getOrDefault(account, 0L))
          .isEqualTo(Optional.ofNullable(state.earned().get(device)).map(Earned::nano).orElse(0L));
      if (number == SHUFFLED) {
        assertThat(nano).as("for shuffled values").isLessThan(purse.paidNano() / 20);
      } else {
        assertThat(nano).as("for participant " + number).isGreaterThan(purse.paidNano() / 20);
      }
    }
    assertThat(sum).isEqualTo(purse.paidNano());
    assertThat(state.rounds()).allMatch(its -> its.paidNano() <= TOKEN);
    assertThat(state.rounds().stream().mapToLong(Round::paidNano).sum()).isEqualTo(sum);
  }

  private void told(long epoch) throws Exception {
    MarketProcesses.Said audit = network.read("audit", "0..latest", "--from-genesis");
    assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
    assertThat(audit.out()).contains("same roots");
    MarketProcesses.Said narrow =
        network.read(
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "-XX:UseAVX=0 -XX:MaxVectorSize=16 -XX:ActiveProcessorCount=1"),
            "audit",
            "0..latest",
            "--from-genesis");
    assertThat(narrow.code())
        .as("by vectors of 128 bit, on one processor: " + narrow.out() + narrow.err())
        .isZero();
    assertThat(narrow.out()).contains("same roots");
    MarketProcesses.Said explained =
        network.read("explain", network.device(1).did(), Long.toString(epoch));
    System.out.println(explained.out());
    assertThat(explained.out())
        .as(explained.err())
        .contains(task.text())
        .contains("improvement")
        .containsPattern("tokens paid to " + network.account(1) + " from the purse");
  }

  /** What the first participant sent has its updates, and nothing of what they were made from. */
  private void nothingRawLeft() throws Exception {
    RawReadings raw = new RawReadings(held(1), 5);
    assertThat(raw.count()).as("what is looked for").isGreaterThan(10_000);
    TaskFile file = TaskFile.of(ManifestFile.read(folder.resolve("task.yaml")));
    byte[] examples =
        Examples.encode(
                new LocalData(held(1)).examples(file.briefing().source(), file.architecture()))
            .toArray();
    assertThat(raw.in(examples)).as("it would be found in examples").isNotEmpty();
    byte[] csv = Files.readAllBytes(held(1).resolve("station0.csv"));
    assertThat(raw.in(csv)).as("and in files").isNotEmpty();

    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (byte[] connection : proxy.sent()) {
      sent.writeBytes(connection);
      assertThat(raw.in(connection)).isEmpty();
    }
    System.out.println(
        "the first participant sent " + sent.size() + " bytes and got " + proxy.gotBytes());
    String all = sent.toString(StandardCharsets.ISO_8859_1);
    assertThat(all).as("in plain bytes").doesNotContain("PRI * HTTP/2.0");
    assertThat(all.toLowerCase(java.util.Locale.ROOT)).doesNotContain("content-encoding");
    assertThat(proxy.gotBytes()).as("models, at least").isGreaterThan(ROUNDS * 2_000L);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] update =
          Files.readAllBytes(
              network.state(1).resolve("tasks").resolve(task.text()).resolve(round + ".blob"));
      assertThat(all)
          .contains(new String(update, StandardCharsets.ISO_8859_1))
          .contains(HexFormat.of().formatHex(Hash.sha256(update).toArray()));
    }
    assertThat(sent.size()).isBetween(10_000, csv.length * EACH * 10);
  }
}
