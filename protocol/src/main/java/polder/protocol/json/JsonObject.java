package polder.protocol.json;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON object. Its members stand in the order of RFC 8785 §3.2.3: by name, compared as UTF-16
 * code units, which is how Java compares texts.
 *
 * @param members by name; each name once
 */
public record JsonObject(SortedMap<String, Json> members) implements Json {
  /** An object without members. */
  public static final JsonObject EMPTY = new JsonObject(new TreeMap<>());

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if a name holds half a surrogate pair
   */
  public JsonObject {
    // A map in another order would give bytes that nobody else gives.
    SortedMap<String, Json> ordered = new TreeMap<>();
    ordered.putAll(members);
    members = Collections.unmodifiableSortedMap(ordered);
    members.keySet().forEach(Json::checkSurrogates);
  }

  /** This object with {@code value} as its member {@code name}. */
  public JsonObject with(String name, Json value) {
    SortedMap<String, Json> changed = new TreeMap<>(members);
    changed.put(name, value);
    return new JsonObject(changed);
  }

  /** This object with a text as its member {@code name}. */
  public JsonObject with(String name, String text) {
    return with(name, new Text(text));
  }

  /** This object without its member {@code name}. */
  public JsonObject without(String name) {
    SortedMap<String, Json> changed = new TreeMap<>(members);
    changed.remove(name);
    return new JsonObject(changed);
  }

  /** The member {@code name}, if there is one. */
  public Optional<Json> find(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** The member {@code name} if it is a text. */
  public Optional<String> text(String name) {
    return find(name)
        .flatMap(
            value -> value instanceof Text text ? Optional.of(text.value()) : Optional.empty());
  }

  /** The member {@code name} if it is an object. */
  public Optional<JsonObject> object(String name) {
    return find(name)
        .flatMap(
            value -> value instanceof JsonObject object ? Optional.of(object) : Optional.empty());
  }

  /**
   * What the member {@code name} holds, where one value may stand for a list of it: its items, or
   * itself alone, or nothing where there is no such member.
   */
  public List<Json> items(String name) {
    return find(name)
        .map(value -> value instanceof Array array ? array.items() : List.of(value))
        .orElse(List.of());
  }

  /** Whether {@link #items} of the member {@code name} has this text. */
  public boolean has(String name, String text) {
    return items(name).contains(new Text(text));
  }
}
