package polder.node.things;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Link;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression;
import polder.ports.readings.Selection;

/**
 * What is asked of a set of entities beside its path.
 *
 * @param filter what must hold
 * @param order by what they are ordered
 * @param select names of fields and links that are shown; empty for all
 * @param expand what they are shown with
 * @param top how many at most
 * @param skip how many are left out
 * @param count whether their number is asked for
 * @param raw the options as they were written, by name
 */
record Options(
    Optional<Expression> filter,
    List<Selection.Order> order,
    Set<String> select,
    List<Expand> expand,
    OptionalInt top,
    long skip,
    boolean count,
    Map<String, String> raw) {

  /** What an entity is shown with. */
  record Expand(Link link, Options options) {}

  private static final Set<String> NAMES =
      Set.of("$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count");

  static final Options NONE =
      new Options(
          Optional.empty(),
          List.of(),
          Set.of(),
          List.of(),
          OptionalInt.empty(),
          0,
          false,
          Map.of());

  /** Whether observations of any verdict are meant: those who ask for a quality say which. */
  boolean asksForQuality() {
    return filter.map(its -> its.mentions("resultQuality")).orElse(false)
        || order.stream().anyMatch(its -> its.by().mentions("resultQuality"));
  }

  /** Reads options; each has a name and a value. */
  static final class Reader {
    private final ThingsLimits limits;
    private final long nowMillis;

    Reader(ThingsLimits limits, long nowMillis) {
      this.limits = limits;
      this.nowMillis = nowMillis;
    }

    /**
     * Reads the options of a request for {@code entity}.
     *
     * @throws BadRequestException saying which of them is wrong
     */
    Options read(Map<String, String> raw, Entity entity) {
      return read(raw, entity, 0);
    }

    private Options read(Map<String, String> raw, Entity entity, int depth) {
      if (depth > limits.mostDepth()) {
        throw new BadRequestException("$expand goes at most " + limits.mostDepth() + " deep");
      }
      for (String name : raw.keySet()) {
        if (!NAMES.contains(name)) {
          throw new BadRequestException(
              "there is no option "
                  + name
                  + "; there are $filter, $orderby, $select, $expand,"
                  + " $top, $skip and $count");
        }
      }
      return new Options(
          Optional.ofNullable(raw.get("$filter"))
              .map(text -> FilterParser.condition(text, entity, nowMillis, limits.mostDepth())),
          order(raw.get("$orderby"), entity),
          select(raw.get("$select"), entity),
          expand(raw.get("$expand"), entity, depth),
          raw.containsKey("$top")
              ? OptionalInt.of((int) whole(raw, "$top", Integer.MAX_VALUE))
              : OptionalInt.empty(),
          raw.containsKey("$skip") ? whole(raw, "$skip", limits.mostSkip()) : 0,
          isTrue(raw.get("$count")),
          raw);
    }

    private static long whole(Map<String, String> raw, String name, long most) {
      String text = raw.getOrDefault(name, "");
      if (!text.matches("\\d{1,10}") || Long.parseLong(text) > most) {
        throw new BadRequestException(
            name + " must be a whole number from 0 to " + most + "; for more, see /v1/export");
      }
      return Long.parseLong(text);
    }

    private static boolean isTrue(@org.jspecify.annotations.Nullable String text) {
      if (text == null || text.equals("false")) {
        return false;
      }
      if (text.equals("true")) {
        return true;
      }
      throw new BadRequestException("$count must be true or false");
    }

    private List<Selection.Order> order(
        @org.jspecify.annotations.Nullable String text, Entity entity) {
      List<Selection.Order> order = new ArrayList<>();
      for (String item : text == null ? List.<String>of() : split(text, ',')) {
        String by = item.strip();
        boolean descending = by.endsWith(" desc");
        if (descending || by.endsWith(" asc")) {
          by = by.substring(0, by.lastIndexOf(' ')).strip();
        }
        Expression value = FilterParser.value(by, entity, nowMillis, limits.mostDepth());
        if (value.type() == Type.TEXTS) {
          throw new BadRequestException("nothing is ordered by " + by);
        }
        order.add(new Selection.Order(value, descending));
      }
      return order;
    }

    private static Set<String> select(
        @org.jspecify.annotations.Nullable String text, Entity entity) {
      Set<String> select = new LinkedHashSet<>();
      for (String item : text == null ? List.<String>of() : split(text, ',')) {
        String name = item.strip();
        boolean known =
            name.equals("id")
                || name.equals("@iot.id")
                || entity.link(name).isPresent()
                || entity.fields().stream()
                    .anyMatch(
                        field -> field.path().equals(name) || field.path().startsWith(name + "/"));
        if (!known) {
          throw new BadRequestException("$select: " + entity.plural() + " have no " + name);
        }
        select.add(name);
      }
      return select;
    }

    private List<Expand> expand(
        @org.jspecify.annotations.Nullable String text, Entity entity, int depth) {
      Map<Link, Map<String, String>> wanted = new LinkedHashMap<>();
      for (String item : text == null ? List.<String>of() : split(text, ',')) {
        String whole = item.strip();
        int open = whole.indexOf('(');
        String path = open < 0 ? whole : whole.substring(0, open);
        String inner = open < 0 ? "" : inner(whole, open);
        int slash = path.indexOf('/');
        String first = slash < 0 ? path : path.substring(0, slash);
        Link link =
            entity
                .link(first)
                .orElseThrow(() ->
                    new BadRequestException(
                        "$expand: " + entity.plural() + " lead to no " + first));
        Map<String, String> options = wanted.computeIfAbsent(link, key -> new LinkedHashMap<>());
        if (slash < 0) {
          merge(options, nested(inner));
        } else {
          // A/B(…) is A($expand=B(…)).
          merge(options, Map.of("$expand", whole.substring(slash + 1)));
        }
      }
      List<Expand> expand = new ArrayList<>();
      wanted.forEach(
          (link, options) -> expand.add(new Expand(link, read(options, link.to(), depth + 1))));
      return expand;
    }

    private static void merge(Map<String, String> options, Map<String, String> more) {
      more.forEach((name, value) -> {
        if (name.equals("$expand") && options.containsKey(name)) {
          options.merge(name, value, (one, other) -> one + "," + other);
        } else if (options.put(name, value) != null) {
          throw new BadRequestException("$expand has " + name + " twice for the same entities");
        }
      });
    }

    private static String inner(String item, int open) {
      if (!item.endsWith(")")) {
        throw new BadRequestException("$expand lacks a ) behind " + item);
      }
      return item.substring(open + 1, item.length() - 1);
    }

    private static Map<String, String> nested(String text) {
      Map<String, String> options = new LinkedHashMap<>();
      for (String option : text.isBlank() ? List.<String>of() : split(text, ';')) {
        int equals = option.indexOf('=');
        if (equals < 0) {
          throw new BadRequestException("$expand has options such as $top=1, not " + option);
        }
        options.put(option.substring(0, equals).strip(), option.substring(equals + 1).strip());
      }
      return options;
    }

    /** Cuts at {@code sign}, except within quotes and parentheses. */
    private static List<String> split(String text, char sign) {
      List<String> parts = new ArrayList<>();
      int open = 0;
      boolean quoted = false;
      int start = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        quoted ^= c == '\'';
        if (!quoted) {
          open += c == '(' ? 1 : c == ')' ? -1 : 0;
          if (c == sign && open == 0) {
            parts.add(text.substring(start, i));
            start = i + 1;
          }
        }
      }
      parts.add(text.substring(start));
      return parts;
    }
  }
}
