package polder.adapters.sqlite;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import polder.ports.readings.Geometry;

/**
 * A statement that is being written. Values go beside it, never into it; what is appended as text
 * comes from this package alone.
 */
final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();
  private final Shapes shapes;
  private int aliases;

  Sql(Shapes shapes) {
    this.shapes = shapes;
  }

  Sql add(String part) {
    text.append(part);
    return this;
  }

  Sql value(String value) {
    values.add(value);
    return add("?");
  }

  Sql value(long value) {
    values.add(value);
    return add("?");
  }

  Sql value(BigDecimal value) {
    boolean whole = value.stripTrailingZeros().scale() <= 0 && value.precision() < 18;
    values.add(whole ? (Object) value.longValue() : (Object) value.doubleValue());
    return add("?");
  }

  Sql shape(Geometry shape) {
    return value(shapes.number(shape));
  }

  /** A name that no other table of the statement has. */
  String alias() {
    return "t" + aliases++;
  }

  /** How many values there are. */
  int size() {
    return values.size();
  }

  String text() {
    return text.toString();
  }

  void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }
}
