package polder.node.join;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import polder.protocol.message.Site;

/**
 * Devices in a table: a line each of name, via, latitude, longitude and height, with commas between
 * (RFC 4180; quotes around a value may stand, and nothing within needs them). The first line may
 * name the columns.
 */
public final class BulkFile {
  /** The names of the columns, in their order. */
  public static final String HEADER = "name,via,latitude,longitude,height";

  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,5}(\\.[0-9]{1,12})?");
  private static final int COLUMNS = 5;

  private BulkFile() {}

  /**
   * A device.
   *
   * @param line of the file, from 1
   * @param name what its owner calls it
   * @param via what kind of device it is
   * @param latitude degrees, north positive
   * @param longitude degrees, east positive
   * @param height metres above sea level
   */
  public record Row(
      int line,
      String name,
      String via,
      BigDecimal latitude,
      BigDecimal longitude,
      BigDecimal height) {
    /**
     * Where it stands, on a network's grid.
     *
     * @param grid the network's finest step of places, micro-degrees
     * @throws IllegalArgumentException naming the line, if this is no place
     */
    public Site site(long grid) {
      try {
        return Site.nearest(latitude, longitude, height, grid);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + line + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param most rows
   * @throws IllegalArgumentException saying which line is wrong, and how
   */
  public static List<Row> parse(String text, int most) {
    String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r?\n", -1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      boolean isHeader =
          rows.isEmpty() && lines[i].replaceAll("[ \"]", "").equalsIgnoreCase(HEADER);
      if (lines[i].isBlank() || isHeader) {
        continue;
      }
      if (rows.size() == most) {
        throw wrong(i + 1, "a file has at most " + most + " devices; send the rest in another");
      }
      rows.add(row(i + 1, lines[i]));
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no device in the file; its columns are " + HEADER);
    }
    return rows;
  }

  private static Row row(int number, String line) {
    String[] values = line.split(",", -1);
    if (values.length != COLUMNS) {
      throw wrong(
          number,
          "it has "
              + values.length
              + " values and not "
              + COLUMNS
              + " ("
              + HEADER
              + "), with commas between and points in numbers");
    }
    for (int i = 0; i < values.length; i++) {
      String value = values[i].strip();
      boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
      values[i] = quoted ? value.substring(1, value.length() - 1).strip() : value;
    }
    return new Row(
        number,
        values[0],
        values[1].toLowerCase(Locale.ROOT),
        number(number, "latitude", values[2]),
        number(number, "longitude", values[3]),
        values[4].isEmpty() ? BigDecimal.ZERO : number(number, "height", values[4]));
  }

  private static BigDecimal number(int line, String column, String value) {
    if (!NUMBER.matcher(value).matches()) {
      throw wrong(line, "its " + column + " is no number such as 52.5");
    }
    return new BigDecimal(value);
  }

  private static IllegalArgumentException wrong(int line, String what) {
    return new IllegalArgumentException("line " + line + ": " + what);
  }
}
