package polder.node.readings;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingRow;

/** GeoJSON (RFC 7946): a collection of one feature a reading, a line each. */
public final class GeoJsonFormat implements ReadingFormat {
  @Override
  public String name() {
    return "geojson";
  }

  @Override
  public String mediaType() {
    return "application/geo+json";
  }

  @Override
  public Sink open(OutputStream output) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    writer.write("{\"type\":\"FeatureCollection\",\"features\":[");
    return new Sink() {
      private boolean first = true;

      @Override
      public void add(ReadingRow row) throws IOException {
        writer.write(first ? "\n" : ",\n");
        writer.write(feature(row));
        first = false;
      }

      @Override
      public void close() throws IOException {
        writer.write("\n]}\n");
        writer.flush();
      }
    };
  }

  private static String feature(ReadingRow row) {
    StringBuilder text = new StringBuilder(500);
    text.append("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[")
        .append(RowText.decimal(row.lonMicro(), 6))
        .append(',')
        .append(RowText.decimal(row.latMicro(), 6))
        .append(',')
        .append(RowText.decimal(row.heightDecimeters(), 1))
        .append("]},\"properties\":{");
    text.append("\"network\":").append(quoted(row.network()));
    text.append(",\"device\":").append(quoted(row.device()));
    text.append(",\"quantity\":").append(quoted(row.quantity()));
    text.append(",\"unit\":").append(quoted(row.unit()));
    text.append(",\"time\":").append(quoted(RowText.time(row.timeMillis())));
    text.append(",\"value\":").append(RowText.decimal(row.valueMilli(), 3));
    text.append(",\"verdict\":").append(quoted(row.verdict().text()));
    text.append(",\"reasons\":[");
    for (int i = 0; i < row.reasons().size(); i++) {
      text.append(i == 0 ? "" : ",").append(quoted(row.reasons().get(i)));
    }
    text.append("],\"epoch\":").append(row.epoch());
    row.revisedEpoch().ifPresent(epoch -> text.append(",\"revised_epoch\":").append(epoch));
    text.append(",\"message\":").append(quoted(row.message()));
    text.append(",\"simulated\":").append(row.simulated());
    text.append(",\"licence\":").append(quoted(row.licence()));
    return text.append("}}").toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
