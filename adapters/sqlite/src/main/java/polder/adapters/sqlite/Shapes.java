package polder.adapters.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.Function;
import polder.ports.readings.Geometry;
import polder.ports.readings.Geometry.Point;

/**
 * What SQLite cannot tell by itself: how places lie to shapes. Statements name a shape by its
 * number here; one thread uses a connection at a time, and its shapes are forgotten afterwards.
 */
final class Shapes {
  private static final double MICRO = 1e6;

  /** How SQLite says that a value is null. */
  private static final int SQLITE_NULL = 5;

  private final List<Geometry> shapes = new ArrayList<>();

  /** Makes the functions known to {@code connection}. */
  static Shapes of(Connection connection) throws SQLException {
    Shapes shapes = new Shapes();
    Function.create(connection, "side", shapes.new Side(), 3, Function.FLAG_DETERMINISTIC);
    Function.create(connection, "degrees_apart", new Apart(), 4, Function.FLAG_DETERMINISTIC);
    return shapes;
  }

  long number(Geometry shape) {
    shapes.add(shape);
    return shapes.size() - 1;
  }

  void forget() {
    shapes.clear();
  }

  /** {@code side(lon, lat, shape)}: the ordinal of a {@link Geometry.Side}; null of no place. */
  private final class Side extends Function {
    @Override
    protected void xFunc() throws SQLException {
      if (value_type(0) == SQLITE_NULL) {
        result();
        return;
      }
      Geometry shape = shapes.get(value_int(2));
      result(shape.side(value_long(0) / MICRO, value_long(1) / MICRO).ordinal());
    }
  }

  /** {@code degrees_apart(lon, lat, lon, lat)}: of micro-degrees. */
  private static final class Apart extends Function {
    @Override
    protected void xFunc() throws SQLException {
      if (value_type(0) == SQLITE_NULL || value_type(2) == SQLITE_NULL) {
        result();
        return;
      }
      Point one = new Point(value_double(0) / MICRO, value_double(1) / MICRO);
      Point other = new Point(value_double(2) / MICRO, value_double(3) / MICRO);
      result(Math.hypot(one.lon() - other.lon(), one.lat() - other.lat()));
    }
  }
}
