package polder.adapters.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import polder.adapters.yaml.YamlNode.Entry;
import polder.adapters.yaml.YamlNode.Mapping;
import polder.adapters.yaml.YamlNode.Scalar;
import polder.adapters.yaml.YamlNode.Sequence;

/** Makes the tree of one document from the events of its parser. */
final class YamlTree {
  private static final int MOST_DEPTH = 64;

  /** Of a tree with all aliases followed, in characters; a value weighs a little besides them. */
  private static final long MOST_WEIGHT = 4L << 20;

  private static final long OWN_WEIGHT = 16;
  private static final String TAG = "tag:yaml.org,2002:";
  private static final List<String> TAGS =
      List.of("str", "int", "float", "bool", "null", "seq", "map");

  /** A value and what it weighs with all that is in it. */
  private record Weighed(YamlNode node, long weight) {}

  private final Iterator<Event> events;
  private final Map<Anchor, Weighed> anchors = new HashMap<>();

  YamlTree(Iterator<Event> events) {
    this.events = events;
  }

  /** The value that comes next. */
  YamlNode read() throws YamlException {
    return value(events.next(), 1).node();
  }

  private Weighed value(Event event, int depth) throws YamlException {
    if (depth > MOST_DEPTH) {
      throw fault("values are nested more than " + MOST_DEPTH + " deep", event);
    }
    Weighed value =
        switch (event) {
          case AliasEvent alias -> follow(alias);
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent start -> sequence(start, depth);
          case MappingStartEvent start -> mapping(start, depth);
          default -> throw fault("a value must stand here", event);
        };
    if (value.weight() > MOST_WEIGHT) {
      throw fault("with its aliases followed the text is too large", event);
    }
    if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
      // Only now: an alias within itself is one of nothing.
      node.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
    }
    return value;
  }

  private Weighed follow(AliasEvent alias) throws YamlException {
    Weighed value = anchors.get(alias.getAlias());
    if (value == null) {
      throw fault("no value before has the anchor &" + alias.getAlias().getValue(), alias);
    }
    return value;
  }

  private static Weighed scalar(ScalarEvent event) throws YamlException {
    Optional<String> tag = event.getTag();
    checkTag(tag, event);
    if (event.getValue().codePoints().anyMatch(YamlTree::isHalf)) {
      throw fault("half a character stands here; write it as a whole", event);
    }
    boolean plain = event.isPlain() && !tag.equals(Optional.of(TAG + "str"));
    return new Weighed(
        new Scalar(event.getValue(), plain, YamlDocument.line(event), YamlDocument.column(event)),
        OWN_WEIGHT + event.getValue().length());
  }

  /** An escape can write one half of a pair, which no other encoding can hold. */
  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private Weighed sequence(SequenceStartEvent start, int depth) throws YamlException {
    checkTag(start.getTag(), start);
    List<YamlNode> items = new ArrayList<>();
    long weight = OWN_WEIGHT;
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      Weighed item = value(next, depth + 1);
      items.add(item.node());
      weight = checkedSum(weight, item, next);
    }
    return new Weighed(
        new Sequence(items, YamlDocument.line(start), YamlDocument.column(start)), weight);
  }

  private Weighed mapping(MappingStartEvent start, int depth) throws YamlException {
    checkTag(start.getTag(), start);
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<YamlNode> merged = new ArrayList<>();
    long weight = OWN_WEIGHT;
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      Weighed name = value(next, depth + 1);
      if (!(name.node() instanceof Scalar key)) {
        throw fault("a key must be text", next);
      }
      Weighed value = value(events.next(), depth + 1);
      weight = checkedSum(checkedSum(weight, name, next), value, next);
      if (key.plain() && key.text().equals("<<")) {
        merged.add(value.node());
      } else if (entries.putIfAbsent(key.text(), new Entry(key, value.node())) != null) {
        throw fault("the key " + key.text() + " stands twice in one table; leave one out", next);
      }
    }
    for (YamlNode more : merged) {
      merge(more, entries);
    }
    return new Weighed(
        new Mapping(
            List.copyOf(entries.values()), YamlDocument.line(start), YamlDocument.column(start)),
        weight);
  }

  /** What stands in the table itself comes before what is merged into it. */
  private static void merge(YamlNode more, Map<String, Entry> entries) throws YamlException {
    switch (more) {
      case Mapping mapping ->
          mapping.entries().forEach(entry -> entries.putIfAbsent(entry.key().text(), entry));
      case Sequence sequence -> {
        for (YamlNode item : sequence.items()) {
          if (!(item instanceof Mapping)) {
            throw new YamlException("<< merges tables only", item.line(), item.column());
          }
          merge(item, entries);
        }
      }
      case Scalar scalar ->
          throw new YamlException("<< merges tables only", scalar.line(), scalar.column());
    }
  }

  private static long checkedSum(long weight, Weighed more, Event at) throws YamlException {
    long sum = weight + more.weight();
    if (sum > MOST_WEIGHT) {
      throw fault("with its aliases followed the text is too large", at);
    }
    return sum;
  }

  private static void checkTag(Optional<String> tag, Event event) throws YamlException {
    if (tag.isPresent()
        && !tag.get().equals("!")
        && TAGS.stream().noneMatch(known -> tag.get().equals(TAG + known))) {
      throw fault("the tag " + tag.get() + " is not known here; leave it out", event);
    }
  }

  private static YamlException fault(String message, Event event) {
    return new YamlException(message, YamlDocument.line(event), YamlDocument.column(event));
  }
}
