package polder.adapters.sqlite;

import java.util.ArrayList;
import java.util.List;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Field;
import polder.ports.readings.Entity.Link;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression;
import polder.ports.readings.Expression.Call;
import polder.ports.readings.Expression.Operation;
import polder.ports.readings.Expression.Path;
import polder.ports.readings.Selection;

/** Writes selections in SQL. */
final class Translation {
  private final Shown shown;
  private final boolean goodOnly;
  private final Sql sql;
  private final Values values;

  Translation(Shown shown, boolean goodOnly, Sql sql) {
    this.shown = shown;
    this.goodOnly = goodOnly;
    this.sql = sql;
    this.values = new Values(this, sql);
  }

  /** Entities with all their fields: first the identifier, then each field's columns. */
  static Sql select(Selection selection, Shown shown, Shapes shapes) {
    Sql sql = new Sql(shapes);
    Translation translation = new Translation(shown, selection.goodOnly(), sql);
    String alias = sql.alias();
    sql.add("SELECT " + alias + ".id");
    for (Field field : selection.entity().fields()) {
      sql.add(", ");
      translation.field(selection.entity(), field, alias, true);
    }
    translation.from(selection, alias);
    sql.add(" ORDER BY ");
    for (Selection.Order order : selection.order()) {
      translation.values.of(order.by(), selection.entity(), alias);
      sql.add(order.descending() ? " DESC, " : ", ");
    }
    return sql.add(alias + ".id LIMIT ")
        .value(selection.top())
        .add(" OFFSET ")
        .value(selection.skip());
  }

  /** How many there are. */
  static Sql count(Selection selection, Shown shown, Shapes shapes) {
    Sql sql = new Sql(shapes);
    String alias = sql.alias();
    sql.add("SELECT count(*)");
    new Translation(shown, selection.goodOnly(), sql).from(selection, alias);
    return sql;
  }

  private void from(Selection selection, String alias) {
    sql.add(" FROM " + Tables.table(selection.entity()) + " " + alias + " WHERE ");
    visible(selection.entity(), alias);
    if (selection.where().isPresent()) {
      sql.add(" AND ");
      condition(selection.where().get(), selection.entity(), alias);
    }
  }

  private void visible(Entity entity, String alias) {
    shown.add(sql, entity, alias);
    if (goodOnly && entity == Entity.OBSERVATION) {
      sql.add(" AND " + alias + ".verdict <= 1");
    }
  }

  /** Writes what must hold of the entity that {@code alias} stands for. */
  void condition(Expression expression, Entity entity, String alias) {
    if (expression instanceof Call(Operation operation, List<Expression> arguments, Type type)) {
      switch (operation) {
        case AND, OR -> {
          sql.add("(");
          condition(arguments.get(0), entity, alias);
          sql.add(operation == Operation.AND ? " AND " : " OR ");
          condition(arguments.get(1), entity, alias);
          sql.add(")");
          return;
        }
        case NOT -> {
          // What is not known is not true, so its contrary is.
          sql.add("NOT coalesce(");
          condition(arguments.get(0), entity, alias);
          sql.add(", 0)");
          return;
        }
        default -> {}
      }
    }
    List<Path> paths = new ArrayList<>();
    collect(expression, paths);
    if (!paths.isEmpty() && paths.stream().noneMatch(path -> path.links().isEmpty())) {
      Link first = paths.getFirst().links().getFirst();
      if (paths.stream().allMatch(path -> path.links().getFirst().equals(first))) {
        linked(first, shorten(expression), alias);
        return;
      }
    }
    values.of(expression, entity, alias);
  }

  private static void collect(Expression expression, List<Path> paths) {
    switch (expression) {
      case Path path -> paths.add(path);
      case Call call -> call.arguments().forEach(argument -> collect(argument, paths));
      default -> {}
    }
  }

  /** The expression as the entity at the end of the first link sees it. */
  private static Expression shorten(Expression expression) {
    return switch (expression) {
      case Path path -> new Path(path.links().subList(1, path.links().size()), path.field());
      case Call call ->
          new Call(
              call.operation(),
              call.arguments().stream().map(Translation::shorten).toList(),
              call.type());
      default -> expression;
    };
  }

