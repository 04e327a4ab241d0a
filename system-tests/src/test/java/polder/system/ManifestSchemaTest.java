package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import polder.adapters.yaml.ManifestFile;
import polder.app.Kinds;
import polder.epoch.RuleBook;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas that editors complete manifests by know exactly the keys that the program knows. */
class ManifestSchemaTest {
  private static final String UNKNOWN = "no_such_key";

  /** Keys that not every template has, each with a value that it may have. */
  private static final Map<String, Value> OPTIONAL =
      Map.ofEntries(
          Map.entry("enabled", new Value.Flag(true)),
          Map.entry("simulated", new Value.Flag(false)),
          Map.entry("delay", new Value.Text("1d")),
          Map.entry("genesis_balances", Value.Table.empty()),
          Map.entry("course", table("slot", "1h", "least_stations", "10")),
          Map.entry("region_resolution", new Value.Whole(0)),
          Map.entry("resolution", new Value.Text("0.1")),
          Map.entry(
              "persistence", table("at_least", "6h", "readings", "4", "while_course_moves", "1")),
          Map.entry(
              "siting",
              table(
                  "window",
                  "28d",
                  "least_slots",
                  "96",
                  "correlation",
                  "0.9",
                  "course_spread",
                  "1.5")),
          Map.entry(
              "reliability", table("window", "14d", "least_slots", "96", "most_rejected", "0.5")),
          Map.entry(
              "copies",
              table(
                  "window",
                  "21d",
                  "least_slots",
                  "240",
                  "least_pairs",
                  "192",
                  "spread",
                  "0.55",
                  "memory",
                  "0.1",
                  "slope",
                  "0.05",
                  "lags",
                  "2",
                  "screen",
                  "0.2")));

  /** Numbers may be written as text too. */
  private static Value.Table table(String... keysAndValues) {
    SortedMap<String, Value> entries = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String value = keysAndValues[i + 1];
      entries.put(
          keysAndValues[i],
          value.matches("[0-9]+") ? new Value.Whole(Long.parseLong(value)) : new Value.Text(value));
    }
    return new Value.Table(entries);
  }

  @Test
  void networksAgree() throws IOException {
    for (String template : List.of("air-temperature.yaml", "demo.yaml")) {
      agree("network.schema.json", template, ManifestSchemaTest::network);
    }
  }

  @Test
  void deploymentsAgree() throws IOException {
    agree("deployment.schema.json", "deployment.yaml", DeploymentManifest::of);
  }

  private static void network(Value.Table document) {
    new RuleBook(Kinds.ALL).of(NetworkManifest.of(document));
  }

  private static void agree(String schemaFile, String template, Consumer<Value.Table> parser)
      throws IOException {
    Path manifests = Repository.root().resolve("manifests");
    JsonNode schema = JsonMapper.shared().readTree(manifests.resolve(schemaFile).toFile());
    Value.Table document = ManifestFile.read(manifests.resolve(template));
    parser.accept(document);
    Value.Table complete = complete(schema, document);
    parser.accept(complete);
    walk(schema, complete, new ArrayList<>(), complete, parser);
  }

  /** The document with every key that its schema knows. */
  private static Value.Table complete(JsonNode schema, Value.Table table) {
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String key = property.getKey();
      if (!entries.containsKey(key)) {
        assertThat(OPTIONAL).as("a value to try for " + key).containsKey(key);
        entries.put(key, OPTIONAL.getOrDefault(key, Value.Table.empty()));
        if (key.equals("delay")) {
          entries.put("access", new Value.Text("delayed"));
        }
      }
    }
    entries.replaceAll((key, value) ->
        value instanceof Value.Table inner ? complete(of(schema, key), inner) : value);
    return new Value.Table(entries);
  }

  private static JsonNode of(JsonNode schema, String key) {
    JsonNode named = schema.path("properties").path(key);
    return named.isMissingNode() ? schema.path("additionalProperties") : named;
  }

  private static void walk(
      JsonNode schema,
      Value.Table table,
      List<String> path,
      Value.Table document,
      Consumer<Value.Table> parser) {
    boolean open =
        schema.path("additionalProperties").isObject() || schema.has("patternProperties");
    for (String key : table.entries().keySet()) {
      assertThat(open || schema.path("properties").has(key))
          .as("the schema knows " + path + " " + key)
          .isTrue();
    }
    for (JsonNode required : schema.path("required").values()) {
      String key = required.asString();
      refused(changed(document, path, entries -> without(entries, key)), key, parser);
    }
    if (!open) {
      assertThat(schema.path("additionalProperties").asBoolean(true)).as("" + path).isFalse();
      refused(
          changed(document, path, entries -> with(entries, UNKNOWN, new Value.Whole(1))),
          UNKNOWN,
          parser);
    }
    table
        .entries()
        .forEach((key, value) -> {
          if (value instanceof Value.Table inner) {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(key);
            walk(of(schema, key), inner, deeper, document, parser);
          }
        });
  }

  private static void refused(Value.Table document, String key, Consumer<Value.Table> parser) {
    assertThatThrownBy(() -> parser.accept(document))
        .as(key)
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(key);
  }

  private static Value.Table without(Value.Table table, String key) {
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    entries.remove(key);
    return new Value.Table(entries);
  }

  private static Value.Table with(Value.Table table, String key, Value value) {
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    entries.put(key, value);
    return new Value.Table(entries);
  }

  /** The document with the table at {@code path} changed. */
  private static Value.Table changed(
      Value.Table table, List<String> path, UnaryOperator<Value.Table> change) {
    if (path.isEmpty()) {
      return change.apply(table);
    }
    if (!(table.entries().get(path.getFirst()) instanceof Value.Table inner)) {
      throw new AssertionError(path + " is no table");
    }
    return with(table, path.getFirst(), changed(inner, path.subList(1, path.size()), change));
  }
}
