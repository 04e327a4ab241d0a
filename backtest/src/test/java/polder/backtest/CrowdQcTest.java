package polder.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole months of Berlin beside CrowdQC+. The thresholds were chosen on January; June was looked at
 * only afterwards. Writes its tables into {@code target}.
 */
@Tag("full")
final class CrowdQcTest {
  private static final double TRUSTED = 0.97;
  private static final double FOUND = 0.9;

  @TempDir private Path folder = Path.of("");

  @Test
  void trustsInJanuaryWhatCrowdQcTrusts() throws Exception {
    assertThat(compared("2017-01").trusted(StationMonth.LEVELS)).isGreaterThanOrEqualTo(TRUSTED);
  }

  @Test
  void trustsInJuneWhatCrowdQcTrustsAndHardlyPaysWhatItRejectsForAMonth() throws Exception {
    CrowdQcComparison june = compared("2017-06");
    assertThat(june.trusted(StationMonth.LEVELS)).isGreaterThanOrEqualTo(TRUSTED);
    List<StationMonth> bad = june.uncorrelated();
    assertThat(bad)
        .filteredOn(station -> june.earns(station) < CrowdQcComparison.NEXT_TO_NOTHING)
        .hasSizeGreaterThanOrEqualTo((int) Math.ceil(FOUND * bad.size()));
  }

  private CrowdQcComparison compared(String name) throws IOException, InterruptedException {
    BerlinData data = BerlinData.find();
    Path out = folder.resolve(name);
    Summary summary = data.run(data.stations(), List.of(data.observations(name)), out, 2);
    System.out.println("Berlin, " + name + ": " + summary);
    FlaggedMonth month = FlaggedMonth.read(data, name);
    month.judge(out.resolve("findings.csv"));
    CrowdQcComparison comparison = new CrowdQcComparison(month);
    Files.writeString(Path.of("target", "crowdqc-" + name + ".md"), comparison.markdown());
    return comparison;
  }
}
