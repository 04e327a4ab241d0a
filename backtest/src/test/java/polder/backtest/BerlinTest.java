package polder.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The citizen weather stations of Berlin in January 2017, with every real fault left in, judged by
 * the rules that Polder ships, and compared with the flags of CrowdQC+ (Fenner et al. 2021).
 */
final class BerlinTest {
  private static final String JANUARY = "2017-01";

  @TempDir private Path folder = Path.of("");
  private BerlinData data = new BerlinData(folder, folder);

  @BeforeEach
  void findTheData() {
    data = BerlinData.find();
  }

  @Test
  void judgesThreeDaysAlikeOnOneAndTwoThreads() throws Exception {
    Path days = firstDays(3);
    Summary one = run(days, "one", 1);
    Summary two = run(days, "two", 2);
    assertThat(two.root()).isEqualTo(one.root());
    assertThat(one.readings()).isEqualTo(134_174);
    assertThat(one.devices()).isEqualTo(2_021);
    assertThat(one.epochs()).isEqualTo(72);
    assertAddsUp(one, "one");
    for (String table : List.of("rewards.csv", "findings.csv", "devices.csv")) {
      assertThat(folder.resolve("two").resolve(table))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(table));
    }
    assertAgreesWithCrowdQc("one", line -> dayOf(line) <= 3);
  }

  @Test
  @Tag("full")
  void judgesAllOfJanuaryAlikeOnOneAndTwoThreads() throws Exception {
    Summary two = run(data.observations(JANUARY), "two", 2);
    System.out.println("January on two threads: " + two);
    assertThat(two.readings()).isEqualTo(1_458_170);
    assertThat(two.devices()).isEqualTo(2_378);
    assertThat(two.epochs()).isEqualTo(744);
    assertAddsUp(two, "two");
    assertAgreesWithCrowdQc("two", line -> true);
    Summary one = run(data.observations(JANUARY), "one", 1);
    System.out.println("January on one thread: " + one);
    assertThat(one.root()).isEqualTo(two.root());
  }

  private void assertAddsUp(Summary summary, String out) throws IOException {
    assertThat(summary.accepted() + summary.unverified() + summary.rejected())
        .isEqualTo(summary.readings());
    try (Stream<String> rows = Files.lines(folder.resolve(out).resolve("rewards.csv"))) {
      BigDecimal paid =
          rows.skip(1)
              .map(row -> new BigDecimal(row.split(",", -1)[3]))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(paid).isEqualByComparingTo(summary.paid()).isPositive();
    }
  }

  /** What passes all five levels of CrowdQC+ is hardly ever rejected; half of what fails is. */
  private void assertAgreesWithCrowdQc(String out, Predicate<String> counted) throws IOException {
    Map<String, String> verdicts = verdicts(folder.resolve(out).resolve("findings.csv"));
    long[] passed = new long[2];
    long[] failed = new long[2];
    try (BufferedReader flags = BerlinData.unpack(data.flags(JANUARY))) {
      flags.readLine();
      for (String line = flags.readLine(); line != null; line = flags.readLine()) {
        if (counted.test(line)) {
          String[] fields = line.split(",", -1);
          String verdict =
              verdicts.getOrDefault(fields[0] + "," + fields[1].substring(0, 13), "accepted");
          long[] counts =
              switch (fields[2]) {
                case "5" -> passed;
                case "4" -> new long[2];
                default -> failed;
              };
          counts[0]++;
          counts[1] += verdict.equals("rejected") ? 1 : 0;
        }
      }
    }
    assertThat(passed[1] * 100.0 / passed[0]).as("rejected of what CrowdQC+ passes").isLessThan(1);
    assertThat(failed[1] * 100.0 / failed[0]).as("rejected of what it flags").isGreaterThan(45);
  }

  /** The last verdict on each reading that is not simply accepted, by device and hour. */
  private static Map<String, String> verdicts(Path findings) throws IOException {
    Map<String, String> verdicts = new HashMap<>();
    try (Stream<String> rows = Files.lines(findings)) {
      rows.filter(row -> row.contains(",overall,"))
          .forEach(row -> {
            String[] fields = row.split(",", -1);
            verdicts.put(fields[0] + "," + fields[1].substring(0, 13), fields[4]);
          });
    }
    return verdicts;
  }

  private Summary run(Path observations, String out, int threads)
      throws IOException, InterruptedException {
    return data.run(data.stations(), List.of(observations), folder.resolve(out), threads);
  }

  private Path firstDays(int days) throws IOException {
    Path file = folder.resolve("days.csv");
    try (BufferedReader all = BerlinData.unpack(data.observations(JANUARY));
        BufferedWriter some = Files.newBufferedWriter(file)) {
      some.write(all.readLine() + "\n");
      for (String line = all.readLine(); line != null; line = all.readLine()) {
        if (dayOf(line) <= days) {
          some.write(line + "\n");
        }
      }
    }
    return file;
  }

  private static int dayOf(String line) {
    int end = line.indexOf('T');
    return Integer.parseInt(line.substring(end - 2, end));
  }
}
