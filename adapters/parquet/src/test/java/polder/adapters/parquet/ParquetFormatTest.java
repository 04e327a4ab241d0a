package polder.adapters.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.sqlite.SqliteReadings;
import polder.node.readings.CsvFormat;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.ReadingSamples;
import polder.ports.readings.ReadingVerdict;
import polder.ports.readings.Visibility;

class ParquetFormatTest {
  private static final int HOURS = 500;

  @TempDir private Path folder;

  /** DuckDB reads both files; no row of one may be missing in the other. */
  @Test
  void theFileSaysWhatTheCsvSays() throws IOException, SQLException {
    Path parquet = folder.resolve("readings.parquet");
    Path csv = folder.resolve("readings.csv");
    try (SqliteReadings store = SqliteReadings.open(folder.resolve("store"))) {
      for (EpochReadings hour : ReadingSamples.hours(HOURS)) {
        store.add(hour, Long.MIN_VALUE);
      }
      write(store, new ParquetFormat(), parquet);
      write(store, new CsvFormat(), csv);
    }
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "CREATE VIEW p AS SELECT network, device, latitude, longitude, height_m, quantity, unit,"
              + " epoch_ms(time) AS time, value, verdict, reasons, epoch, revised_epoch, message,"
              + " simulated, licence FROM read_parquet('"
              + parquet
              + "')");
      statement.execute(
          "CREATE VIEW c AS SELECT network, device, latitude::DECIMAL(9,6) AS latitude,"
              + " longitude::DECIMAL(9,6) AS longitude, height_m::DECIMAL(9,1) AS height_m,"
              + " quantity, unit, epoch_ms(time::TIMESTAMPTZ) AS time, value::DECIMAL(18,3) AS"
              + " value, verdict, coalesce(reasons, '') AS reasons, epoch::BIGINT AS epoch,"
              + " revised_epoch::BIGINT AS revised_epoch, message, simulated::BOOLEAN AS simulated,"
              + " licence FROM read_csv('"
              + csv
              + "', header = true, all_varchar = true)");
      assertThat(number(statement, "SELECT count(*) FROM p")).isEqualTo(3L * HOURS);
      assertThat(number(statement, "SELECT count(*) FROM c")).isEqualTo(3L * HOURS);
      assertThat(number(statement, "SELECT count(*) FROM (FROM p EXCEPT ALL FROM c)")).isZero();
      assertThat(number(statement, "SELECT count(*) FROM (FROM c EXCEPT ALL FROM p)")).isZero();
      assertThat(number(statement, "SELECT count(*) FROM p WHERE reasons = 'bounds step'"))
          .isEqualTo(3L * HOURS / 4);
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getLong(1);
    }
  }

  private static void write(SqliteReadings store, ReadingFormat format, Path file)
      throws IOException {
    SortedMap<String, Long> all = new TreeMap<>();
    ReadingSamples.networks(1).keySet().forEach(name -> all.put(name, Long.MAX_VALUE));
    ReadingQuery query =
        new ReadingQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            EnumSet.allOf(ReadingVerdict.class));
    try (OutputStream output = Files.newOutputStream(file)) {
      store
          .model()
          .read(
              new Visibility(all),
              60_000,
              reading -> {
                ReadingFormat.Sink sink = format.open(output);
                long rows = reading.export(query, sink);
                sink.close();
                return rows;
              });
    }
  }
}
