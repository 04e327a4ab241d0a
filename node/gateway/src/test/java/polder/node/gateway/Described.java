package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import polder.protocol.Hash;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a description says, beside what is so.
 *
 * @param document by OpenAPI 3.1
 */
public record Described(JsonNode document) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String REFERENCE = "$ref";
  private static final String SCHEMAS = "#/components/schemas/";

  /** The document that {@code json} is. */
  public static Described of(byte[] json) {
    return new Described(JSON.readTree(json));
  }

  /**
   * Requires that the description of a room is the one that programs rest on: {@code openapi.lock}
   * among its tests has its hash.
   *
   * @param type any of the room
   */
  public static void requireLocked(Class<?> type) throws IOException {
    String room = type.getPackageName().replace('.', '/');
    String folder = room.substring(room.indexOf('/') + 1);
    String described = folder + "/src/main/resources/" + room + "/openapi.json";
    try (InputStream lock = type.getResourceAsStream("openapi.lock");
        InputStream description = type.getResourceAsStream("openapi.json")) {
      assertThat(Hash.sha256(description.readAllBytes()).toHex())
          .as(
              "hash of %s, on which programs rest; if it was changed on purpose, lock it anew:"
                  + " sha256sum %s | cut -c 1-64 >%s/src/test/resources/%s/openapi.lock",
              described, described, folder, room)
          .isEqualTo(new String(lock.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }

  /** All routes: method and path, such as {@code get /v1/things/{name}}. */
  public SortedSet<String> routes() {
    SortedSet<String> routes = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        routes.add(method.getKey() + " " + path.getKey());
      }
    }
    return routes;
  }

  /** Schemas that are referred to and not here. */
  public SortedSet<String> strangers() {
    SortedSet<String> strangers = new TreeSet<>();
    for (JsonNode reference : document.findValues(REFERENCE)) {
      String name = reference.asString();
      if (!name.startsWith(SCHEMAS) || schema(name).isMissingNode()) {
        strangers.add(name);
      }
    }
    return strangers;
  }

  private JsonNode schema(String reference) {
    return document
        .path("components")
        .path("schemas")
        .path(reference.substring(reference.lastIndexOf('/') + 1));
  }

  /**
   * What {@code response} has and the description has not, and the other way round.
   *
   * @param route one of {@link #routes()}
   * @return a line each
   */
  public List<String> wrong(String route, HttpResponse<String> response) {
    String[] methodAndPath = route.split(" ", 2);
    JsonNode operation = document.path("paths").path(methodAndPath[1]).path(methodAndPath[0]);
    String status = String.valueOf(response.statusCode());
    String type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
    JsonNode content = operation.path("responses").path(status).path("content");
    if (!content.has(type)) {
      return List.of(response.uri() + " answered " + status + " " + type);
    }
    List<String> wrong = new ArrayList<>();
    if (type.equals("application/json")) {
      JsonNode value = JSON.readTree(response.body());
      compare(content.path(type).path("schema"), value, route, wrong);
    }
    return wrong;
  }

  private void compare(JsonNode schema, JsonNode value, String where, List<String> wrong) {
    if (schema.has(REFERENCE)) {
      compare(schema(schema.path(REFERENCE).asString()), value, where, wrong);
      return;
    }
    if (schema.has("allOf")) {
      return; // Its parts are compared where they stand alone.
    }
    compareScalar(schema, value, where, wrong);
    if (schema.has("items")) {
      for (JsonNode item : value.values()) {
        compare(schema.path("items"), item, where + "[]", wrong);
      }
    }
    for (JsonNode required : schema.path("required").values()) {
      if (!value.has(required.asString())) {
        wrong.add(where + " lacks " + required.asString());
      }
    }
    JsonNode properties = schema.path("properties");
    if (properties.isEmpty()) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String name = entry.getKey();
      if (properties.has(name)) {
        compare(properties.path(name), entry.getValue(), where + "." + name, wrong);
      } else {
        wrong.add(where + " has " + name + ", which is not described");
      }
    }
  }

  private static void compareScalar(
      JsonNode schema, JsonNode value, String where, List<String> wrong) {
    boolean fits =
        switch (schema.path("type").asString("")) {
          case "string" -> value.isString();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          case "array" -> value.isArray();
          case "object" -> value.isObject();
          default -> true;
        };
    boolean known =
        !schema.has("enum") || schema.path("enum").valueStream().anyMatch(value::equals);
    boolean written =
        !schema.has("pattern")
            || Pattern.compile(schema.path("pattern").asString())
                .matcher(value.asString(""))
                .find();
    if (!fits || !known || !written) {
      wrong.add(where + " is " + value + ", which is described otherwise");
    }
  }
}
