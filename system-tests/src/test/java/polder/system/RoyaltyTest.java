package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.networks.GroupKey;
import polder.networks.learning.message.Seals;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * The loop closed, each by the program as it is started: sensors report, participants train on what
 * they reported (one on what it was given, one on what its own sensors' network archived), a
 * customer buys predictions, and what it pays reaches the sensors' owners.
 */
@Tag("full")
class RoyaltyTest {
  private static final int SENSORS = 4;

  /** Trains on what others' sensors reported, the first two, as exported into a folder. */
  private static final int BY_FOLDER = 1;

  /** Trains on what its own sensors reported, the last two, out of the archive. */
  private static final int BY_NETWORK = 2;

  private static final long PRICE = 10_000_000;
  private static final int TRAIN_SECONDS = 45;
  private static final int EXAM_SECONDS = 35;
  private static final int PATIENCE_MILLIS = 120_000;

  private static final String TASK =
      """
      title: Temperature in four seconds
      data:
        series: {quantity: temperature, step: 1s, window: 6, horizon: 4, offset: 10, scale: 2}
        public: true
      model: {kind: mlp, hidden: [16], activation: relu}
      training: {optimiser: adam, rate: 0.003, batch: 16, steps: 200, exchange: int8}
      rounds: 2
      examples: 20
      pace: {seal_epochs: 2, open_epochs: 4, patience_epochs: 40, least_participants: 2}
      combining: {rule: mean}
      scoring: {exact_to: 8, orders: 20, tolerance: 0.01, alike: 0.999}
      reward: 1
      full_gain: 0.05
      predictions: {price: 0.01, participants: 0.2, devices: 0.5}
      """;

  @TempDir Path folder;
  private LearningProcesses network;
  private final List<ChildNode> sensors = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    network = LearningProcesses.start(folder, "3s", Map.of("air.yaml", air()));
  }

  @AfterEach
  void end() throws Exception {
    for (ChildNode sensor : sensors) {
      sensor.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void whatACustomerPaysReachesTheSensorsWhoseReadingsTaughtTheModel() throws Exception {
    for (int number = 1; number <= SENSORS; number++) {
      sensor(number);
    }
    TimeUnit.SECONDS.sleep(TRAIN_SECONDS);
    Path held = Files.createDirectories(folder.resolve("held"));
    export(held, 1);
    export(held, 2);
    network.join(BY_FOLDER, held, network.address());
    network.join(BY_NETWORK, network.address(), "--train-on-network", "air", "--verdict", "all");
    Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    TimeUnit.SECONDS.sleep(EXAM_SECONDS);
    Path exam = Files.createDirectories(folder.resolve("exam"));
    said(
        "export",
        "--verdict",
        "all",
        "--from",
        from.toString(),
        "--out",
        exam.resolve("all.csv").toString());
    Path file = Files.writeString(folder.resolve("task.yaml"), TASK, StandardCharsets.UTF_8);
    ChildNode train = network.train(file, exam);
    GroupKey task = network.task(train);
    ChildNode fetching = network.participant(BY_NETWORK);
    fetching.await("a seal", () -> fetching.hasSaid("sealed its update of round 1"));
    String before = fetching.said();
    assertThat(before).contains("readings of 2 devices in air", "2 devices of air");
    network.killParticipant(BY_NETWORK);
    assertThat(train.endsWithin(PATIENCE_MILLIS)).as(train.said()).isTrue();
    assertThat(train.said()).contains(task + " is over: done");
    fetchedOnce(before, network.participant(BY_NETWORK).said());

    Path asked = Files.createDirectories(folder.resolve("asked"));
    export(asked, 1);
    export(asked, 4);
    String first =
        network.predict(task, "--of", asked.toString(), "--owner", owner(), "--tokens", "0.1");
    assertThat(first).contains(device(1).did(), device(4).did());
    network.killNode();
    assertThat(network.predict(task, "--of", asked.toString()))
        .as("what is paid for is answered again, also by a node that was killed")
        .isEqualTo(first);
    network.predict(task, "--close");
    reached(task);
  }

  /** What a participant fetched, and how many epochs that took. */
  private static final Pattern FETCHED =
      Pattern.compile("trains on (\\d+) readings of 2 devices in air, (\\d+) epochs more");

  private void fetchedOnce(String before, String after) {
    Matcher first = FETCHED.matcher(before);
    Matcher again = FETCHED.matcher(after);
    assertThat(first.find()).as(before).isTrue();
    assertThat(again.find()).as(after).isTrue();
    assertThat(Integer.parseInt(again.group(1))).isGreaterThan(Integer.parseInt(first.group(1)));
    assertThat(Integer.parseInt(again.group(2))).isLessThan(Integer.parseInt(first.group(2)));
  }

  /** Two predictions, once: what they cost, and where it went. */
  private void reached(GroupKey task) throws Exception {
    DeviceId customer = KeyFile.device(folder.resolve("customer/customer.key")).id();
    Purse purse = network.purse(Seals.tab(customer, task, 1), 100_000_000);
    purse.assertWhole();
    assertThat(purse.paidNano()).isEqualTo(2 * PRICE);
    Set<Account> accounts = new HashSet<>(Set.of(network.account(BY_FOLDER)));
    for (int number = 1; number <= SENSORS; number++) {
      accounts.add(account(number));
      MarketProcesses.Said explained =
          network.read("explain", device(number).did(), Long.toString(purse.paidEpoch()));
      System.out.println(explained.out());
      assertThat(explained.out())
          .as("for sensor " + number + explained.err())
          .containsPattern("tokens paid to " + account(number) + " from the purse: data_royalty");
    }
    assertThat(accounts.stream().mapToLong(its -> purse.paid().getOrDefault(its, 0L)).sum())
        .as("half of what was paid for sensors, a fifth for participants")
        .isCloseTo(2 * PRICE * 7 / 10, Offset.offset(8L));
    MarketProcesses.Said audit = network.read("audit", "0..latest", "--from-genesis");
    assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
  }

  /** The demo's rules for thermometers that report each second. */
  private static String air() throws IOException {
    return Files.readString(Repository.root().resolve("manifests/demo.yaml"))
        .replaceFirst("(?m)^network: .*$", "network: air")
        .replaceFirst("period: 20s ", "period: 1s ")
        .replaceFirst("limit: 8\\n", "limit: 100000\n")
        .replaceFirst("least: 2\\n", "least: 50\n");
  }

  private void sensor(int number) throws Exception {
    Path state = folder.resolve("sensor" + number);
    sensors.add(
        ChildNode.run(
            state,
            List.of(
                "agent",
                "--node",
                network.address().toString(),
                "--network",
                "air",
                "--state",
                state.toString(),
                "--period",
                "1s",
                "--from",
                "command:awk 'BEGIN{printf \"temperature=%.2f\", 10+2*sin((systime()+"
                    + number
                    + ")/3.2)}'")));
    sensors.getLast().await("a key", () -> Files.exists(state.resolve("agent.key")));
    said(
        "device",
        "enroll",
        "--key",
        state.resolve("agent.key").toString(),
        "--owner",
        network.key(owner(number)).toString(),
        "--lat",
        "52.5" + number,
        "--lon",
        "13.4" + number,
        "--height",
        "30");
  }

  private DeviceId device(int number) throws IOException {
    return KeyFile.device(folder.resolve("sensor" + number).resolve("agent.key")).id();
  }

  private Account account(int number) throws IOException {
    return LearningProcesses.account(folder, owner(number));
  }

  private static String owner(int number) {
    return number <= 2 ? "sensor-owner" + number : LearningProcesses.owner(BY_NETWORK);
  }

  private void export(Path to, int number) throws Exception {
    said(
        "export",
        "--device",
        device(number).did(),
        "--verdict",
        "all",
        "--out",
        to.resolve(number + ".csv").toString());
  }

  private String owner() {
    return network.key(LearningProcesses.CUSTOMER).toString();
  }

  /** What a command about the sensors' network says. */
  private void said(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--network", "air", "--node", network.address().toString()));
    said(all);
  }

  private String said(List<String> words) throws Exception {
    MarketProcesses.Said said = MarketProcesses.polder(folder, words);
    assertThat(said.code()).as(said.out() + said.err()).isZero();
    return said.out();
  }
}
