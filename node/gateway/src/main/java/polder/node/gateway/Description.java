package polder.node.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What can be asked at the doors of a room, by OpenAPI 3.1. A node shows one description, which has
 * the parts of those rooms alone whose doors it has. Never changes.
 */
public final class Description {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILE = "openapi.json";
  private static final String PATHS = "paths";
  private static final String COMPONENTS = "components";
  private static final String SCHEMAS = "schemas";

  private final ObjectNode document;

  private Description(ObjectNode document) {
    this.document = document;
  }

  /**
   * The file {@code openapi.json} beside {@code type}.
   *
   * @throws IllegalStateException if the program lacks it, or it is no JSON object
   */
  public static Description beside(Class<?> type) {
    try (InputStream input = type.getResourceAsStream(FILE)) {
      if (input == null) {
        throw new IllegalStateException(
            FILE + " of " + type.getPackageName() + " is missing from the program");
      }
      return parse(input.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(FILE + " of " + type.getPackageName() + " is damaged", e);
    }
  }

  /**
   * The description that {@code json} is.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  public static Description parse(byte[] json) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return new Description(object);
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("a description is JSON", e);
    }
    throw new IllegalArgumentException("a description is a JSON object");
  }

  /**
   * This one with the paths and schemas of {@code more}.
   *
   * @throws IllegalArgumentException if both have a path or a schema of one name, or {@code more}
   *     says anything else, which would be lost
   */
  public Description with(Description more) {
    requireOnly(more.document, Set.of(PATHS, COMPONENTS));
    requireOnly(more.document.path(COMPONENTS), Set.of(SCHEMAS));
    ObjectNode both = document.deepCopy();
    ObjectNode added = more.document.deepCopy();
    add(added.path(PATHS), both.withObjectProperty(PATHS));
    add(
        added.path(COMPONENTS).path(SCHEMAS),
        both.withObjectProperty(COMPONENTS).withObjectProperty(SCHEMAS));
    return new Description(both);
  }

  private static void requireOnly(JsonNode node, Set<String> names) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!names.contains(entry.getKey())) {
        throw new IllegalArgumentException(
            "a room describes its paths and schemas, not " + entry.getKey());
      }
    }
  }

  private static void add(JsonNode from, ObjectNode to) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (to.has(entry.getKey())) {
        throw new IllegalArgumentException("two rooms describe " + entry.getKey());
      }
      to.set(entry.getKey(), entry.getValue());
    }
  }

  /** The document, in lines that people can read too. */
  public byte[] json() {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
  }
}
