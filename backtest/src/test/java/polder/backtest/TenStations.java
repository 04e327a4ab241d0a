package polder.backtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import polder.epoch.RuleBook;
import polder.networks.sensors.SensorsKind;
import polder.world.recorded.ColumnMap;
import polder.world.recorded.RecordedFiles;

/**
 * Ten stations over twelve hours, made by hand. Eight stand together: {@code fir} has a spike at
 * 05:10, {@code box} reads 6.5 degrees too high, {@code twin-a} and {@code twin-b} claim one place,
 * {@code ash} stands 100 m higher, {@code yew} is silent for two hours, and a front passes over all
 * at 08:00. {@code hill} and {@code cape} have no neighbours: {@code hill} has a spike at 03:10;
 * {@code cape} a step at 03:10, too hot at 07:10, impossible at 09:10.
 */
record TenStations(Path folder) {
  static final String MANIFEST = "ten-stations.yaml";
  static final String STATIONS = "stations.csv";
  static final String OBSERVATIONS = "observations.csv";
  private static final String MAP = "device=name,time=when,temperature=celsius";
  private static final String STATION_MAP =
      "device=name,lat=latitude,lon=longitude,height=height_m";

  /** Unpacks the tables into {@code folder}. */
  static TenStations in(Path folder) throws IOException {
    for (String name : List.of(MANIFEST, STATIONS, OBSERVATIONS)) {
      Files.writeString(folder.resolve(name), text(name));
    }
    return new TenStations(folder);
  }

  static String text(String name) {
    try (InputStream in = Objects.requireNonNull(TenStations.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BacktestRequest request(String out, int threads) {
    return request(out, threads, OBSERVATIONS, Optional.of("1h"), false);
  }

  BacktestRequest request(
      String out, int threads, String observations, Optional<String> epoch, boolean allFindings) {
    return new BacktestRequest(
        folder.resolve(MANIFEST),
        Optional.empty(),
        epoch,
        new RecordedFiles(
            folder.resolve(STATIONS),
            ColumnMap.parse(STATION_MAP),
            List.of(folder.resolve(observations)),
            ColumnMap.parse(MAP)),
        folder.resolve(out),
        threads,
        allFindings);
  }

  static Summary run(BacktestRequest request) throws IOException, InterruptedException {
    return new Backtest(new RuleBook(List.of(new SensorsKind())), request)
        .run(BacktestListener.NONE);
  }

  /** The rows of a file that was written, without its header. */
  List<String> rows(String out, String file) throws IOException {
    return Files.readAllLines(folder.resolve(out).resolve(file)).stream().skip(1).toList();
  }
}
