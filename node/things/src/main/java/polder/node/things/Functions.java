package polder.node.things;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression;
import polder.ports.readings.Expression.Call;
import polder.ports.readings.Expression.Operation;
import polder.ports.readings.Expression.Truth;

/** What can be called or compared with what. Makes expressions whose types fit, or says why not. */
final class Functions {
  /** The first year and the last one that a time can be in. */
  private static final long FIRST_MILLIS = -62_135_596_800_000L;

  private static final long LAST_MILLIS = 253_402_300_799_999L;

  /** A function with one form. */
  private record Form(Operation operation, List<Type> arguments, Type result) {}

  private static final Map<String, Form> FORMS =
      Map.ofEntries(
          Map.entry("startswith", text2(Operation.STARTS_WITH, Type.BOOLEAN)),
          Map.entry("endswith", text2(Operation.ENDS_WITH, Type.BOOLEAN)),
          Map.entry("contains", text2(Operation.CONTAINS, Type.BOOLEAN)),
          Map.entry("indexof", text2(Operation.INDEX_OF, Type.NUMBER)),
          Map.entry("concat", text2(Operation.CONCAT, Type.TEXT)),
          Map.entry("length", one(Operation.LENGTH, Type.TEXT, Type.NUMBER)),
          Map.entry("tolower", one(Operation.TO_LOWER, Type.TEXT, Type.TEXT)),
          Map.entry("toupper", one(Operation.TO_UPPER, Type.TEXT, Type.TEXT)),
          Map.entry("trim", one(Operation.TRIM, Type.TEXT, Type.TEXT)),
          Map.entry("year", one(Operation.YEAR, Type.TIME, Type.NUMBER)),
          Map.entry("month", one(Operation.MONTH, Type.TIME, Type.NUMBER)),
          Map.entry("day", one(Operation.DAY, Type.TIME, Type.NUMBER)),
          Map.entry("hour", one(Operation.HOUR, Type.TIME, Type.NUMBER)),
          Map.entry("minute", one(Operation.MINUTE, Type.TIME, Type.NUMBER)),
          Map.entry("second", one(Operation.SECOND, Type.TIME, Type.NUMBER)),
          Map.entry("fractionalseconds", one(Operation.FRACTIONAL_SECONDS, Type.TIME, Type.NUMBER)),
          Map.entry("date", one(Operation.DATE, Type.TIME, Type.TEXT)),
          Map.entry("time", one(Operation.TIME_OF_DAY, Type.TIME, Type.TEXT)),
          Map.entry("round", one(Operation.ROUND, Type.NUMBER, Type.NUMBER)),
          Map.entry("floor", one(Operation.FLOOR, Type.NUMBER, Type.NUMBER)),
          Map.entry("ceiling", one(Operation.CEILING, Type.NUMBER, Type.NUMBER)),
          Map.entry("geo.distance", shape2(Operation.DISTANCE, Type.NUMBER)),
          Map.entry("geo.intersects", shape2(Operation.INTERSECTS, Type.BOOLEAN)),
          Map.entry("st_intersects", shape2(Operation.INTERSECTS, Type.BOOLEAN)),
          Map.entry("st_equals", shape2(Operation.EQUALS, Type.BOOLEAN)),
          Map.entry("st_disjoint", shape2(Operation.DISJOINT, Type.BOOLEAN)),
          Map.entry("st_touches", shape2(Operation.TOUCHES, Type.BOOLEAN)),
          Map.entry("st_within", shape2(Operation.WITHIN, Type.BOOLEAN)));

  private Functions() {}

  private static Form one(Operation operation, Type argument, Type result) {
    return new Form(operation, List.of(argument), result);
  }

  private static Form text2(Operation operation, Type result) {
    return new Form(operation, List.of(Type.TEXT, Type.TEXT), result);
  }

  private static Form shape2(Operation operation, Type result) {
    return new Form(operation, List.of(Type.GEOMETRY, Type.GEOMETRY), result);
  }

  /** Calls a function. */
  static Expression call(String name, List<Expression> arguments, long nowMillis) {
    return switch (name) {
      case "now" -> constant(name, arguments, nowMillis);
      case "mindatetime" -> constant(name, arguments, FIRST_MILLIS);
      case "maxdatetime" -> constant(name, arguments, LAST_MILLIS);
      case "totaloffsetminutes" -> {
        check(name, arguments, List.of(Type.TIME));
        // All times are in UTC.
        yield new Expression.Numeral(BigDecimal.ZERO);
      }
      // The order of its arguments is that of OData 2: whether the second contains the first.
      case "substringof" -> {
        check(name, arguments, List.of(Type.TEXT, Type.TEXT));
        yield new Call(
            Operation.CONTAINS, List.of(arguments.get(1), arguments.get(0)), Type.BOOLEAN);
      }
      case "substring" -> {
        List<Type> types = List.of(Type.TEXT, Type.NUMBER, Type.NUMBER);
        check(name, arguments, types.subList(0, Math.clamp(arguments.size(), 2, 3)));
        yield new Call(Operation.SUBSTRING, arguments, Type.TEXT);
      }
      // All that has a place here has a point: nothing lies within it but itself, and it crosses
      // and overlaps nothing.
      case "st_contains" -> contains(arguments);
      case "st_crosses", "st_overlaps" -> {
        check(name, arguments, List.of(Type.GEOMETRY, Type.GEOMETRY));
        yield new Truth(false);
      }
      default -> formed(name, arguments);
    };
  }

