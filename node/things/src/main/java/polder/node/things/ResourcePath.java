package polder.node.things;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Link;
import polder.ports.readings.Expression;

/**
 * What an address below the root of the service leads to (SensorThings 1.1 §9.2).
 *
 * @param entity which entities
 * @param where which of them; empty for all
 * @param single whether it is one, and not a set
 * @param parent what they are a part of, which must exist
 * @param tail what of them is asked for: nothing for all, else the rest of the path
 * @param byIdentifier whether an observation is named on the way
 */
record ResourcePath(
    Entity entity,
    Optional<Expression> where,
    boolean single,
    Optional<Parent> parent,
    List<String> tail,
    boolean byIdentifier) {

  /** One entity that must exist. */
  record Parent(Entity entity, Expression where) {}

  private static final Pattern SEGMENT =
      Pattern.compile("([A-Za-z]+)(?:\\((\\d{1,18}|\\d{19})\\))?");

  /** The path leads nowhere. */
  static final class NoSuchPathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchPathException(String message) {
      super(message);
    }
  }

  /**
   * Reads a path.
   *
   * @param segments what stands between its slashes, at least one
   * @throws NoSuchPathException if it leads nowhere
   */
  static ResourcePath parse(List<String> segments) {
    if (segments.size() > 20) {
      throw new NoSuchPathException("the path is too long");
    }
    Segment first = Segment.parse(segments.getFirst());
    Entity entity =
        Entity.ofSet(first.name())
            .orElseThrow(() -> new NoSuchPathException("there is no set " + first.name()));
    ResourcePath path =
        new ResourcePath(entity, Optional.empty(), false, Optional.empty(), List.of(), false);
    path = first.id().isPresent() ? path.at(first.id().get()) : path;
    for (int i = 1; i < segments.size(); i++) {
      Optional<ResourcePath> next = path.follow(segments.get(i));
      if (next.isEmpty()) {
        return path.ending(segments.subList(i, segments.size()));
      }
      path = next.get();
    }
    return path;
  }

  private record Segment(String name, Optional<Long> id) {
    static Segment parse(String text) {
      Matcher matcher = SEGMENT.matcher(text);
      if (!matcher.matches()) {
        throw new NoSuchPathException("there is nothing at " + text);
      }
      try {
        return new Segment(
            matcher.group(1), Optional.ofNullable(matcher.group(2)).map(Long::parseLong));
      } catch (NumberFormatException e) {
        throw new NoSuchPathException("no identifier is as large as that");
      }
    }
  }

  private ResourcePath at(long id) {
    Expression here = Expression.isAt(List.of(), id);
    return new ResourcePath(
        entity,
        Optional.of(where.map(before -> Expression.and(here, before)).orElse(here)),
        true,
        parent,
        List.of(),
        byIdentifier || entity == Entity.OBSERVATION);
  }

  /** Where {@code text} leads from here, if it is a way to other entities. */
  private Optional<ResourcePath> follow(String text) {
    Matcher matcher = SEGMENT.matcher(text);
    if (!single || !matcher.matches()) {
      return Optional.empty();
    }
    Optional<Link> link = entity.link(matcher.group(1));
    if (link.isEmpty()) {
      return Optional.empty();
    }
    Expression here = where.orElseThrow();
    ResourcePath next =
        new ResourcePath(
            link.get().to(),
            Optional.of(seenFrom(Entity.back(link.get()), here)),
            !link.get().many(),
            Optional.of(new Parent(entity, here)),
            List.of(),
            byIdentifier);
    Segment segment = Segment.parse(text);
    if (segment.id().isPresent() && !link.get().many()) {
      throw new NoSuchPathException("there is only one " + segment.name() + " here");
    }
    return Optional.of(segment.id().isPresent() ? next.at(segment.id().get()) : next);
  }

  /** What holds of an entity, as those see it that {@code back} leads back from. */
  private static Expression seenFrom(Link back, Expression expression) {
    return switch (expression) {
      case Expression.Path path -> {
        List<Link> links = new ArrayList<>(path.links());
        links.addFirst(back);
        yield new Expression.Path(links, path.field());
      }
      case Expression.Call call ->
          new Expression.Call(
              call.operation(),
              call.arguments().stream().map(argument -> seenFrom(back, argument)).toList(),
              call.type());
      default -> expression;
    };
  }

  private ResourcePath ending(List<String> rest) {
    boolean isReference = rest.equals(List.of("$ref"));
    if (!isReference && !single) {
      throw new NoSuchPathException("a set has no " + rest.getFirst());
    }
    return new ResourcePath(entity, where, single, parent, List.copyOf(rest), byIdentifier);
  }

  boolean isReference() {
    return tail.equals(List.of("$ref"));
  }
}
