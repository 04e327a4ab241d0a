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

  /** Keys that no template has, each with a value that it may have. */
  private static final Map<String, Value> OPTIONAL =
      Map.of(
          "enabled", new Value.Flag(true),
          "simulated", new Value.Flag(false),
          "delay", new Value.Text("1d"),
          "genesis_balances", Value.Table.empty());

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
