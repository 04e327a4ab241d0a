package polder.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.world.recorded.ColumnMap;
import polder.world.recorded.RecordedFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page shows a copy beside its original. */
final class CopiesInReportTest {
  private static final int STATIONS = 14;
  private static final int HOURS = 13 * 24;
  private static final int FIRST = 24;
  private static final double OFFSET = 0.8;
  private static final double OWN = 0.4;
  private static final double MEMORY = 0.9;

  @TempDir private Path folder = Path.of("");

  @Test
  void drawsACopyBesideItsOriginalAndTheirDifference() throws Exception {
    JsonNode copies = copies(true);
    assertThat(copies.get("total").intValue()).isEqualTo(1);
    JsonNode pair = copies.get("shown").get(0);
    assertThat(pair.get("device").stringValue()).isEqualTo("copy");
    assertThat(pair.get("original").stringValue()).isEqualTo("station-3");
    assertThat(pair.get("check").stringValue()).isEqualTo("copy");
    assertThat(pair.get("meters").longValue()).isBetween(250L, 350L);
    // An hour late, and offset.
    assertThat(pair.get("laterSeconds").longValue()).isEqualTo(3_600);
    assertThat(pair.get("daysUntilFound").doubleValue()).isBetween(10.0, 11.9);
    assertThat(pair.get("found").longValue())
        .isPositive()
        .isLessThan(pair.get("readings").longValue());
    assertThat(pair.get("difference").get("values").size()).isEqualTo(240);
    for (JsonNode difference : pair.get("difference").get("values")) {
      assertThat(difference.doubleValue()).isCloseTo(OFFSET, within(0.011));
    }
  }

  @Test
  void hasNoneWhereNobodyCopies() throws Exception {
    JsonNode copies = copies(false);
    assertThat(copies.get("total").intValue()).isZero();
    assertThat(copies.get("shown").size()).isZero();
  }

  private JsonNode copies(boolean planted) throws Exception {
    write(planted);
    TenStations.run(
        new BacktestRequest(
            BerlinData.repository().resolve("manifests/air-temperature.yaml"),
            Optional.empty(),
            Optional.of("1h"),
            new RecordedFiles(
                folder.resolve("stations.csv"),
                ColumnMap.parse("device=name,lat=lat,lon=lon"),
                List.of(folder.resolve("readings.csv")),
                ColumnMap.parse("device=name,time=time,temperature=celsius")),
            folder.resolve("out"),
            1,
            false));
    String page = Files.readString(folder.resolve("out/report.html"));
    String start = "id=\"data\">";
    int from = page.indexOf(start) + start.length();
    String data = page.substring(from, page.indexOf("</script>", from));
    return JsonMapper.shared().readTree(data).get(0).get("copies");
  }

  /** A day that all share, and of each station's own a noise with a memory. */
  private void write(boolean planted) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    try (BufferedWriter places = Files.newBufferedWriter(folder.resolve("stations.csv"));
        BufferedWriter readings = Files.newBufferedWriter(folder.resolve("readings.csv"))) {
      places.write("name,lat,lon\n");
      readings.write("name,time,celsius\n");
      for (int i = 0; i < STATIONS; i++) {
        places.write(String.format(Locale.ROOT, "station-%d,%.3f,13.4%n", i, 52.5 + i * 0.001));
      }
      if (planted) {
        places.write("copy,52.503,13.404433\n");
      }
      for (int i = 0; i < STATIONS; i++) {
        double own = OWN * random.nextGaussian();
        for (int hour = 0; hour < HOURS; hour++) {
          own = MEMORY * own + Math.sqrt(1 - MEMORY * MEMORY) * OWN * random.nextGaussian();
          double value = 10 + 4 * Math.sin(2 * Math.PI * hour / 24) + own;
          readings.write(row("station-" + i, hour, value));
          if (planted && i == 3 && hour >= FIRST && hour + 1 < HOURS) {
            readings.write(row("copy", hour + 1, value + OFFSET));
          }
        }
      }
    }
  }

  private static String row(String name, int hour, double value) {
    Instant time = Instant.parse("2020-03-01T00:00:00Z").plus(hour, ChronoUnit.HOURS);
    return String.format(Locale.ROOT, "%s,%s,%.2f%n", name, time, value);
  }
}