  /** Writes that {@code expression} holds of what {@code link} leads to, or of any of it. */
  private void linked(Link link, Expression expression, String alias) {
    Tables.Keys keys = Tables.keys(link);
    String here = alias + "." + keys.here();
    // One series alone comes out of its index in the order of time.
    if (keys.there().equals("id") && isIdentifier(expression) && !Shown.hides(link.to())) {
      sql.add(here + " = ");
      values.of(((Call) expression).arguments().getLast(), link.to(), alias);
      return;
    }
    // Of the many readings of a series only one index tells; of anything else a list is short.
    if (link.to() == Entity.OBSERVATION && !isIdentifier(expression)) {
      String there = sql.alias();
      sql.add("EXISTS (SELECT 1");
      where(link.to(), there, expression);
      sql.add(" AND " + there + "." + keys.there() + " = " + here + ")");
      return;
    }
    if (link.from() == Entity.OBSERVATION && link.to() == Entity.FEATURE_OF_INTEREST) {
      // Readings have no index of places: look only at series of devices that ever stood there.
      sql.add(
          alias
              + ".series IN (SELECT s.id FROM stay h JOIN series s ON s.device = h.device WHERE"
              + " h.place ");
      in(link, keys, expression);
      sql.add(") AND ");
    }
    sql.add(here + " ");
    in(link, keys, expression);
  }

  private void in(Link link, Tables.Keys keys, Expression expression) {
    String there = sql.alias();
    sql.add("IN (SELECT " + there + "." + keys.there());
    where(link.to(), there, expression);
    sql.add(")");
  }

  private void where(Entity entity, String alias, Expression expression) {
    sql.add(" FROM " + Tables.table(entity) + " " + alias + " WHERE ");
    visible(entity, alias);
    sql.add(" AND ");
    condition(expression, entity, alias);
  }

  private static boolean isIdentifier(Expression expression) {
    return expression instanceof Call call
        && call.operation() == Operation.EQ
        && call.arguments().getFirst() instanceof Path path
        && path.links().isEmpty()
        && path.field().equals(Entity.ID);
  }

  /**
   * Writes a field.
   *
   * @param whole with all its columns; otherwise with the one that it is compared by
   */
  void field(Entity entity, Field field, String alias, boolean whole) {
    switch (field.type()) {
      case INTERVAL -> {
        if (whole) {
          bound("min", alias);
          sql.add(", ");
        }
        bound("max", alias);
      }
      case GEOMETRY -> {
        List<String> columns =
            entity == Entity.DATASTREAM
                ? Tables.stands(alias)
                : Tables.columns(entity, field, alias);
        if (entity != Entity.DATASTREAM) {
          sql.add(String.join(", ", columns));
          return;
        }
        // A network that shows no readings shows no places either.
        for (int i = 0; i < columns.size(); i++) {
          sql.add(i == 0 ? "CASE WHEN " : ", CASE WHEN ");
          shown.addNetworks(sql, "(SELECT network FROM device WHERE id = " + alias + ".device)");
          sql.add(" THEN " + columns.get(i) + " END");
        }
      }
      default -> sql.add(Tables.columns(entity, field, alias).getFirst());
    }
  }

  /** The first or last time of a series' readings, of those that may be seen. */
  private void bound(String function, String alias) {
    String there = sql.alias();
    // The index gives the first that counts; min() would look at all of them.
    sql.add("(SELECT " + there + ".time FROM reading " + there + " WHERE ");
    visible(Entity.OBSERVATION, there);
    sql.add(" AND " + there + ".series = " + alias + ".id ORDER BY " + there + ".time");
    sql.add(function.equals("min") ? " LIMIT 1)" : " DESC LIMIT 1)");
  }

  /** Writes the value at the end of {@code path}: through links that lead to one alone. */
  void path(Path path, Entity entity, String alias) {
    if (path.links().isEmpty()) {
      field(entity, path.field(), alias, path.type() == Type.GEOMETRY);
      return;
    }
    Link link = path.links().getFirst();
    if (link.many() || path.type() == Type.GEOMETRY) {
      throw new IllegalArgumentException(
          link.name() + " cannot be used here: compare its fields with values, on their own");
    }
    Tables.Keys keys = Tables.keys(link);
    String there = sql.alias();
    sql.add("(SELECT ");
    path((Path) shorten(path), link.to(), there);
    sql.add(" FROM " + Tables.table(link.to()) + " " + there + " WHERE ");
    visible(link.to(), there);
    sql.add(" AND " + there + "." + keys.there() + " = " + alias + "." + keys.here() + ")");
  }
}
