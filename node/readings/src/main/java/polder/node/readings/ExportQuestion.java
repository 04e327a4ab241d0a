package polder.node.readings;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import polder.ports.readings.Geometry;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.ReadingVerdict;

/** Reads what is asked of an export, in an address or on a command line alike. */
public final class ExportQuestion {
  /** What can be asked. */
  public static final Set<String> NAMES =
      Set.of("network", "device", "quantity", "area", "from", "to", "verdict");

  private ExportQuestion() {}

  /**
   * Reads a question.
   *
   * @param words what is asked, by one of {@link #NAMES}; times as ISO 8601 or dates (UTC), an area
   *     as {@code south,west,north,east} in degrees or as well-known text, verdicts as names with
   *     commas or {@code all}
   * @throws IllegalArgumentException naming the word that cannot be understood
   */
  public static ReadingQuery of(Map<String, String> words) {
    long from = time(words, "from").orElse(Long.MIN_VALUE);
    long to = time(words, "to").orElse(Long.MAX_VALUE);
    if (from >= to) {
      throw new IllegalArgumentException("from must be before to");
    }
    return new ReadingQuery(
        Optional.ofNullable(words.get("network")),
        Optional.ofNullable(words.get("device")),
        Optional.ofNullable(words.get("quantity")),
        Optional.ofNullable(words.get("area")).map(ExportQuestion::area),
        from,
        to,
        verdicts(words.getOrDefault("verdict", "accepted,corroborated")));
  }

  private static Optional<Long> time(Map<String, String> words, String name) {
    String text = words.get(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
              : OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          name + " must be a time such as 2026-01-31T12:00:00Z or a date such as 2026-01-31", e);
    }
  }

  private static Geometry area(String text) {
    if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
      return polygon(text);
    }
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 4) {
        Geometry.Point low = Wkt.point(degrees(parts[1]), degrees(parts[0]));
        Geometry.Point high = Wkt.point(degrees(parts[3]), degrees(parts[2]));
        if (low.lat() < high.lat() && low.lon() < high.lon()) {
          return Geometry.box(low.lat(), low.lon(), high.lat(), high.lon());
        }
      }
    } catch (IllegalArgumentException e) {
      // No numbers, or no place on Earth: said below.
    }
    throw new IllegalArgumentException(
        "area must be south,west,north,east in degrees, such as 52.3,13.1,52.7,13.8, or"
            + " POLYGON ((lon lat, ...))");
  }

  private static Geometry polygon(String text) {
    try {
      if (Wkt.parse(text) instanceof Geometry.Polygon polygon) {
        return polygon;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("area: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("area must be a POLYGON or a box");
  }

  private static double degrees(String text) {
    return Double.parseDouble(text.strip());
  }

  private static Set<ReadingVerdict> verdicts(String text) {
    if (text.equals("all")) {
      return EnumSet.allOf(ReadingVerdict.class);
    }
    EnumSet<ReadingVerdict> verdicts = EnumSet.noneOf(ReadingVerdict.class);
    for (String name : text.split(",", -1)) {
      verdicts.add(
          java.util.Arrays.stream(ReadingVerdict.values())
              .filter(verdict -> verdict.text().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "verdict must be all, or some of accepted, corroborated, unverified,"
                          + " rejected with commas")));
    }
    return verdicts;
  }
}
