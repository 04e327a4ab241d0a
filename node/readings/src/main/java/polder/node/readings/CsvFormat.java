package polder.node.readings;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingRow;

/** CSV as RFC 4180 has it, with a line of column names, in UTF-8. */
public final class CsvFormat implements ReadingFormat {
  /** The columns; {@code docs/sensorthings.md} says what they hold. */
  static final List<String> COLUMNS =
      List.of(
          "network",
          "device",
          "latitude",
          "longitude",
          "height_m",
          "quantity",
          "unit",
          "time",
          "value",
          "verdict",
          "reasons",
          "epoch",
          "revised_epoch",
          "message",
          "simulated",
          "licence");

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String mediaType() {
    return "text/csv; charset=UTF-8; header=present";
  }

  @Override
  public Sink open(OutputStream output) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    writer.write(String.join(",", COLUMNS) + "\r\n");
    return new Sink() {
      @Override
      public void add(ReadingRow row) throws IOException {
        writer.write(line(row));
      }

      @Override
      public void close() throws IOException {
        writer.flush();
      }
    };
  }

  private static String line(ReadingRow row) {
    List<String> cells =
        List.of(
            row.network(),
            row.device(),
            RowText.decimal(row.latMicro(), 6),
            RowText.decimal(row.lonMicro(), 6),
            RowText.decimal(row.heightDecimeters(), 1),
            row.quantity(),
            row.unit(),
            RowText.time(row.timeMillis()),
            RowText.decimal(row.valueMilli(), 3),
            row.verdict().text(),
            String.join(" ", row.reasons()),
            Long.toString(row.epoch()),
            row.revisedEpoch().map(epoch -> Long.toString(epoch)).orElse(""),
            row.message(),
            Boolean.toString(row.simulated()),
            row.licence());
    StringBuilder line = new StringBuilder(300);
    for (String cell : cells) {
      line.append(line.isEmpty() ? "" : ",").append(quoted(cell));
    }
    return line.append("\r\n").toString();
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
