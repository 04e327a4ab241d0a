package polder.ports.readings;

import java.math.BigDecimal;
import java.util.List;
import polder.ports.readings.Entity.Field;
import polder.ports.readings.Entity.Link;
import polder.ports.readings.Entity.Type;

/** What can be asked of an entity: its fields, those of entities it is linked to, and values. */
public sealed interface Expression {
  /** What it gives. */
  Type type();

  /** A text. */
  record Text(String value) implements Expression {
    @Override
    public Type type() {
      return Type.TEXT;
    }
  }

  /** A number. */
  record Numeral(BigDecimal value) implements Expression {
    @Override
    public Type type() {
      return Type.NUMBER;
    }
  }

  /** True or false. */
  record Truth(boolean value) implements Expression {
    @Override
    public Type type() {
      return Type.BOOLEAN;
    }
  }

  /** An instant, epoch milliseconds. */
  record Instant(long millis) implements Expression {
    @Override
    public Type type() {
      return Type.TIME;
    }
  }

  /** A length of time. */
  record Period(long millis) implements Expression {
    @Override
    public Type type() {
      return Type.DURATION;
    }
  }

  /** A shape on the map. */
  record Shape(Geometry geometry) implements Expression {
    @Override
    public Type type() {
      return Type.GEOMETRY;
    }
  }

  /**
   * A field, of the entity itself or of those that {@code links} lead to: of any of them where they
   * lead to many.
   */
  record Path(List<Link> links, Field field) implements Expression {
    public Path {
      links = List.copyOf(links);
    }

    @Override
    public Type type() {
      return field.type();
    }
  }

  /** An operation. Its maker has seen to the number and the types of its arguments. */
  record Call(Operation operation, List<Expression> arguments, Type type) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** What can be done with values; as OData names it. */
  enum Operation {
    AND,
    OR,
    NOT,
    EQ,
    NE,
    GT,
    GE,
    LT,
    LE,
    ADD,
    SUB,
    MUL,
    DIV,
    MOD,
    NEGATE,
    CONTAINS,
    STARTS_WITH,
    ENDS_WITH,
    LENGTH,
    INDEX_OF,
    SUBSTRING,
    TO_LOWER,
    TO_UPPER,
    TRIM,
    CONCAT,
    /** A number as it is written. */
    TEXT_OF,
    YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    FRACTIONAL_SECONDS,
    DATE,
    TIME_OF_DAY,
    ROUND,
    FLOOR,
    CEILING,
    /** Degrees between two points. */
    DISTANCE,
    EQUALS,
    DISJOINT,
    TOUCHES,
    WITHIN,
    INTERSECTS;

    /** Whether it asks how a place lies to a shape. */
    public boolean isSpatial() {
      return compareTo(EQUALS) >= 0;
    }
  }

  /** Both must hold. */
  static Expression and(Expression one, Expression other) {
    return new Call(Operation.AND, List.of(one, other), Type.BOOLEAN);
  }

  /** That the entity at the end of {@code links} is the one with this identifier. */
  static Expression isAt(List<Link> links, long id) {
    return new Call(
        Operation.EQ,
        List.of(new Path(links, Entity.ID), new Numeral(BigDecimal.valueOf(id))),
        Type.BOOLEAN);
  }

  /** Whether anything in it speaks of a field whose path starts with {@code start}. */
  default boolean mentions(String start) {
    return switch (this) {
      case Path path -> path.field().path().startsWith(start);
      case Call call -> call.arguments().stream().anyMatch(its -> its.mentions(start));
      default -> false;
    };
  }
}
