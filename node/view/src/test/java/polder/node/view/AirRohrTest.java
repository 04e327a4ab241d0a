package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.yaml.ManifestFile;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.ViaFile;
import polder.protocol.manifest.Manifests;
import tools.jackson.databind.JsonNode;

/** Stock firmware, as it speaks to an "own API". */
final class AirRohrTest {
  /** In the form and with the value types that firmware NRZ-2024-135 sends. */
  private static final String REPORT =
      "{\"esp8266id\": \"12345678\", \"software_version\": \"NRZ-2024-135\", \"sensordatavalues\":["
          + "{\"value_type\":\"SDS_P1\",\"value\":\"12.43\"},"
          + "{\"value_type\":\"SDS_P2\",\"value\":\"5.20\"},"
          + "{\"value_type\":\"BME280_temperature\",\"value\":\"VALUE\"},"
          + "{\"value_type\":\"BME280_pressure\",\"value\":\"100431.56\"},"
          + "{\"value_type\":\"BME280_humidity\",\"value\":\"61.30\"},"
          + "{\"value_type\":\"samples\",\"value\":\"5035491\"},"
          + "{\"value_type\":\"interval\",\"value\":\"145000\"},"
          + "{\"value_type\":\"signal\",\"value\":\"-67\"}]}";

  @TempDir Path directory;
  private TestNode node;
  private ViaFile.Created device;
  private TestSender sender;

