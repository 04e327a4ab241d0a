package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import polder.networks.learning.Briefing;
import polder.networks.learning.sale.DataSource;
import polder.protocol.identity.DeviceId;

/**
 * Values by time from a CSV file: one device's, with the columns {@code time} and {@code value}, or
 * those of many, as {@code polder export} writes readings.
 */
final class SeriesFile {
  private static final double MILLI = 1_000;

  private SeriesFile() {}

  /** What the file holds for {@code series}: by device, in the order of their names. */
  static List<Held> read(Briefing.Source.Series series, Path file) throws IOException {
    CsvTable table = CsvTable.read(file);
    return table.has("device")
        ? exported(series, table)
        : List.of(
            new Held(String.valueOf(file.getFileName()), Optional.empty(), one(series, table)));
  }

  private static NavigableMap<Long, Float> one(Briefing.Source.Series series, CsvTable table)
      throws IOException {
    Columns columns = new Columns(table.column("time"), table.column("value"));
    NavigableMap<Long, Float> values = new TreeMap<>();
    for (int row = 0; row < table.rows(); row++) {
      put(series, table, columns, row, values);
    }
    return values;
  }

  /** Where a row says when and what. */
  private record Columns(int time, int value) {}

  private static List<Held> exported(Briefing.Source.Series series, CsvTable table)
      throws IOException {
    Columns columns = new Columns(table.column("time"), table.column("value"));
    int network = table.column("network");
    int device = table.column("device");
    int quantity = table.column("quantity");
    int epoch = table.column("epoch");
    Map<DataSource, NavigableMap<Long, Float>> values = new TreeMap<>();
    Map<DataSource, Held.Whence> whence = new TreeMap<>();
    for (int row = 0; row < table.rows(); row++) {
      if (table.cell(row, quantity).equals(series.quantity())) {
        Held.Whence read = whence(table, row, network, device, epoch);
        NavigableMap<Long, Float> its =
            values.computeIfAbsent(read.source(), key -> new TreeMap<>());
        put(series, table, columns, row, its);
        whence.merge(read.source(), read, (before, more) -> before.and(more.firstEpoch()));
      }
    }
    List<Held> held = new ArrayList<>();
    values.forEach((source, its) ->
        held.add(new Held(source.device().did(), Optional.ofNullable(whence.get(source)), its)));
    return held;
  }

  private static Held.Whence whence(CsvTable table, int row, int network, int device, int epoch)
      throws IOException {
    try {
      long number = Long.parseLong(table.cell(row, epoch));
      return new Held.Whence(
          new DataSource(table.cell(row, network), DeviceId.parse(table.cell(row, device))),
          number,
          number);
    } catch (IllegalArgumentException e) {
      throw table.error(row, "no device and number of an epoch", e);
    }
  }

  private static void put(
      Briefing.Source.Series series,
      CsvTable table,
      Columns columns,
      int row,
      NavigableMap<Long, Float> values)
      throws IOException {
    try {
      long slot =
          Math.floorDiv(
              OffsetDateTime.parse(table.cell(row, columns.time())).toInstant().toEpochMilli(),
              series.stepMillis());
      double scaled =
          (Double.parseDouble(table.cell(row, columns.value())) - series.offsetMilli() / MILLI)
              / (series.scaleMilli() / MILLI);
      if (!Double.isFinite(scaled)) {
        throw new NumberFormatException(table.cell(row, columns.value()));
      }
      values.put(slot, (float) scaled);
    } catch (DateTimeParseException | NumberFormatException e) {
      throw table.error(row, "no time such as 2025-01-01T12:00:00Z and number", e);
    }
  }
}
