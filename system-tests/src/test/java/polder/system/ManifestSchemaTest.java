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
import tools.jackson.databind.node.ObjectNode;

/** The schemas that editors complete manifests by know exactly the keys that the program knows. */
class ManifestSchemaTest {
  private static final String REFERENCE = "$ref";
  private static final String UNKNOWN = "no_such_key";

  private static final List<String> TEMPLATES =
      List.of("air-temperature.yaml", "air-quality.yaml", "weather-station.yaml", "demo.yaml");

  /** A quantity with this key has few checks, and is taken as it is. */
  private static final String CIRCLE = "circle";

  /** Keys that templates may lack, each with a value that it may have. */
  private final Map<String, Value> optional = new TreeMap<>();

  ManifestSchemaTest() throws IOException {
    optional.put("enabled", new Value.Flag(true));
    optional.put("simulated", new Value.Flag(false));
    optional.put("delay", new Value.Text("1d"));
    optional.put("takeover_epochs", new Value.Whole(3));
    optional.put("genesis_balances", Value.Table.empty());
    optional.put(
        "settlement",
        new Value.Table(
            new TreeMap<>(
                Map.of(
                    "contract", new Value.Text("0x" + "1".repeat(40)),
                    "token", new Value.Text("0x" + "2".repeat(40)),
                    "inbox", new Value.Text("0x" + "3".repeat(40))))));
    optional.put(
        "validators",
        new Value.Table(
            new TreeMap<>(
                Map.of(
                    "share", new Value.Text("0.05"),
                    "gas_rate", new Value.Whole(2_000),
                    "gas_most", new Value.Text("0.01")))));
    optional.put(
        "credentials",
        new Value.Table(new TreeMap<>(Map.of("trusted", new Value.Sequence(List.of())))));
    optional.put("confirmable", new Value.Flag(true));
    optional.put("region_resolution", new Value.Whole(3));
    optional.put("relative_limit", new Value.Whole(1));
    optional.put("scale_height_m", new Value.Whole(8435));
    optional.put("height_m", new Value.Whole(50));
    Value.Table parameters =
        table(ManifestFile.read(manifest("air-temperature.yaml")), "parameters");
    optional.put("course", table(parameters, "course"));
    Value.Table quantity = table(table(parameters, "quantities"), "temperature");
    quantity.entries().forEach(optional::putIfAbsent);
    SortedMap<String, Value> humid = new TreeMap<>();
    humid.put("quantity", new Value.Text("temperature"));
    humid.put("above", new Value.Whole(85));
    humid.put("within", new Value.Text("5m"));
    optional.put("humid", new Value.Table(humid));
    SortedMap<String, Value> zeros = new TreeMap<>();
    zeros.put("over", new Value.Text("1m"));
    zeros.put("readings", new Value.Whole(4));
    optional.put("faulty_zeros", new Value.Table(zeros));
    SortedMap<String, Value> saturation = new TreeMap<>();
    saturation.put("from", new Value.Whole(97));
    saturation.put("at", new Value.Whole(100));
    saturation.put("overshoot", new Value.Whole(3));
    optional.put("saturation", new Value.Table(saturation));
  }

  private static Value.Table table(Value.Table within, String key) {
    if (within.entries().get(key) instanceof Value.Table table) {
      return table;
    }
    throw new AssertionError(key + " is no table");
  }

  private static Path manifest(String name) {
    return Repository.root().resolve("manifests").resolve(name);
  }

  @Test
  void networksAgree() throws IOException {
    for (String template : TEMPLATES) {
      agree("network.schema.json", template, ManifestSchemaTest::network);
    }
  }

  @Test
  void marketsAgree() throws IOException {
    agree("compute.schema.json", "compute.yaml", ManifestSchemaTest::network);
  }

  @Test
  void learningNetworksAgree() throws IOException {
    agree("learning.schema.json", "learning.yaml", ManifestSchemaTest::network);
  }

  @Test
  void deploymentsAgree() throws IOException {
    agree("deployment.schema.json", "deployment.yaml", DeploymentManifest::of);
  }

  private static void network(Value.Table document) {
    new RuleBook(Kinds.ALL).of(NetworkManifest.of(document));
  }

  private void agree(String schemaFile, String template, Consumer<Value.Table> parser)
      throws IOException {
    JsonNode schema = whole(JsonMapper.shared().readTree(manifest(schemaFile).toFile()));
    Value.Table document = ManifestFile.read(manifest(template));
    parser.accept(document);
    Value.Table complete = complete(schema, document);
    parser.accept(complete);
    walk(schema, complete, new ArrayList<>(), complete, parser);
  }

  /** The schema with what it refers to in the place of the references. */
  private static JsonNode whole(JsonNode schema) throws IOException {
    if (schema.path(REFERENCE).isString()) {
      String[] fileAndPlace = schema.path(REFERENCE).asString().split("#", 2);
      JsonNode found =
          JsonMapper.shared().readTree(manifest(fileAndPlace[0]).toFile()).at(fileAndPlace[1]);
      assertThat(found.isObject()).as(schema.path(REFERENCE).asString()).isTrue();
      return whole(found);
    }
    if (schema instanceof ObjectNode table) {
      for (Map.Entry<String, JsonNode> entry : List.copyOf(table.properties())) {
        table.set(entry.getKey(), whole(entry.getValue()));
      }
    }
    return schema;
  }

  /** The document with every key that its schema knows. */
  private Value.Table complete(JsonNode schema, Value.Table table) {
    if (table.entries().containsKey(CIRCLE)) {
      return table;
    }
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String key = property.getKey();
      if (!entries.containsKey(key) && !key.equals(CIRCLE)) {
        assertThat(optional).as("a value to try for " + key).containsKey(key);
        entries.put(key, optional.getOrDefault(key, Value.Table.empty()));
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
