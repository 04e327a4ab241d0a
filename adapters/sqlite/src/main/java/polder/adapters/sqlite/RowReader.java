package polder.adapters.sqlite;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Field;
import polder.ports.readings.Geometry;
import polder.ports.readings.ReadModel.Interval;
import polder.ports.readings.ReadModel.Row;

/** Reads rows as {@link Translation#select} ordered their columns. */
final class RowReader {
  private static final double MICRO = 1e6;

  private final ResultSet result;
  private final Entity entity;
  private int column;

  RowReader(ResultSet result, Entity entity) {
    this.result = result;
    this.entity = entity;
  }

  Row row() throws SQLException {
    column = 1;
    long id = result.getLong(column++);
    Map<Field, Object> values = new LinkedHashMap<>();
    for (Field field : entity.fields()) {
      Optional<Object> value = value(field);
      if (value.isPresent()) {
        values.put(field, value.get());
      }
    }
    return new Row(id, values);
  }

  private Optional<Object> value(Field field) throws SQLException {
    return switch (field.type()) {
      case GEOMETRY -> {
        Optional<Long> lon = whole();
        Optional<Long> lat = whole();
        yield lon.isPresent() && lat.isPresent()
            ? Optional.of(new Geometry.Point(lon.get() / MICRO, lat.get() / MICRO))
            : Optional.empty();
      }
      case INTERVAL -> {
        Optional<Long> start = whole();
        Optional<Long> end = whole();
        yield start.isPresent() && end.isPresent()
            ? Optional.of(new Interval(start.get(), end.get()))
            : Optional.empty();
      }
      case TIME, DURATION -> whole().map(its -> its);
      case BOOLEAN -> whole().map(its -> its != 0);
      case NUMBER -> {
        double number = result.getDouble(column++);
        // All numbers here have at most three decimals.
        yield result.wasNull()
            ? Optional.empty()
            : Optional.of(plain(BigDecimal.valueOf(Math.round(number * 1_000), 3)));
      }
      case TEXT -> text().map(its -> its);
      case TEXTS -> text().map(its -> its.isEmpty() ? List.of() : List.of(its.split(",")));
    };
  }

  /** Without needless zeros, and never with an exponent. */
  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private Optional<Long> whole() throws SQLException {
    long value = result.getLong(column++);
    return result.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private Optional<String> text() throws SQLException {
    String value = result.getString(column++);
    return Optional.ofNullable(value);
  }
}
