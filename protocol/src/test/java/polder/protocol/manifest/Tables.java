package polder.protocol.manifest;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes manifests for tests. */
public final class Tables {
  private Tables() {}

  /** A table of these keys and values: text, whole numbers, switches, lists, tables. */
  public static Value.Table table(Object... keysAndValues) {
    SortedMap<String, Value> entries = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put((String) keysAndValues[i], value(keysAndValues[i + 1]));
    }
    return new Value.Table(entries);
  }

  private static Value value(Object plain) {
    return switch (plain) {
      case Value value -> value;
      case String text -> new Value.Text(text);
      case Integer number -> new Value.Whole(number);
      case Long number -> new Value.Whole(number);
      case Boolean on -> new Value.Flag(on);
      case List<?> list -> new Value.Sequence(list.stream().map(Tables::value).toList());
      default -> throw new IllegalArgumentException("no value of a manifest: " + plain);
    };
  }

  /** {@code table} with {@code value} at the dotted {@code path}. */
  public static Value.Table with(Value.Table table, String path, Object value) {
    return change(table, path, value(value));
  }

  /** {@code table} without what stands at the dotted {@code path}. */
  public static Value.Table without(Value.Table table, String path) {
    return change(table, path, null);
  }

  private static Value.Table change(
      Value.Table table, String path, @org.jspecify.annotations.Nullable Value value) {
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    int dot = path.indexOf('.');
    if (dot >= 0) {
      String key = path.substring(0, dot);
      Value.Table below = (Value.Table) entries.getOrDefault(key, Value.Table.empty());
      entries.put(key, change(below, path.substring(dot + 1), value));
    } else if (value == null) {
      entries.remove(path);
    } else {
      entries.put(path, value);
    }
    return new Value.Table(entries);
  }

  /** A deployment that is as it should be. */
  public static Value.Table deployment() {
    return table(
        "name",
        "polder",
        "chain_id",
        31337,
        "genesis_millis",
        1_700_000_000_000L,
        "epoch",
        "10s",
        "emission",
        table("per_day", "100000.5", "halving", "1460d"),
        "grace",
        "5s",
        "clock_tolerance",
        "5s",
        "snapshot_every",
        100,
        "messages_per_epoch",
        1000);
  }

  /** A network called {@code name} that is as it should be. */
  public static Value.Table network(String name) {
    return table(
        "network",
        name,
        "title",
        "A network",
        "kind",
        "sensors",
        "pay",
        table(
            "share", "0.25",
            "target_devices", 1000,
            "probation", "7d",
            "forfeit_below", "0.1"),
        "data",
        table("access", "public", "licence", "CC-BY-4.0", "finest_place", "0.000001"),
        "parameters",
        table("period", "150s", "list", List.of(1, "two", false)));
  }
}
