package polder.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.manifest.ManifestException;
import polder.world.recorded.RecordedDataException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BacktestTest {
  private static final long SEED = 20_261_123;
  private static final List<String> TABLES = List.of("rewards.csv", "findings.csv", "devices.csv");

  @TempDir private Path folder = Path.of("");
  private TenStations stations = new TenStations(folder);

  @BeforeEach
  void unpack() throws IOException {
    stations = TenStations.in(folder);
  }

  @Test
  void saysOfEachReadingWhatIsWrongWithIt() throws Exception {
    TenStations.run(stations.request("out", 1));
    assertThat(stations.rows("out", "findings.csv"))
        .contains(
            "fir,2020-02-29T05:10:00Z,temperature,overall,rejected,,",
            "fir,2020-02-29T05:10:00Z,temperature,neighbours,fail,11.75,1.5",
            "box,2020-02-29T06:00:00Z,temperature,neighbours,fail,6.5,1.5",
            "twin-a,2020-02-29T00:00:00Z,temperature,shared_coordinates,fail,2,1",
            "oak,2020-02-29T08:00:00Z,temperature,overall,corroborated,,",
            "oak,2020-02-29T08:00:00Z,temperature,step,fail,10.6,6.666",
            "hill,2020-02-29T00:00:00Z,temperature,neighbours,undecided,0,5",
            "cape,2020-02-29T03:10:00Z,temperature,step,fail,10.3,9.333",
            "cape,2020-02-29T07:10:00Z,temperature,bounds,fail,45,42",
            "cape,2020-02-29T09:10:00Z,temperature,impossible,fail,70,60")
        // Accepted, and nothing is wrong: no row.
        .noneMatch(row -> row.startsWith("oak,2020-02-29T05:10:00Z"))
        .noneMatch(row -> row.startsWith("twin-b,2020-02-29T00:00:00Z"));
  }

  @Test
  void replacesAVerdictThatHindsightChanges() throws Exception {
    TenStations.run(stations.request("out", 1));
    assertThat(stations.rows("out", "findings.csv"))
        .filteredOn(row -> row.startsWith("hill,2020-02-29T03:10:00Z"))
        .contains("hill,2020-02-29T03:10:00Z,temperature,spike,fail,5.1,4")
        .filteredOn(row -> row.contains(",overall,"))
        .containsExactly(
            "hill,2020-02-29T03:10:00Z,temperature,overall,unverified,,",
            "hill,2020-02-29T03:10:00Z,temperature,overall,rejected,,");
    // Twelve readings, each counted once: eleven unverified, and the spike.
    assertThat(stations.rows("out", "devices.csv"))
        .anyMatch(row -> row.matches("hill,did:key:z[^,]+,0x[^,]+,0,0,11,1,.*"));
  }

  @Test
  void neverTakesAGoodReadingBetweenTwoBadOnesForASpike() throws Exception {
    TenStations.run(stations.request("out", 1));
    assertThat(stations.rows("out", "findings.csv"))
        .filteredOn(row -> row.startsWith("cape,2020-02-29T08:00:00Z"))
        .isNotEmpty()
        .noneMatch(row -> row.contains("fail"));
  }

  @Test
  void writesWhatEveryCheckSaidOnRequest() throws Exception {
    TenStations.run(stations.request("out", 1, TenStations.OBSERVATIONS, Optional.of("1h"), true));
    assertThat(stations.rows("out", "findings.csv"))
        .contains(
            "oak,2020-02-29T01:10:00Z,temperature,overall,accepted,,",
            "oak,2020-02-29T01:10:00Z,temperature,bounds,pass,3.6,42",
            "oak,2020-02-29T01:10:00Z,temperature,step,pass,0.4,9.333",
            "oak,2020-02-29T01:10:00Z,temperature,neighbours,pass,0.15,1.5");
  }

  @Test
  void paysExactlyWhatTheRowsAddUpTo() throws Exception {
    Summary summary = TenStations.run(stations.request("out", 2));
    BigDecimal rewards = sum("rewards.csv", 3);
    assertThat(rewards).isEqualByComparingTo(summary.paid()).isPositive();
    assertThat(sum("devices.csv", 7)).isEqualByComparingTo(summary.paid());
    assertThat(sum("devices.csv", 8)).isEqualByComparingTo(summary.held());
    assertThat(sum("devices.csv", 9)).isEqualByComparingTo(summary.lost());
    // Half of 100000 tokens a day for 12 hours: all of it, since four whole devices are there.
    assertThat(summary.paid()).isBetween(new BigDecimal("24999.9999"), BigDecimal.valueOf(25_000));
    // Ten devices in twelve epochs, zero amounts included.
    assertThat(stations.rows("out", "rewards.csv")).hasSize(120);
  }

  @Test
  void countsEveryReadingOnce() throws Exception {
    Summary summary = TenStations.run(stations.request("out", 2));
    assertThat(summary.readings()).isEqualTo(118);
    assertThat(summary.accepted() + summary.unverified() + summary.rejected()).isEqualTo(118);
    assertThat(summary.corroborated()).isEqualTo(5);
    assertThat(summary.rejectedBy())
        .containsEntry("shared_coordinates", 12L)
        .containsEntry("neighbours", 13L)
        .containsEntry("spike", 1L)
        .containsEntry("impossible", 1L);
    assertThat(summary.refused()).isZero();
    assertThat(summary.epochs()).isEqualTo(12);
    assertThat(summary.warnings()).isEmpty();
  }

  @Test
  void givesTheSameBytesOnAnyNumberOfThreads() throws Exception {
    Summary one = TenStations.run(stations.request("one", 1));
    Summary two = TenStations.run(stations.request("two", 2));
    Summary seven = TenStations.run(stations.request("seven", 7));
    assertThat(two.root()).isEqualTo(one.root());
    assertThat(seven.root()).isEqualTo(one.root());
    assertSameTables("one", "two");
    assertSameTables("one", "seven");
  }

  @Test
  void givesTheSameBytesWhateverTheOrderOfRowsTheLocaleAndTheTimeZone() throws Exception {
    Summary before = TenStations.run(stations.request("before", 2));
    List<String> rows =
        new ArrayList<>(TenStations.text(TenStations.OBSERVATIONS).lines().skip(1).toList());
    Collections.shuffle(rows, new Random(SEED));
    Files.writeString(
        folder.resolve("shuffled.csv"), "when,name,celsius\n" + String.join("\n", rows));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
      Summary after =
          TenStations.run(stations.request("after", 2, "shuffled.csv", Optional.of("1h"), false));
      assertThat(after.root()).as("rows shuffled with seed %s", SEED).isEqualTo(before.root());
      assertSameTables("before", "after");
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void readsCompressedTablesAlike() throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("packed.gz")))) {
      out.write(TenStations.text(TenStations.OBSERVATIONS).getBytes(StandardCharsets.UTF_8));
    }
    Summary plain = TenStations.run(stations.request("plain", 1));
    Summary packed =
        TenStations.run(stations.request("packed", 1, "packed.gz", Optional.empty(), false));
    assertThat(packed.root()).isEqualTo(plain.root());
  }

  @Test
  void runsEpochsWithoutReadingsToo() throws Exception {
    Summary summary =
        TenStations.run(
            stations.request("out", 2, TenStations.OBSERVATIONS, Optional.of("10m"), false));
    // From 00:00 to 11:10, that of the last reading included.
    assertThat(summary.epochs()).isEqualTo(68);
    assertThat(summary.accepted() + summary.unverified() + summary.rejected()).isEqualTo(118);
    // Nobody spoke in epoch 3, and who reports every hour is available in it all the same.
    assertThat(stations.rows("out", "rewards.csv")).anyMatch(row -> row.startsWith("oak,3,1,"));
  }

  @Test
  void cuttingOffTheFutureChangesNoPastReward() throws Exception {
    TenStations.run(stations.request("whole", 2));
    List<String> rows = TenStations.text(TenStations.OBSERVATIONS).lines().toList();
    Files.writeString(
        folder.resolve("cut.csv"),
        String.join("\n", rows.stream().filter(row -> !row.matches(".*T(09|1.):.*")).toList()));
    TenStations.run(stations.request("cut", 2, "cut.csv", Optional.of("1h"), false));
    List<String> cut = stations.rows("cut", "rewards.csv");
    assertThat(cut).hasSize(90).isEqualTo(stations.rows("whole", "rewards.csv").subList(0, 90));
    assertThat(stations.rows("whole", "findings.csv"))
        .startsWith(stations.rows("cut", "findings.csv").toArray(String[]::new));
  }

  @Test
  void writesTheSummaryLast() throws Exception {
    Summary summary = TenStations.run(stations.request("out", 1));
    Path file = folder.resolve("out/summary.json");
    JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
    assertThat(json.get("root").stringValue()).isEqualTo(summary.root());
    assertThat(json.get("signatures").stringValue()).isEqualTo("none: recorded data");
    assertThat(json.get("devices").longValue()).isEqualTo(10);
    assertThat(json.get("peakMemoryBytes").longValue()).isPositive();
  }

  @Test
  void namesFileLineAndColumnOfABadRow() throws IOException {
    Files.writeString(folder.resolve("bad.csv"), "when,name,celsius\n2020-02-29T00:00Z,oak,x\n");
    BacktestRequest bad = stations.request("out", 1, "bad.csv", Optional.of("1h"), false);
    assertThatThrownBy(() -> TenStations.run(bad))
        .isInstanceOf(RecordedDataException.class)
        .hasMessageContaining("bad.csv line 2: column celsius: 'x' is no number");
  }

  @Test
  void tellsOfAWrongManifestBeforeItReadsAnything() throws IOException {
    Files.writeString(
        folder.resolve(TenStations.MANIFEST),
        TenStations.text(TenStations.MANIFEST).replace("least_owners", "least_owner"));
    BacktestRequest request =
        stations.request("out", 1, "there-is-no-such-file.csv", Optional.of("1h"), false);
    assertThatThrownBy(() -> TenStations.run(request))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("least_owners");
  }

  @Test
  void keepsTheRulesOfANamedDeployment() throws Exception {
    Files.writeString(
        folder.resolve("deployment.yaml"),
        """
        name: other
        chain_id: 1
        genesis_millis: 5
        epoch: 2h
        emission: {per_day: 240, halving: 1d}
        grace: 0s
        clock_tolerance: 0s
        snapshot_every: 1
        messages_per_epoch: 1
        """);
    BacktestRequest plain = stations.request("out", 1);
    Summary summary =
        TenStations.run(
            new BacktestRequest(
                plain.manifest(),
                Optional.of(folder.resolve("deployment.yaml")),
                Optional.empty(),
                plain.files(),
                plain.out(),
                1,
                false));
    assertThat(summary.epochs()).isEqualTo(6);
    assertThat(summary.epochMillis()).isEqualTo(7_200_000);
    // Ten tokens an hour, half of them for this network, twelve hours.
    assertThat(summary.paid()).isBetween(new BigDecimal("59"), new BigDecimal("60"));
  }

  private BigDecimal sum(String file, int column) throws IOException {
    return stations.rows("out", file).stream()
        .map(row -> new BigDecimal(row.split(",", -1)[column]))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private void assertSameTables(String one, String other) {
    for (String table : TABLES) {
      assertThat(folder.resolve(other).resolve(table))
          .hasSameBinaryContentAs(folder.resolve(one).resolve(table));
    }
  }
}
