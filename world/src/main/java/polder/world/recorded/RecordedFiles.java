package polder.world.recorded;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a recorded network lies.
 *
 * @param stations the table of stations
 * @param stationColumns its columns: {@code device}, {@code lat}, {@code lon} in degrees and, where
 *     it has them, {@code height} in metres and {@code owner}
 * @param observations the tables of observations, from one on
 * @param observationColumns their columns: {@code device}, {@code time}, and one for each quantity
 */
public record RecordedFiles(
    Path stations,
    ColumnMap stationColumns,
    List<Path> observations,
    ColumnMap observationColumns) {
  public RecordedFiles {
    observations = List.copyOf(observations);
  }
}
