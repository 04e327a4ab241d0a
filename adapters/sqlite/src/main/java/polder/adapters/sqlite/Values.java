package polder.adapters.sqlite;

import java.util.List;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression;
import polder.ports.readings.Expression.Call;
import polder.ports.readings.Expression.Path;
import polder.ports.readings.Geometry;

/** Writes expressions that give a value. */
final class Values {
  private static final double MICRO = 1e6;

  private final Translation translation;
  private final Sql sql;

  Values(Translation translation, Sql sql) {
    this.translation = translation;
    this.sql = sql;
  }

  void of(Expression expression, Entity entity, String alias) {
    switch (expression) {
      case Expression.Text text -> sql.value(text.value());
      case Expression.Numeral numeral -> sql.value(numeral.value());
      case Expression.Truth truth -> sql.add(truth.value() ? "1" : "0");
      case Expression.Instant instant -> sql.value(instant.millis());
      case Expression.Period period -> sql.value(period.millis());
      case Expression.Shape shape -> point(shape.geometry());
      case Path path -> translation.path(path, entity, alias);
      case Call call -> call(call, entity, alias);
    }
  }

  private void point(Geometry geometry) {
    if (!(geometry instanceof Geometry.Point point)) {
      throw new IllegalArgumentException("the distance is of points only");
    }
    sql.value(Math.round(point.lon() * MICRO)).add(", ").value(Math.round(point.lat() * MICRO));
  }

  private void call(Call call, Entity entity, String alias) {
    List<Expression> of = call.arguments();
    switch (call.operation()) {
      case AND, OR, NOT -> translation.condition(call, entity, alias);
      case EQ, NE, GT, GE, LT, LE, ADD, SUB, MUL, DIV -> infix(call, entity, alias);
      case MOD -> function("mod", of, entity, alias);
      case NEGATE -> wrap("(-", of, ")", entity, alias);
      case CONTAINS -> wrap("(instr(", of, ") > 0)", entity, alias);
      case INDEX_OF -> wrap("(instr(", of, ") - 1)", entity, alias);
      case STARTS_WITH -> ends("substr(", ", 1, length(", of, entity, alias);
      case ENDS_WITH -> ends("substr(", ", -length(", of, entity, alias);
      case LENGTH -> function("length", of, entity, alias);
      case SUBSTRING -> substring(of, entity, alias);
      case TO_LOWER -> function("lower", of, entity, alias);
      case TO_UPPER -> function("upper", of, entity, alias);
      case TRIM -> function("trim", of, entity, alias);
      case CONCAT -> {
        sql.add("(");
        of(of.get(0), entity, alias);
        sql.add(" || ");
        of(of.get(1), entity, alias);
        sql.add(")");
      }
      case TEXT_OF -> textOf(of, entity, alias);
      case YEAR -> time("%Y", of, entity, alias);
      case MONTH -> time("%m", of, entity, alias);
      case DAY -> time("%d", of, entity, alias);
      case HOUR -> time("%H", of, entity, alias);
      case MINUTE -> time("%M", of, entity, alias);
      case SECOND -> time("%S", of, entity, alias);
      case FRACTIONAL_SECONDS -> wrap("((", of, ") % 1000 / 1000.0)", entity, alias);
      case DATE -> wrap("strftime('%Y-%m-%d', (", of, ") / 1000, 'unixepoch')", entity, alias);
      case TIME_OF_DAY ->
          wrap("strftime('%H:%M:%S', (", of, ") / 1000, 'unixepoch')", entity, alias);
      case ROUND -> function("round", of, entity, alias);
      case FLOOR -> function("floor", of, entity, alias);
      case CEILING -> function("ceil", of, entity, alias);
      case DISTANCE -> function("degrees_apart", of, entity, alias);
      case EQUALS, DISJOINT, TOUCHES, WITHIN, INTERSECTS -> spatial(call, entity, alias);
    }
  }

