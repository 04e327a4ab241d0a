package polder.ports.readings;

import java.util.List;

/**
 * A shape in degrees of longitude and latitude (WGS 84), with straight edges in that plane, as OGC
 * simple features have it. Nothing reaches across the 180th meridian.
 */
public sealed interface Geometry {
  /** A place. */
  record Point(double lon, double lat) implements Geometry {}

  /** A way, of at least two places. */
  record Line(List<Point> points) implements Geometry {
    public Line {
      points = List.copyOf(points);
    }
  }

  /**
   * An area: a ring, and rings that are left out of it. Each ring ends where it starts.
   *
   * @param rings the outer one first
   */
  record Polygon(List<List<Point>> rings) implements Geometry {
    public Polygon {
      rings = List.copyOf(rings);
    }
  }

  /** How a place lies to a shape. */
  enum Side {
    INSIDE,
    EDGE,
    OUTSIDE
  }

  /** An area between two parallels and two meridians. */
  static Polygon box(double south, double west, double north, double east) {
    return new Polygon(
        List.of(
            List.of(
                new Point(west, south),
                new Point(east, south),
                new Point(east, north),
                new Point(west, north),
                new Point(west, south))));
  }

  /** How the place {@code lon}, {@code lat} lies to this. The edge of a line are its ends. */
  default Side side(double lon, double lat) {
    return switch (this) {
      case Point point -> point.lon == lon && point.lat == lat ? Side.INSIDE : Side.OUTSIDE;
      case Line line -> ofLine(line.points, lon, lat);
      case Polygon polygon -> ofPolygon(polygon, lon, lat);
    };
  }

  private static Side ofLine(List<Point> points, double lon, double lat) {
    Point here = new Point(lon, lat);
    boolean closed = points.getFirst().equals(points.getLast());
    if (!closed && (here.equals(points.getFirst()) || here.equals(points.getLast()))) {
      return Side.EDGE;
    }
    return isOn(points, lon, lat) ? Side.INSIDE : Side.OUTSIDE;
  }

  private static Side ofPolygon(Polygon polygon, double lon, double lat) {
    boolean inside = false;
    for (List<Point> ring : polygon.rings) {
      if (isOn(ring, lon, lat)) {
        return Side.EDGE;
      }
      // A ray to the east crosses the edges of all rings an odd number of times from inside.
      for (int i = 1; i < ring.size(); i++) {
        Point a = ring.get(i - 1);
        Point b = ring.get(i);
        if (a.lat > lat != b.lat > lat
            && lon < (b.lon - a.lon) * (lat - a.lat) / (b.lat - a.lat) + a.lon) {
          inside = !inside;
        }
      }
    }
    return inside ? Side.INSIDE : Side.OUTSIDE;
  }

  private static boolean isOn(List<Point> points, double lon, double lat) {
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      double across = (b.lon - a.lon) * (lat - a.lat) - (b.lat - a.lat) * (lon - a.lon);
      if (across == 0
          && lon >= Math.min(a.lon, b.lon)
          && lon <= Math.max(a.lon, b.lon)
          && lat >= Math.min(a.lat, b.lat)
          && lat <= Math.max(a.lat, b.lat)) {
        return true;
      }
    }
    return false;
  }

  /** South, west, north and east of all of it. */
  default Bounds bounds() {
    List<Point> all =
        switch (this) {
          case Point point -> List.of(point);
          case Line line -> line.points;
          case Polygon polygon -> polygon.rings.getFirst();
        };
    double south = 90;
    double west = 180;
    double north = -90;
    double east = -180;
    for (Point point : all) {
      south = Math.min(south, point.lat);
      west = Math.min(west, point.lon);
      north = Math.max(north, point.lat);
      east = Math.max(east, point.lon);
    }
    return new Bounds(south, west, north, east);
  }

  /** Between two parallels and two meridians, degrees. */
  record Bounds(double south, double west, double north, double east) {}
}