  private static Expression constant(String name, List<Expression> arguments, long millis) {
    check(name, arguments, List.of());
    return new Expression.Instant(millis);
  }

  private static Expression contains(List<Expression> arguments) {
    check("st_contains", arguments, List.of(Type.GEOMETRY, Type.GEOMETRY));
    boolean shapeFirst = arguments.getFirst() instanceof Expression.Shape;
    return new Call(
        shapeFirst ? Operation.WITHIN : Operation.EQUALS,
        List.of(arguments.get(1), arguments.get(0)),
        Type.BOOLEAN);
  }

  private static Expression formed(String name, List<Expression> arguments) {
    Form form = FORMS.get(name);
    if (form == null) {
      throw new BadRequestException("there is no function " + name + " here");
    }
    check(name, arguments, form.arguments());
    if (form.operation() == Operation.WITHIN && arguments.getFirst() instanceof Expression.Shape) {
      return new Call(Operation.EQUALS, arguments, form.result());
    }
    return new Call(form.operation(), arguments, form.result());
  }

  private static void check(String name, List<Expression> arguments, List<Type> types) {
    boolean fits = arguments.size() == types.size();
    for (int i = 0; fits && i < types.size(); i++) {
      fits = plain(arguments.get(i).type()) == types.get(i);
    }
    if (!fits) {
      throw new BadRequestException(
          name
              + " takes "
              + (types.isEmpty()
                  ? "nothing"
                  : String.join(", ", types.stream().map(Functions::called).toList())));
    }
  }

  private static String called(Type type) {
    return switch (type) {
      case TEXT, TEXTS -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "a condition";
      case TIME, INTERVAL -> "a time";
      case DURATION -> "a duration";
      case GEOMETRY -> "a shape";
    };
  }

  /** An interval is compared by its end. */
  private static Type plain(Type type) {
    return type == Type.INTERVAL ? Type.TIME : type;
  }

  /** Compares two values. */
  static Expression compare(Operation operation, Expression left, Expression right) {
    Expression one = as(left, right.type());
    Expression other = as(right, left.type());
    if (plain(one.type()) != plain(other.type()) || one.type() == Type.TEXTS) {
      throw new BadRequestException(
          called(left.type()) + " cannot be compared with " + called(right.type()));
    }
    if (one.type() == Type.GEOMETRY) {
      return compareShapes(operation, one, other);
    }
    return new Call(operation, List.of(one, other), Type.BOOLEAN);
  }

  private static Expression compareShapes(Operation operation, Expression one, Expression other) {
    Call equal = new Call(Operation.EQUALS, List.of(one, other), Type.BOOLEAN);
    return switch (operation) {
      case EQ -> equal;
      case NE -> new Call(Operation.NOT, List.of(equal), Type.BOOLEAN);
      default -> throw new BadRequestException("no shape is greater than another");
    };
  }

  /**
   * One side of a comparison, as the other's type needs it. Times are often quoted. A number next
   * to a quoted text is compared as the text that it is written as, as the OGC's conformance suite
   * wants it: results may be of any type.
   */
  private static Expression as(Expression value, Type wanted) {
    if (wanted == Type.TEXT && value.type() == Type.NUMBER) {
      return new Call(Operation.TEXT_OF, List.of(value), Type.TEXT);
    }
    if (!(value instanceof Expression.Text(String text))) {
      return value;
    }
    return switch (wanted) {
      case TIME, INTERVAL -> new Expression.Instant(Tokens.time(text));
      case BOOLEAN -> new Truth(Boolean.parseBoolean(text));
      default -> value;
    };
  }

  /** Calculates with two values. */
  static Expression arithmetic(Operation operation, Expression left, Expression right) {
    Type one = plain(left.type());
    Type other = plain(right.type());
    boolean sum = operation == Operation.ADD || operation == Operation.SUB;
    if (one == Type.NUMBER && other == Type.NUMBER) {
      return new Call(operation, List.of(left, right), Type.NUMBER);
    }
    if (sum && other == Type.DURATION && (one == Type.TIME || one == Type.DURATION)) {
      return new Call(operation, List.of(left, right), one);
    }
    if (operation == Operation.SUB && one == Type.TIME && other == Type.TIME) {
      return new Call(operation, List.of(left, right), Type.DURATION);
    }
    throw new BadRequestException(
        operation.name().toLowerCase(java.util.Locale.ROOT)
            + " does not go with "
            + called(one)
            + " and "
            + called(other));
  }
}
