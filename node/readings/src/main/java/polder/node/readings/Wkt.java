package polder.node.readings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import polder.ports.readings.Geometry;
import polder.ports.readings.Geometry.Point;

/** Well-known text (OGC 06-103r4 §7) of points, line strings and polygons: longitude, latitude. */
public final class Wkt {
  /** Most corners of a shape. */
  private static final int MOST_POINTS = 10_000;

  private final String text;
  private int at;
  private int points;

  private Wkt(String text) {
    this.text = text;
  }

  /**
   * Reads a shape.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Geometry parse(String text) {
    Wkt wkt = new Wkt(text);
    Geometry geometry = wkt.geometry();
    if (wkt.peek() != 0) {
      throw wkt.wrong("nothing more");
    }
    return geometry;
  }

  /** Writes a shape. */
  public static String write(Geometry geometry) {
    return switch (geometry) {
      case Point point -> "POINT (" + pair(point) + ")";
      case Geometry.Line line -> "LINESTRING " + list(line.points());
      case Geometry.Polygon polygon ->
          polygon.rings().stream()
              .map(Wkt::list)
              .collect(Collectors.joining(", ", "POLYGON (", ")"));
    };
  }

  private static String list(List<Point> points) {
    return points.stream().map(Wkt::pair).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String pair(Point point) {
    return point.lon() + " " + point.lat();
  }

  private Geometry geometry() {
    String word = word();
    return switch (word) {
      case "POINT" -> {
        expect('(');
        Point point = point();
        expect(')');
        yield point;
      }
      case "LINESTRING" -> {
        List<Point> line = points();
        if (line.size() < 2) {
          throw new IllegalArgumentException("a line has at least two points");
        }
        yield new Geometry.Line(line);
      }
      case "POLYGON" -> new Geometry.Polygon(rings());
      default ->
          throw new IllegalArgumentException(
              "a shape is POINT, LINESTRING or POLYGON, such as POINT (13.4 52.5), not " + word);
    };
  }

  private List<List<Point>> rings() {
    List<List<Point>> rings = new ArrayList<>();
    expect('(');
    do {
      List<Point> ring = points();
      checkRing(ring);
      rings.add(ring);
    } while (skip(','));
    expect(')');
    return rings;
  }

  /**
   * Checks the ring of a polygon.
   *
   * @throws IllegalArgumentException if it is too short or does not end where it starts
   */
  public static void checkRing(List<Point> ring) {
    if (ring.size() < 4 || !ring.getFirst().equals(ring.getLast())) {
      throw new IllegalArgumentException(
          "the ring of a polygon has at least four points and ends where it starts");
    }
  }

  private List<Point> points() {
    List<Point> list = new ArrayList<>();
    expect('(');
    do {
      list.add(point());
    } while (skip(','));
    expect(')');
    return list;
  }

  private Point point() {
    if (++points > MOST_POINTS) {
      throw new IllegalArgumentException("a shape has at most " + MOST_POINTS + " points");
    }
    double lon = number();
    // Some examples of the standards write a comma here.
    skip(',');
    return point(lon, number());
  }

  /**
   * A place.
   *
   * @throws IllegalArgumentException if it is not on Earth
   */
  public static Point point(double lon, double lat) {
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      throw new IllegalArgumentException(
          "a place is longitude and latitude in degrees, not " + lon + " " + lat);
    }
    // Minus zero is zero.
    return new Point(lon + 0.0, lat + 0.0);
  }

  private double number() {
    peek();
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      return Double.parseDouble(text.substring(start, at));
    } catch (NumberFormatException e) {
      at = start;
      throw wrong("a number");
    }
  }

  private String word() {
    peek();
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at).toUpperCase(Locale.ROOT);
  }

  /** The next character that is no space; 0 at the end. */
  private char peek() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean skip(char c) {
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "the shape has something else than " + expected + " at character " + (at + 1));
  }
}