  @BeforeEach
  void enrol() throws Exception {
    node = TestNode.start(directory);
    device = ViaFile.create(directory.resolve("via"), "airrohr", TestRules.AIR, "balcony");
    sender =
        new TestSender(
            node.manifests.deployment(),
            TestRules.AIR,
            1,
            device.device().key(),
            Optional.of("airrohr"));
    assertThat(node.post(sender.enrol(1)).statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private HttpResponse<String> report(String path, String password, String celsius)
      throws Exception {
    String pair =
        Base64.getEncoder()
            .encodeToString(("anybody:" + password).getBytes(StandardCharsets.UTF_8));
    return node.send(
        HttpRequest.newBuilder(node.uri(path))
            .header("Authorization", "Basic " + pair)
            .header("Content-Type", "application/json")
            .header("X-Sensor", "esp8266-12345678")
            .header("X-MAC-ID", "esp8266-5ccf7f000000")
            .header("User-Agent", "NRZ-2024-135/12345678/5ccf7f000000")
            .POST(HttpRequest.BodyPublishers.ofString(REPORT.replace("VALUE", celsius)))
            .build());
  }

  @Test
  void isTakenSignedForAndPaid() throws Exception {
    HttpResponse<String> taken = report("/v1/airrohr", device.secret(), "21.40");
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
    assertThat(taken.body()).contains("\"verdict\":\"accepted\"", "receipt");
    node.closeEpoch();
    JsonNode entry = node.json("/v1/devices/" + sender.did()).path("networks").path(0);
    assertThat(entry.path("via").asString()).isEqualTo("airrohr");
    JsonNode reward = node.json("/v1/devices/" + sender.did() + "/rewards").path("rewards").path(0);
    assertThat(reward.path("amountNano").asLong()).as(reward.toString()).isPositive();
    // Somebody else signed for it.
    assertThat(reward.path("weightPpm").asLong()).isEqualTo(800_000);
  }

  /** Its sequence grows even where the node's clock stands, and whichever way the secret comes. */
  @Test
  void mayReportAgainAtOnce() throws Exception {
    assertThat(report("/v1/airrohr", device.secret(), "21.40").statusCode()).isEqualTo(201);
    assertThat(report("/v1/airrohr", device.secret(), "21.50").statusCode()).isEqualTo(201);
    assertThat(report("/v1/airrohr/" + device.secret(), "wrong", "21.60").statusCode())
        .isEqualTo(201);
    assertThat(node.journalSize()).isEqualTo(4);
    node.closeEpoch();
    assertThat(report("/v1/airrohr", device.secret(), "21.70").statusCode()).isEqualTo(201);
  }

  @Test
  void isToldThatItsSecretIsWrong() throws Exception {
    String wrong = device.secret().substring(1) + "x";
    HttpResponse<String> response = report("/v1/airrohr", wrong, "21.40");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("wrong_secret").doesNotContain(wrong);
    assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(report("/v1/airrohr/" + wrong, device.secret(), "21.40").statusCode())
        .isEqualTo(401);
    HttpResponse<String> none =
        node.post("/v1/airrohr", "application/json", REPORT.getBytes(StandardCharsets.UTF_8));
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.body()).contains("no_secret");
    assertThat(node.journalSize()).isEqualTo(1);
  }

  @Test
  void isToldWhatIsWrongWithItsReport() throws Exception {
    String path = "/v1/airrohr/" + device.secret();
    for (String body :
        new String[] {
          "", "{", "[]", "{\"sensordatavalues\": 5}", "[".repeat(5_000), "{\"a\":".repeat(1_000)
        }) {
      HttpResponse<String> response =
          node.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
      assertThat(response.statusCode()).as("%s: %s", body, response.body()).isEqualTo(400);
      assertThat(response.body()).contains("malformed");
    }
    HttpResponse<String> failed = report(path, "", "nan");
    assertThat(failed.statusCode()).isEqualTo(422);
    assertThat(failed.body()).contains("no_quantity");
    HttpResponse<String> huge = node.post(path, "application/json", new byte[20_000]);
    assertThat(huge.statusCode()).isEqualTo(413);
    HttpResponse<String> form =
        node.post(path, "application/x-www-form-urlencoded", new byte[] {'a'});
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(node.journalSize()).isEqualTo(1);
  }

  /** All five quantities of a report, judged by the manifest that a founder starts from. */
  @Test
  void isPaidForAllThatTheAirQualityManifestNames() throws Exception {
    Path template = Path.of("../../manifests/air-quality.yaml");
    Manifests rules = Manifests.of(TestRules.deployment(), List.of(ManifestFile.read(template)));
    String network = "air-quality";
    try (TestNode other =
        TestNode.start(
            directory.resolve("other"),
            rules,
            TestRules.GENESIS_MILLIS,
            HttpLimits.USUAL,
            ViewLimits.USUAL)) {
      ViaFile.Created airrohr =
          ViaFile.create(directory.resolve("other/via"), "airrohr", network, "balcony");
      TestSender its =
          new TestSender(
              rules.deployment(), network, 1, airrohr.device().key(), Optional.of("airrohr"));
      assertThat(other.post(its.enrol(1)).statusCode()).isEqualTo(200);
      HttpResponse<String> taken =
          other.post(
              "/v1/airrohr/" + airrohr.secret(),
              "application/json",
              REPORT.replace("VALUE", "21.40").getBytes(StandardCharsets.UTF_8));
      assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
      other.closeEpoch();
      JsonNode reward = other.json("/v1/devices/" + its.did() + "/rewards").path("rewards").path(0);
      // All of the time, unverified for want of neighbours, and signed for by somebody else.
      assertThat(reward.path("weightPpm").asLong()).as(reward.toString()).isEqualTo(240_000);
    }
  }

  /** A device whose file is gone is a stranger, and the file itself is for its owner alone. */
  @Test
  void isKnownByItsFile() throws Exception {
    Path file = directory.resolve("via").resolve(TestRules.AIR + ".balcony.via");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(Files.readString(file)).doesNotContain(device.secret());
    try (TestNode other = otherNodeWithout(file)) {
      HttpResponse<String> response =
          other.post(
              "/v1/airrohr/" + device.secret(),
              "application/json",
              REPORT.replace("VALUE", "20").getBytes(StandardCharsets.UTF_8));
      assertThat(response.statusCode()).isEqualTo(401);
    }
  }

  private TestNode otherNodeWithout(Path file) throws Exception {
    Files.delete(file);
    return TestNode.start(directory.resolve("other"));
  }
}
