package polder.node.things;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import polder.node.gateway.Answers;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Field;
import polder.ports.readings.Entity.Link;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression;
import polder.ports.readings.Geometry;
import polder.ports.readings.ReadModel;
import polder.ports.readings.ReadModel.Interval;
import polder.ports.readings.ReadModel.Row;
import polder.ports.readings.Selection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes entities in JSON, with their links and what they are to be shown with. */
final class EntityWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ReadModel.Reading store;
  private final String root;
  private final ThingsLimits limits;
  private int entities;

  /**
   * @param root the address of the service, without a slash at its end
   */
  EntityWriter(ReadModel.Reading store, String root, ThingsLimits limits) {
    this.store = store;
    this.root = root;
    this.limits = limits;
  }

  /** A selection by {@code options} of what is {@code where}. */
  Selection selection(
      Entity entity, Optional<Expression> where, Options options, boolean anyVerdict) {
    Optional<Expression> all =
        where.isPresent() && options.filter().isPresent()
            ? Optional.of(Expression.and(where.get(), options.filter().get()))
            : where.or(options::filter);
    // One more than is shown tells whether there is more.
    int page = page(options);
    return new Selection(
        entity,
        all,
        options.order(),
        options.skip(),
        page + 1,
        !anyVerdict && !options.asksForQuality());
  }

  private int page(Options options) {
    return Math.min(options.top().orElse(limits.usualPage()), limits.mostPage());
  }

  /**
   * Writes a set.
   *
   * @param path its address
   * @param prefix what its properties' names begin with: empty for a set by itself
   */
  void collection(
      ObjectNode into,
      String name,
      String prefix,
      String path,
      Selection selection,
      Options options)
      throws IOException {
    if (options.count()) {
      into.put(prefix + "@iot.count", store.count(selection));
    }
    List<Row> rows = store.find(selection);
    int page = page(options);
    if (rows.size() > page && page > 0) {
      into.put(prefix + "@iot.nextLink", next(path, options, page));
    }
    ArrayNode values = into.putArray(name);
    for (Row row : rows.subList(0, Math.min(page, rows.size()))) {
      entity(values.addObject(), selection.entity(), row, options);
    }
  }

  private static String next(String path, Options options, int page) {
    StringBuilder link = new StringBuilder(path);
    char sign = '?';
    for (Map.Entry<String, String> option : options.raw().entrySet()) {
      if (!option.getKey().equals("$skip")) {
        link.append(sign).append(option.getKey()).append('=').append(encoded(option.getValue()));
        sign = '&';
      }
    }
    return link.append(sign).append("$skip=").append(options.skip() + page).toString();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** References to a set. */
  void references(ObjectNode into, String path, Selection selection, Options options)
      throws IOException {
    List<Row> rows = store.find(selection);
    int page = page(options);
    if (options.count()) {
      into.put("@iot.count", store.count(selection));
    }
    if (rows.size() > page && page > 0) {
      into.put("@iot.nextLink", next(path, options, page));
    }
    ArrayNode values = into.putArray("value");
    for (Row row : rows.subList(0, Math.min(page, rows.size()))) {
      values.addObject().put("@iot.selfLink", self(selection.entity(), row));
    }
  }

  String self(Entity entity, Row row) {
    return root + "/" + entity.plural() + "(" + row.id() + ")";
  }

  /** Writes an entity as {@code options} want it. */
  void entity(ObjectNode into, Entity entity, Row row, Options options) throws IOException {
    if (++entities > limits.mostEntities()) {
      throw new BadRequestException(
          "the answer would have more than "
              + limits.mostEntities()
              + " entities; ask for less with $top, in what is expanded too");
    }
    boolean all = options.select().isEmpty();
    if (all || options.select().contains("id") || options.select().contains("@iot.id")) {
      into.put("@iot.id", row.id());
    }
    if (all) {
      into.put("@iot.selfLink", self(entity, row));
    }
    ObjectNode fields = fields(entity, row);
    for (Map.Entry<String, tools.jackson.databind.JsonNode> field : fields.properties()) {
      if (all || isSelected(options, field.getKey())) {
        into.set(field.getKey(), field.getValue());
      }
    }
    for (Link link : entity.links()) {
      Optional<Options.Expand> expand =
          options.expand().stream().filter(its -> its.link().equals(link)).findFirst();
      if (expand.isPresent()) {
        expand(into, entity, row, expand.get());
      } else if (all || options.select().contains(link.name())) {
        into.put(link.name() + "@iot.navigationLink", self(entity, row) + "/" + link.name());
      }
    }
  }

  private static boolean isSelected(Options options, String name) {
    return options.select().stream()
        .anyMatch(its -> its.equals(name) || its.startsWith(name + "/"));
  }

  private void expand(ObjectNode into, Entity entity, Row row, Options.Expand expand)
      throws IOException {
    Link link = expand.link();
    Expression here = Expression.isAt(List.of(Entity.back(link)), row.id());
    // An observation's own stream and place are its, whatever its verdict.
    Selection selection =
        selection(link.to(), Optional.of(here), expand.options(), entity == Entity.OBSERVATION);
    if (link.many()) {
      collection(
          into,
          link.name(),
          link.name(),
          self(entity, row) + "/" + link.name(),
          selection,
          expand.options());
      return;
    }
    List<Row> found = store.find(selection);
    if (!found.isEmpty()) {
      entity(into.putObject(link.name()), link.to(), found.getFirst(), expand.options());
    }
  }

  /** The fields of an entity alone. */
  static ObjectNode fields(Entity entity, Row row) {
    ObjectNode node = Answers.object();
    for (Field field : entity.fields()) {
      Object value = row.values().get(field);
      if (value != null) {
        String[] path = field.path().split("/");
        ObjectNode into = node;
        for (int i = 0; i < path.length - 1; i++) {
          into = into.withObjectProperty(path[i]);
        }
        put(into, path[path.length - 1], field.type(), value);
      }
    }
    return node;
  }

  private static void put(ObjectNode into, String name, Type type, Object value) {
    switch (value) {
      case String text -> into.put(name, text);
      case Boolean flag -> into.put(name, flag);
      case BigDecimal number -> into.put(name, number);
      case Long millis -> into.put(name, type == Type.TIME ? time(millis) : millis.toString());
      case Interval interval ->
          into.put(name, time(interval.startMillis()) + "/" + time(interval.endMillis()));
      case Geometry.Point point -> {
        ObjectNode geometry = into.putObject(name).put("type", "Point");
        geometry.putArray("coordinates").add(point.lon()).add(point.lat());
      }
      case List<?> texts -> {
        ArrayNode items = into.putArray(name);
        new ArrayList<>(texts).forEach(text -> items.add(String.valueOf(text)));
      }
      default -> throw new IllegalStateException("nothing is shown as " + value.getClass());
    }
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }
}
