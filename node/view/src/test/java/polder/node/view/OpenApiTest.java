package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Hash;
import tools.jackson.databind.JsonNode;

/** The description that programs are written against: complete, true, and changed on purpose. */
final class OpenApiTest {
  @TempDir Path directory;

  /** Hears what services route. */
  private static final class Heard implements HttpRules {
    final TreeSet<String> routes = new TreeSet<>();

    @Override
    public HttpRules register(HttpService... services) {
      Arrays.stream(services).forEach(service -> service.routing(this));
      return this;
    }

    @Override
    public HttpRules register(String path, HttpService... services) {
      throw new AssertionError("describe me");
    }

    @Override
    public HttpRules route(HttpRoute route) {
      throw new AssertionError("describe me");
    }

    @Override
    public HttpRules get(String path, Handler... handlers) {
      routes.add("get " + path.replace("*", "{path}"));
      return this;
    }

    /** All methods but GET are answered with a refusal, which is described there. */
    @Override
    public HttpRules any(String path, Handler... handlers) {
      return get(path, handlers);
    }

    @Override
    public HttpRules post(String path, Handler... handlers) {
      routes.add("post " + path);
      return this;
    }
  }

  @Test
  void describesEveryRouteAndNoOther() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      Heard heard = new Heard();
      node.routes().forEach(heard::register);
      TreeSet<String> described = new TreeSet<>();
      for (Map.Entry<String, JsonNode> path :
          node.json("/v1/openapi.json").path("paths").properties()) {
        path.getValue()
            .properties()
            .forEach(method -> described.add(method.getKey() + " " + path.getKey()));
      }
      assertThat(described).isEqualTo(heard.routes);
    }
  }

  /** Every GET answers with a status, a content type and properties that the description has. */
  @Test
  void describesWhatComes() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      JsonNode document = node.json("/v1/openapi.json");
      List<String> wrong = new ArrayList<>();
      for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
        JsonNode get = path.getValue().path("get");
        if (get.isMissingNode() || path.getKey().equals("/v1/events")) {
          continue;
        }
        String address =
            path.getKey()
                .replace("{did}", sender.did())
                .replace("{epoch}", "latest")
                .replace("{file}", "header.cose")
                .replace("archive/{path}", "archive/latest.cbor")
                .replace("v1.1/{path}", "v1.1/Observations")
                .replace("{address}", sender.owner.toString());
        if (address.contains("{")) {
          continue; // A door for stock devices; UploadsTest knocks at it.
        }
        HttpResponse<String> response = node.get(address);
        JsonNode content =
            get.path("responses").path(String.valueOf(response.statusCode())).path("content");
        String type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
        if (response.statusCode() != 200 || !content.has(type)) {
          wrong.add(address + " answered " + response.statusCode() + " " + type);
        } else if (type.equals("application/json") && !address.contains("openapi")) {
          compare(document, content.path(type).path("schema"), TestNode.json(response), address)
              .forEach(wrong::add);
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  /** What is in {@code value} and not described, or required and not there. */
  private static List<String> compare(
      JsonNode document, JsonNode schema, JsonNode value, String where) {
    List<String> wrong = new ArrayList<>();
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asString();
      String last = name.substring(name.lastIndexOf('/') + 1);
      return compare(
          document, document.path("components").path("schemas").path(last), value, where);
    }
    if (schema.has("items")) {
      for (JsonNode item : value.values()) {
        wrong.addAll(compare(document, schema.path("items"), item, where + "[]"));
      }
      return wrong;
    }
    if (schema.has("allOf")) {
      return wrong; // Its parts are compared where they stand alone.
    }
    for (JsonNode required : schema.path("required").values()) {
      if (!value.has(required.asString())) {
        wrong.add(where + " lacks " + required.asString());
      }
    }
    JsonNode properties = schema.path("properties");
    if (properties.isEmpty()) {
      return wrong;
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!properties.has(entry.getKey())) {
        wrong.add(where + " has " + entry.getKey() + ", which is not described");
      } else {
        wrong.addAll(
            compare(
                document,
                properties.path(entry.getKey()),
                entry.getValue(),
                where + "." + entry.getKey()));
      }
    }
    return wrong;
  }

  /** Programs rest on it: who changes it on purpose writes the new hash into the lock file. */
  @Test
  void isLocked() throws Exception {
    try (var lock = OpenApiTest.class.getResourceAsStream("openapi.lock");
        var description = View.class.getResourceAsStream("openapi.json")) {
      assertThat(Hash.sha256(description.readAllBytes()).toHex())
          .as("hash of openapi.json, as openapi.lock has it")
          .isEqualTo(new String(lock.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }
}
