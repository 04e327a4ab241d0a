package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.networks.learning.Round;
import polder.networks.learning.TaskState;
import polder.protocol.money.Amounts;

/**
 * A task of another nature, by the same program: participants train what tells from the 24
 * temperatures of a day whether a thermometer was outdoors, on days of their own stations; a
 * customer has it say that of later days.
 */
@Tag("full")
class ClassificationTest {
  private static final int ROUNDS = 3;
  private static final int EACH = 20;
  private static final int HONEST = 3;
  private static final int SHUFFLED = HONEST + 1;
  private static final int PATIENCE_MILLIS = 120_000;
  private static final BerlinDays.Days TRAINED = new BerlinDays.Days(1, 20);
  private static final BerlinDays.Days EXAMINED = new BerlinDays.Days(21, 26);
  private static final BerlinDays.Days ASKED = new BerlinDays.Days(27, 31);

  private static final String TASK =
      """
      title: Was this thermometer outdoors?
      data:
        classes: {columns: 24, names: [outdoors, elsewhere]}
      model: {kind: mlp, hidden: [16], activation: relu}
      training: {optimiser: adam, rate: 0.003, final_rate: 0.0003, batch: 64, steps: 400}
      rounds: 3
      examples: 110
      pace: {seal_epochs: 2, open_epochs: 4, patience_epochs: 40, least_participants: 4}
      combining: {rule: median}
      scoring: {exact_to: 8, orders: 20, tolerance: 0.01, alike: 0.999}
      reward: 1
      full_gain: 0.05
      predictions: {price: 0.001, participants: 0.5, devices: 0}
      """;

  @TempDir Path folder;
  private LearningProcesses network;
  private BerlinDays days;

  @BeforeEach
  void start() throws Exception {
    days = BerlinDays.first(HONEST * EACH);
    network = LearningProcesses.start(folder, "3s", Map.of());
  }

  @AfterEach
  void end() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void ownersTrainWhatTellsWhetherAThermometerIsOutdoors() throws Exception {
    for (int number = 1; number <= HONEST; number++) {
      List<Integer> its = IntStream.range(EACH * (number - 1), EACH * number).boxed().toList();
      Path held = days.write(folder.resolve("held" + number), its, TRAINED, true);
      network.join(number, held, network.address());
    }
    // As many stations as others have, some of each of them.
    List<Integer> some = IntStream.range(0, EACH).map(i -> HONEST * i).boxed().toList();
    Path mixed = folder.resolve("held" + SHUFFLED);
    network.join(
        SHUFFLED, days.shuffled(2017).write(mixed, some, TRAINED, true), network.address());
    for (int number = 1; number <= SHUFFLED; number++) {
      int its = number;
      network.node().await("participant " + its, () -> network.isEnrolled(its));
    }
    List<Integer> all = IntStream.range(0, days.stations().size()).boxed().toList();
    Path file = Files.writeString(folder.resolve("task.yaml"), TASK, StandardCharsets.UTF_8);
    Path exam = days.write(folder.resolve("exam"), all, EXAMINED, true);
    ChildNode train = network.train(file, exam);
    GroupKey task = network.task(train);
    assertThat(train.endsWithin(PATIENCE_MILLIS)).as(train.said()).isTrue();
    assertThat(train.said()).contains(task + " is over: done");

    TaskState state = network.state(task);
    learned(state.rounds());
    paid(state);
    Path asked = days.write(folder.resolve("asked"), all, ASKED, false);
    right(network.predict(task, "--of", asked.toString(), "--owner", customer()));
    closed(exam);
  }

  /** A task that waits for more participants than there are, until its client gives up. */
  private void closed(Path exam) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("lonely.yaml"),
            TASK.replace("least_participants: 4", "least_participants: 9"),
            StandardCharsets.UTF_8);
    ChildNode train = network.train(file, exam);
    GroupKey task = network.task(train);
    network
        .participant(1)
        .await(
            "a seal",
            () -> network.participant(1).hasSaid(task + ": sealed its update of round 1"));
    train.kill();
    assertThat(network.closeTask(task)).contains(task + " is over: closed_by_client");
    Purse purse = network.purse(task, ROUNDS * LearningProcesses.TOKEN);
    purse.assertWhole();
    assertThat(purse.backNano()).isEqualTo(purse.fundedNano());
  }

  private String customer() {
    return network.key(LearningProcesses.CUSTOMER).toString();
  }

  private static void learned(List<Round> rounds) {
    rounds.forEach(its -> System.out.println("a round of the task: " + its));
    assertThat(rounds).hasSize(ROUNDS).allMatch(its -> its.participants() == SHUFFLED);
    // It begins by saying that both are as likely, which here is as good as always saying one.
    assertThat(rounds.getFirst().lossBeforeNano()).isBetween(693_000_000L, 694_000_000L);
    assertThat(rounds.getLast().lossAfterNano())
        .isLessThan(rounds.getFirst().lossBeforeNano() * 6 / 10);
  }

  private void paid(TaskState state) throws Exception {
    long all = state.rounds().stream().mapToLong(Round::paidNano).sum();
    for (int number = 1; number <= SHUFFLED; number++) {
      long nano = network.nano(network.account(number), "earnedNano");
      System.out.println("participant " + number + " earned " + Amounts.format(nano));
      if (number == SHUFFLED) {
        assertThat(nano).as("for shuffled classes").isLessThan(all / 20);
      } else {
        assertThat(nano).as("for participant " + number).isGreaterThan(all / 20);
      }
    }
  }

  /** A line of what is predicted: which row, which class, how sure. */
  private static final Pattern PREDICTED =
      Pattern.compile("(station\\d+\\.csv:\\d+) +(outdoors|elsewhere) \\(\\d+ %\\)");

  /** Counts what is said of days that nobody trained on and nobody examined by. */
  private void right(String said) {
    SortedMap<String, String> predicted = new TreeMap<>();
    Matcher matcher = PREDICTED.matcher(said);
    while (matcher.find()) {
      predicted.put(matcher.group(1), matcher.group(2));
    }
    SortedMap<String, String> truth = days.labels(ASKED);
    assertThat(predicted).containsOnlyKeys(truth.keySet());
    long right =
        truth.entrySet().stream()
            .filter(its -> its.getValue().equals(predicted.get(its.getKey())))
            .count();
    long outdoors = truth.values().stream().filter(BerlinDays.OUTDOORS::equals).count();
    System.out.println(
        right + " of " + truth.size() + " days are said right, " + outdoors + " were outdoors");
    assertThat(right).as("days that are said right").isGreaterThan(truth.size() * 8L / 10);
    assertThat(outdoors).as("always saying one").isBetween(truth.size() * 4L / 10, right - 1);
  }
}