  private void infix(Call call, Entity entity, String alias) {
    String operator =
        switch (call.operation()) {
          case EQ -> " = ";
          case NE -> " <> ";
          case GT -> " > ";
          case GE -> " >= ";
          case LT -> " < ";
          case LE -> " <= ";
          case ADD -> " + ";
          case SUB -> " - ";
          case MUL -> " * ";
          default -> " * 1.0 / ";
        };
    sql.add("(");
    of(call.arguments().get(0), entity, alias);
    sql.add(operator);
    of(call.arguments().get(1), entity, alias);
    sql.add(")");
  }

  private void function(String name, List<Expression> of, Entity entity, String alias) {
    wrap(name + "(", of, ")", entity, alias);
  }

  private void wrap(String before, List<Expression> of, String after, Entity entity, String alias) {
    sql.add(before);
    for (int i = 0; i < of.size(); i++) {
      sql.add(i == 0 ? "" : ", ");
      of(of.get(i), entity, alias);
    }
    sql.add(after);
  }

  /** Whole numbers without a point, as JSON shows them. */
  private void textOf(List<Expression> of, Entity entity, String alias) {
    wrap("(CASE WHEN ", of, " = ", entity, alias);
    wrap("CAST(", of, " AS INTEGER) THEN ", entity, alias);
    wrap("CAST(CAST(", of, " AS INTEGER) AS TEXT) ELSE ", entity, alias);
    wrap("CAST(", of, " AS TEXT) END)", entity, alias);
  }

  /** Whether the part of the first text that is as long as the second, at one end, is it. */
  private void ends(String cut, String from, List<Expression> of, Entity entity, String alias) {
    sql.add("(length(");
    of(of.get(1), entity, alias);
    sql.add(") = 0 OR " + cut);
    of(of.get(0), entity, alias);
    sql.add(from);
    of(of.get(1), entity, alias);
    sql.add(")) = ");
    of(of.get(1), entity, alias);
    sql.add(")");
  }

  /** OData counts from 0, SQL from 1. */
  private void substring(List<Expression> of, Entity entity, String alias) {
    sql.add("substr(");
    of(of.get(0), entity, alias);
    sql.add(", 1 + ");
    of(of.get(1), entity, alias);
    if (of.size() > 2) {
      sql.add(", ");
      of(of.get(2), entity, alias);
    }
    sql.add(")");
  }

  private void time(String format, List<Expression> of, Entity entity, String alias) {
    wrap(
        "CAST(strftime('" + format + "', (",
        of,
        ") / 1000, 'unixepoch') AS INTEGER)",
        entity,
        alias);
  }

  /** A place against a shape; which of the two comes first only matters for what is within what. */
  private void spatial(Call call, Entity entity, String alias) {
    boolean shapeLast = call.arguments().get(1) instanceof Expression.Shape;
    Expression place = call.arguments().get(shapeLast ? 0 : 1);
    if (!(call.arguments().get(shapeLast ? 1 : 0) instanceof Expression.Shape(Geometry shape))
        || place.type() != Type.GEOMETRY
        || place instanceof Expression.Shape) {
      throw new IllegalArgumentException("a place is compared with a shape that is written out");
    }
    if (call.operation() != Expression.Operation.DISJOINT) {
      Geometry.Bounds bounds = shape.bounds();
      // Bounds sort out most places before anything is calculated.
      sql.add("((");
      of(place, entity, alias);
      sql.add(") BETWEEN (").value(floor(bounds.west())).add(", -90000000) AND (");
      sql.value(ceiling(bounds.east())).add(", 90000000) AND ");
    }
    sql.add("side(");
    of(place, entity, alias);
    sql.add(", ").shape(shape);
    sql.add(
        switch (call.operation()) {
          case DISJOINT -> ") = 2";
          case TOUCHES -> ") = 1";
          case INTERSECTS -> ") < 2";
          default -> ") = 0";
        });
    if (call.operation() != Expression.Operation.DISJOINT) {
      sql.add(")");
    }
    if (call.operation() == Expression.Operation.EQUALS && !(shape instanceof Geometry.Point)) {
      sql.add(" AND 0");
    }
  }

  private static long floor(double degrees) {
    return (long) Math.floor(degrees * MICRO);
  }

  private static long ceiling(double degrees) {
    return (long) Math.ceil(degrees * MICRO);
  }
}
