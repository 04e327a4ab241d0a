package polder.world.recorded;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * Whatever a table holds, it is read or refused with the place of the fault. Runs over the kept
 * inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class TablesFuzzTest {
  private static final ColumnMap STATION =
      ColumnMap.parse("device=id,lat=lat,lon=lon,height=height,owner=owner");
  private static final ColumnMap OBSERVATION = ColumnMap.parse("device=id,time=time,temperature=t");

  @FuzzTest(maxDuration = "1m")
  void stationsAreReadOrRefused(byte[] content) throws IOException {
    Path file = file(content);
    try {
      SortedMap<String, RecordedStation> stations = StationsFile.read(file, STATION, 1_000);
      require(!stations.containsKey(""), "a station without a name");
    } catch (RecordedDataException refused) {
      requirePlace(refused, file);
    } finally {
      Files.delete(file);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void observationsAreReadOrRefused(byte[] content) throws IOException {
    Path file = file(content);
    ReadingColumns readings = new ReadingColumns();
    try {
      ObservationsFile.readInto(
          readings,
          file,
          OBSERVATION,
          name -> name.startsWith("-") ? ObservationsFile.UNKNOWN : name.length(),
          rows -> {});
      for (int row = 0; row < readings.size(); row++) {
        PackedDecimal.unpack(readings.value(row));
      }
    } catch (RecordedDataException refused) {
      requirePlace(refused, file);
    } finally {
      Files.delete(file);
    }
  }

  private static Path file(byte[] content) throws IOException {
    return Files.write(Files.createTempFile("polder-table", ".csv"), content);
  }

  private static void requirePlace(RecordedDataException refused, Path file) {
    require(
        String.valueOf(refused.getMessage()).startsWith(file.toString()),
        "refused without saying where: " + refused.getMessage());
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new AssertionError(fault);
    }
  }
}
