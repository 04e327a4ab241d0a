package polder.app.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import polder.world.recorded.ColumnMap;
import polder.world.recorded.RecordedFiles;

/** Which recorded network a command works on, but for its observations, and under which rules. */
final class RecordedOptions {
  @Option(names = "--manifest", required = true, description = "Manifest of the network.")
  private Path manifest = Path.of("");

  @Option(names = "--stations", required = true, description = "Table of stations, CSV.")
  private Path stations = Path.of("");

  @Option(
      names = "--map",
      required = true,
      paramLabel = "ROLE=COLUMN,…",
      description = "Columns of the observations: device, time, and each quantity.")
  private String map = "";

  @Option(
      names = "--station-map",
      required = true,
      paramLabel = "ROLE=COLUMN,…",
      description = "Columns of the stations: device, lat, lon; height, owner if there are any.")
  private String stationMap = "";

  /** The manifest of the network. */
  Path manifest() {
    return manifest;
  }

  /**
   * The tables, with those of {@code observations}.
   *
   * @throws IllegalArgumentException if a map of columns is none
   */
  RecordedFiles files(List<Path> observations) {
    return new RecordedFiles(
        stations, ColumnMap.parse(stationMap), observations, ColumnMap.parse(map));
  }
}
