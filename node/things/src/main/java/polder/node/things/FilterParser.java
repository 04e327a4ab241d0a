package polder.node.things;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Field;
import polder.ports.readings.Entity.Link;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression;
import polder.ports.readings.Expression.Operation;
import polder.ports.readings.Expression.Path;

/**
 * Reads the expressions of {@code $filter} and {@code $orderby} (OData 4.0 §5.1.1, as SensorThings
 * 1.1 §9.3.3.5 takes it) by recursive descent, one method for each level of precedence.
 */
final class FilterParser {
  private static final Map<String, Operation> COMPARISONS =
      Map.of(
          "eq", Operation.EQ,
          "ne", Operation.NE,
          "gt", Operation.GT,
          "ge", Operation.GE,
          "lt", Operation.LT,
          "le", Operation.LE);
  private static final Map<String, Operation> SUMS =
      Map.of("add", Operation.ADD, "sub", Operation.SUB);
  private static final Map<String, Operation> PRODUCTS =
      Map.of("mul", Operation.MUL, "div", Operation.DIV, "mod", Operation.MOD);

  private final Tokens tokens;
  private final Entity entity;
  private final long nowMillis;
  private final int mostDepth;
  private int depth;

  private FilterParser(String text, Entity entity, long nowMillis, int mostDepth) {
    this.tokens = new Tokens(text);
    this.entity = entity;
    this.nowMillis = nowMillis;
    this.mostDepth = mostDepth;
  }

  /**
   * Reads a condition on {@code entity}.
   *
   * @param nowMillis what {@code now()} is
   * @throws BadRequestException saying what is wrong and where
   */
  static Expression condition(String text, Entity entity, long nowMillis, int mostDepth) {
    Expression condition = value(text, entity, nowMillis, mostDepth);
    if (condition.type() != Type.BOOLEAN) {
      throw new BadRequestException("$filter must be a condition, such as result gt 20");
    }
    return condition;
  }

  /** Reads an expression of any type. */
  static Expression value(String text, Entity entity, long nowMillis, int mostDepth) {
    FilterParser parser = new FilterParser(text, entity, nowMillis, mostDepth);
    Expression expression = parser.either();
    parser.tokens.end();
    return expression;
  }

  private Expression either() {
    if (++depth > mostDepth) {
      throw new BadRequestException("an expression is nested at most " + mostDepth + " deep");
    }
    Expression left = both();
    int count = 0;
    while (tokens.word("or")) {
      left = logical(Operation.OR, left, both());
      bound(++count);
    }
    depth--;
    return left;
  }

  private Expression both() {
    Expression left = contrary();
    int count = 0;
    while (tokens.word("and")) {
      left = logical(Operation.AND, left, contrary());
      bound(++count);
    }
    return left;
  }

  /** What stands in a row is nested too, in the statement that it becomes. */
  private void bound(int count) {
    if (count > 100) {
      throw new BadRequestException("an expression has at most 100 parts in a row");
    }
  }

  private static Expression logical(Operation operation, Expression left, Expression right) {
    if (left.type() != Type.BOOLEAN || right.type() != Type.BOOLEAN) {
      throw new BadRequestException("and, or and not need conditions on both sides");
    }
    return new Expression.Call(operation, List.of(left, right), Type.BOOLEAN);
  }

  private Expression contrary() {
    int count = 0;
    while (tokens.word("not")) {
      bound(++count);
    }
    Expression inner = comparison();
    if (count == 0) {
      return inner;
    }
    if (inner.type() != Type.BOOLEAN) {
      throw new BadRequestException("not needs a condition");
    }
    return count % 2 == 0
        ? inner
        : new Expression.Call(Operation.NOT, List.of(inner), Type.BOOLEAN);
  }

  private Expression comparison() {
    Expression left = sum();
    Optional<Operation> operation = tokens.oneOf(COMPARISONS);
    return operation.isEmpty() ? left : Functions.compare(operation.get(), left, sum());
  }

  private Expression sum() {
    Expression left = product();
    int count = 0;
    for (Optional<Operation> next = tokens.oneOf(SUMS);
        next.isPresent();
        next = tokens.oneOf(SUMS)) {
      left = Functions.arithmetic(next.get(), left, product());
      bound(++count);
    }
    return left;
  }

  private Expression product() {
    Expression left = signed();
    int count = 0;
    for (Optional<Operation> next = tokens.oneOf(PRODUCTS);
        next.isPresent();
        next = tokens.oneOf(PRODUCTS)) {
      left = Functions.arithmetic(next.get(), left, signed());
      bound(++count);
    }
    return left;
  }

  private Expression signed() {
    if (!tokens.sign('-')) {
      return primary();
    }
    Expression inner = primary();
    if (inner instanceof Expression.Numeral(BigDecimal value)) {
      return new Expression.Numeral(value.negate());
    }
    if (inner.type() != Type.NUMBER) {
      throw new BadRequestException("only numbers have a minus");
    }
    return new Expression.Call(Operation.NEGATE, List.of(inner), Type.NUMBER);
  }

  private Expression primary() {
    if (tokens.sign('(')) {
      Expression inner = either();
      tokens.expect(')');
      return inner;
    }
    Optional<Expression> literal = tokens.literal();
    if (literal.isPresent()) {
      return literal.get();
    }
    String name = tokens.name();
    if (!tokens.sign('(')) {
      return path(name, entity);
    }
    List<Expression> arguments = new ArrayList<>();
    if (!tokens.sign(')')) {
      do {
        arguments.add(either());
      } while (tokens.sign(','));
      tokens.expect(')');
    }
    return Functions.call(name, arguments, nowMillis);
  }

  /** A field of {@code entity}, or of what it is linked to. */
  static Path path(String name, Entity entity) {
    Entity here = entity;
    List<Link> links = new ArrayList<>();
    String rest = name;
    while (true) {
      int cut = rest.indexOf('/');
      Optional<Link> link = here.link(cut < 0 ? rest : rest.substring(0, cut));
      if (link.isEmpty()) {
        break;
      }
      links.add(link.get());
      here = link.get().to();
      // An entity by itself stands for its identifier.
      rest = cut < 0 ? Entity.ID.path() : rest.substring(cut + 1);
      if (links.size() > 8) {
        throw new BadRequestException("a path leads over at most 8 entities");
      }
    }
    String last = rest.equals("@iot.id") ? Entity.ID.path() : rest;
    Optional<Field> field = here.field(last);
    if (field.isEmpty()) {
      throw new BadRequestException(
          here.plural()
              + " have no "
              + last
              + " to ask for; they have id, "
              + String.join(", ", here.fields().stream().map(Field::path).toList()));
    }
    return new Path(links, field.get());
  }
}
