package polder.backtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import polder.world.recorded.ColumnMap;
import polder.world.recorded.RecordedFiles;

/**
 * The citizen weather stations of Berlin in January and June 2017 and their flags by CrowdQC+
 * (Fenner et al. 2021), which lie beside the repository, not in it.
 *
 * @param root the repository
 * @param folder the folder of the data
 */
record BerlinData(Path root, Path folder) {
  /** Finds the data, or skips the test that asks. */
  static BerlinData find() {
    Path root = repository();
    Path folder = root.resolveSibling("shared").resolve("data/netatmo-berlin-2017");
    Assumptions.assumeTrue(
        Files.exists(folder.resolve("stations.csv")),
        "the recorded stations of Berlin are not beside this repository: skipped");
    return new BerlinData(root, folder);
  }

  Path stations() {
    return folder.resolve("stations.csv");
  }

  /** All readings of a month, such as {@code 2017-01}. */
  Path observations(String month) {
    return folder.resolve("ta-" + month + ".csv.gz");
  }

  /** How many levels of CrowdQC+ each of them passed. */
  Path flags(String month) {
    return folder.resolve("crowdqcplus-" + month + ".csv.gz");
  }

  /** Judges by the rules that Polder ships. */
  Summary run(Path stations, List<Path> observations, Path out, int threads)
      throws IOException, InterruptedException {
    return TenStations.run(
        new BacktestRequest(
            root.resolve("manifests/air-temperature.yaml"),
            Optional.empty(),
            Optional.of("1h"),
            new RecordedFiles(
                stations,
                ColumnMap.parse("device=p_id,lat=lat,lon=lon,height=z"),
                observations,
                ColumnMap.parse("device=p_id,time=time_utc,temperature=ta_c")),
            out,
            threads,
            false));
  }

  static BufferedReader unpack(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  /** The folder above that has the build of all of Polder. */
  static Path repository() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path build = at.resolve("pom.xml");
      try {
        if (Files.exists(build)
            && Files.readString(build).contains("<artifactId>polder</artifactId>\n  <version>")) {
          return at;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("this test does not run inside the repository");
  }
}
