package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import polder.node.closing.SystemTime;
import polder.node.gateway.Described;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole node, and a browser with a wallet in front of it. */
abstract class JoinScene {
  static final String NETWORK = "air-temperature";
  static final PageWallet OWNER = PageWallet.of(1);

  @TempDir Path folder;

  Assembly node;
  Page page;
  Described described;

  @BeforeEach
  void start() throws Exception {
    DataDirectory data = new DataDirectory(folder);
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createNetwork(NETWORK, NETWORK);
    manifests.createDeployment("test", "1h", System.currentTimeMillis());
    node =
        Assembly.start(
            new Assembly.Settings(
                data, "127.0.0.1", 0, manifests.load(), new SystemTime(), false, Optional.empty()));
    page = new Page(node.address());
    described = new Described(Page.json(page.get("/v1/openapi.json")));
  }

  @AfterEach
  void stop() throws IOException {
    page.close();
    node.close();
  }

  static Map<String, Object> place() {
    return Map.of("latitude", 52.3702, "longitude", 4.8952, "heightMeters", 3);
  }

  HttpResponse<String> draft(String via, String name) throws Exception {
    return page.post(
        "/v1/join/drafts",
        Map.of(
            "network", NETWORK,
            "account", OWNER.account().toString(),
            "place", place(),
            "device", Map.of("kind", "via", "via", via, "name", name)));
  }

  HttpResponse<String> sign(PageWallet wallet, JsonNode draft) throws Exception {
    return page.post(
        "/v1/join/drafts/" + draft.path("draft").asString(),
        Map.of("signature", wallet.signTypedData(draft.path("typedData"))));
  }

  void requireDescribed(String route, HttpResponse<String> response) {
    assertThat(described.wrong(route, response)).as(response.body()).isEmpty();
  }

  /** What the node knows of a device, also before the next epoch is sealed. */
  String device(String did) throws Exception {
    HttpResponse<String> known = page.get("/v1/devices/" + did);
    assertThat(known.statusCode()).isEqualTo(200);
    return known.body();
  }

  /** As the device does with what was typed into its form. */
  int reports(String secret) throws Exception {
    String user =
        Base64.getEncoder()
            .encodeToString(("polder:" + secret).getBytes(StandardCharsets.US_ASCII));
    String body =
        "{\"esp8266id\":\"1\",\"sensordatavalues\":"
            + "[{\"value_type\":\"BME280_temperature\",\"value\":\"12.30\"}]}";
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      return client
          .send(
              java.net.http.HttpRequest.newBuilder(node.address().resolve("/v1/airrohr"))
                  .header("Authorization", "Basic " + user)
                  .header("Content-Type", "application/json")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  static JsonNode run(Class<?> main, List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(words);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return JsonMapper.shared().readTree(said);
  }
}
