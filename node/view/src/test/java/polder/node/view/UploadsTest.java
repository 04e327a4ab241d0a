package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import polder.node.gateway.upload.OpenSenseMapBox;
import polder.node.gateway.upload.Quantities;
import polder.protocol.manifest.Manifests;
import tools.jackson.databind.JsonNode;

/** Stock devices as they speak, through HTTP into an epoch. */
final class UploadsTest {
  private static final String WEATHER = "weather-station";

  @TempDir Path directory;
  private Manifests manifests;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    manifests =
        Manifests.of(
            TestRules.deployment(),
            List.of(ManifestFile.read(Path.of("../../manifests/weather-station.yaml"))));
    node =
        TestNode.start(
            directory, manifests, TestRules.GENESIS_MILLIS, HttpLimits.USUAL, ViewLimits.USUAL);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private record Enrolled(ViaFile.Created device, TestSender sender) {
    String secret() {
      return device.secret();
    }
  }

  private Enrolled enrol(String via) throws Exception {
    ViaFile.Created device = ViaFile.create(directory.resolve("via"), via, WEATHER, via);
    TestSender sender =
        new TestSender(manifests.deployment(), WEATHER, 1, device.device().key(), Optional.of(via));
    assertThat(node.post(sender.enrol(1)).statusCode()).isEqualTo(200);
    return new Enrolled(device, sender);
  }

  /** It is in the sealed epoch, marked, and paid for. */
  private void assertCounted(Enrolled enrolled, String via) throws Exception {
    node.closeEpoch();
    String address = "/v1/devices/" + enrolled.sender().did();
    assertThat(node.json(address).path("networks").path(0).path("via").asString()).isEqualTo(via);
    JsonNode reward = node.json(address + "/rewards").path("rewards").path(0);
    assertThat(reward.path("weightPpm").asLong()).as(reward.toString()).isPositive();
  }

  private HttpResponse<String> postForm(String path, String form) throws Exception {
    return node.post(
        path, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII));
  }

  /** What a WH2600 with EasyWeather 1.4.4 sent, word for word but for ID, key and time. */
  @Test
  void wundergroundAsEasyWeatherSpeaksIt() throws Exception {
    Enrolled console = enrol("wunderground");
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send(
          "GET /weatherstation/updateweatherstation.php?ID=METEO1&PASSWORD="
              + console.secret()
              + "&indoortempf=75.2&tempf=40.8&dewptf=39.0&windchillf=40.8&indoorhumidity=42"
              + "&humidity=94&windspeedmph=2.9&windgustmph=4.5&winddir=236&absbaromin=28.308"
              + "&baromin=30.095&rainin=0.000&dailyrainin=0.012&weeklyrainin=0.201"
              + "&monthlyrainin=1.673&solarradiation=0.00&UV=0&dateutc=2027-01-15%2008:00:00"
              + "&softwaretype=EasyWeatherV1.4.4&action=updateraw&realtime=1&rtfreq=5 HTTP/1.0\r\n"
              + "Host: 192.168.37.27\r\nAccept:*/*\r\nConnection: Close\r\n\r\n");
      String answer = connection.rest();
      assertThat(answer).contains(" 200 ").endsWith("success\n");
    }
    assertCounted(console, "wunderground");
  }

  @Test
  void wundergroundInEveryWayOfAsking() throws Exception {
    Enrolled console = enrol("wunderground");
    String page = "/weatherstation/updateweatherstation.php";
    String fields = "ID=x&PASSWORD=" + console.secret() + "&dateutc=now&tempf=";
    long before = node.journalSize();
    assertThat(node.get(page + "?" + fields + "50.1").body()).isEqualTo("success\n");
    assertThat(node.get(page + "&" + fields + "50.2").body()).isEqualTo("success\n");
    assertThat(node.get(page + fields + "50.3").body()).isEqualTo("success\n");
    assertThat(postForm(page, fields + "50.4").body()).isEqualTo("success\n");
    assertThat(node.journalSize()).isEqualTo(before + 4);
  }

  @Test
  void wundergroundSaysWhatIsWrong() throws Exception {
    Enrolled console = enrol("wunderground");
    String page = "/weatherstation/updateweatherstation.php?";
    HttpResponse<String> wrong = node.get(page + "ID=x&PASSWORD=guess&tempf=50");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body())
        .startsWith("INVALIDPASSWORDID|Password or key and/or id are incorrect|wrong_secret")
        .doesNotContain("guess");
    assertThat(node.get(page + "tempf=50").body()).contains("no_secret");
    String mine = page + "PASSWORD=" + console.secret();
    assertThat(node.get(mine + "&tempf=-9999&humidity=").body()).contains("no_quantity");
    assertThat(node.get(mine + "&tempf=50&dateutc=today").statusCode()).isEqualTo(400);
    assertThat(node.get(mine + "&tempf=50&dateutc=2027-01-15+09:00:00").body())
        .contains("from_the_future");
    assertThat(node.get(mine + "&tempf=50&dateutc=2026-01-15+09:00:00").body()).contains("too_old");
    assertThat(node.journalSize()).isEqualTo(1);
  }

  /** What a GW2000 with a WS90 sent, but for its time. */
  @Test
  void ecowittAsAGatewaySpeaksIt() throws Exception {
    Enrolled console = enrol("ecowitt");
    String form =
        "PASSKEY=A50960B3AC048F573FCA89960A56F661&stationtype=GW2000A_V2.2.3&runtime=519509"
            + "&dateutc=2027-01-15+08:00:00&tempinf=76.28&humidityin=38&baromrelin=29.976"
            + "&baromabsin=29.976&tempf=73.94&humidity=36&winddir=71&windspeedmph=1.12"
            + "&windgustmph=2.24&maxdailygust=5.82&solarradiation=85.71&uv=0&rrain_piezo=0.000"
            + "&erain_piezo=0.000&hrain_piezo=0.000&drain_piezo=0.000&wrain_piezo=0.000"
            + "&mrain_piezo=0.000&yrain_piezo=0.000&ws90cap_volt=4.2&ws90_ver=126&lightning_num=0"
            + "&lightning=&lightning_time=&wh57batt=5&wh90batt=3.18&freq=868M&model=GW2000A"
            + "&interval=60";
    String path = "/data/report/" + console.secret();
    HttpResponse<String> taken = postForm(path, form);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    assertThat(taken.body()).isEqualTo("{\"errcode\":\"0\",\"errmsg\":\"ok\"}");
    // The console repeats what it has no answer for: the same message, not another one.
    long size = node.journalSize();
    assertThat(postForm(path, form).statusCode()).isEqualTo(200);
    assertThat(node.journalSize()).isEqualTo(size);
    assertCounted(console, "ecowitt");
  }

  @Test
  void ecowittInAmbientsDialect() throws Exception {
    Enrolled console = enrol("ecowitt");
    long before = node.journalSize();
    String path = "/data/report/" + console.secret();
    String fields = "&PASSKEY=C4:5B:BE:5C:FC:84&stationtype=AMBWeatherV4.3.3&tempf=";
    assertThat(node.get(path + "?" + fields + "70.1").statusCode()).isEqualTo(200);
    assertThat(node.get(path + fields + "70.2").statusCode()).isEqualTo(200);
    assertThat(node.journalSize()).isEqualTo(before + 2);
    HttpResponse<String> wrong = postForm("/data/report/guess", "tempf=50");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).contains("\"errcode\":\"401\"").contains("wrong_secret");
  }

  private OpenSenseMapBox box(Enrolled enrolled) {
    return OpenSenseMapBox.of(
        enrolled.device().device().key().id(),
        Quantities.of(manifests.network(WEATHER).orElseThrow()));
  }

  private static String sensor(OpenSenseMapBox box, String quantity, String unit) {
    return box.sensors().stream()
        .filter(sensor -> sensor.quantity().equals(quantity) && sensor.sent().equals(unit))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private HttpResponse<String> osem(String path, String token, String type, String body)
      throws Exception {
    return node.send(
        HttpRequest.newBuilder(node.uri(path))
            .header("Authorization", token)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** A request as the sketch of a senseBox MCU writes it. */
  @Test
  void openSenseMapAsASenseBoxSpeaksIt() throws Exception {
    Enrolled sensebox = enrol("opensensemap");
    OpenSenseMapBox box = box(sensebox);
    String body =
        sensor(box, "temperature", "Cel")
            + ",12.31\n"
            + sensor(box, "humidity", "%RH")
            + ",61.20\n"
            + sensor(box, "pressure", "hPa")
            + ",1004.31\n";
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send(
          "POST /boxes/"
              + box.id()
              + "/data HTTP/1.1\nauthorization: ".replace("\n", "\r\n")
              + sensebox.secret()
              + "\r\nHost: ingress.opensensemap.org\r\ncontent-type: text/csv\r\n"
              + "Connection: close\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      String answer = connection.rest();
      assertThat(answer).contains(" 201 ").endsWith("\"Measurements saved in box\"");
    }
    assertCounted(sensebox, "opensensemap");
  }

  @Test
  void openSenseMapInEveryForm() throws Exception {
    Enrolled sensebox = enrol("opensensemap");
    OpenSenseMapBox box = box(sensebox);
    String path = "/boxes/" + box.id();
    String celsius = sensor(box, "temperature", "Cel");
    long before = node.journalSize();
    String json = "application/json";
    for (String body :
        List.of(
            "[{\"sensor\":\"" + celsius + "\",\"value\":\"3.1\"}]",
            "{\"" + celsius + "\":3.2}",
            "{\"" + celsius + "\":[\"3.3\",\"2027-01-15T08:00:00Z\"]}",
            "{\"" + celsius + "\":[3.4]}")) {
      HttpResponse<String> taken = osem(path + "/data", sensebox.secret(), json, body);
      assertThat(taken.statusCode()).as(body + taken.body()).isEqualTo(201);
    }
    HttpResponse<String> one =
        osem(path + "/" + celsius, sensebox.secret(), json, "{\"value\":\"3.5\"}");
    assertThat(one.body()).isEqualTo("\"Measurement saved in box\"");
    HttpResponse<String> luftdaten =
        osem(
            path + "/data?luftdaten=1",
            sensebox.secret(),
            json,
            "{\"sensordatavalues\":[{\"value_type\":\"BME280_temperature\",\"value\":\"3.6\"}]}");
    assertThat(luftdaten.statusCode()).as(luftdaten.body()).isEqualTo(201);
    assertThat(node.journalSize()).isEqualTo(before + 6);
  }

  @Test
  void openSenseMapSaysWhatIsWrong() throws Exception {
    Enrolled sensebox = enrol("opensensemap");
    String path = "/boxes/" + box(sensebox).id() + "/data";
    HttpResponse<String> wrong = osem(path, "guess", "text/csv", "a,1");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).contains("\"code\":\"Unauthorized\"").contains("not valid");
    HttpResponse<String> otherBox =
        osem("/boxes/57000b8745fd40c8196ad04c/data", sensebox.secret(), "text/csv", "a,1");
    assertThat(otherBox.statusCode()).isEqualTo(401);
    for (String body : List.of("a,1", "1", "", "a,b,c,d,e,f,g")) {
      HttpResponse<String> refused = osem(path, sensebox.secret(), "text/csv", body);
      assertThat(refused.statusCode()).as(body + refused.body()).isEqualTo(422);
      assertThat(refused.body()).contains("\"code\":\"UnprocessableEntity\"");
    }
    assertThat(osem(path, sensebox.secret(), "application/sbx-bytes", "x").statusCode())
        .isEqualTo(415);
    assertThat(node.journalSize()).isEqualTo(1);
  }

  /** A secret opens the door that it was made for and no other. */
  @Test
  void eachDoorHasItsOwnSecrets() throws Exception {
    Enrolled console = enrol("ecowitt");
    String secret = console.secret();
    assertThat(
            node.get("/weatherstation/updateweatherstation.php?tempf=50&PASSWORD=" + secret)
                .statusCode())
        .isEqualTo(401);
    String pair =
        Base64.getEncoder().encodeToString(("a:" + secret).getBytes(StandardCharsets.UTF_8));
    assertThat(osem("/v1/airrohr", "Basic " + pair, "application/json", "{}").statusCode())
        .isEqualTo(401);
    assertThat(postForm("/data/report/" + secret, "x".repeat(20_000)).statusCode()).isEqualTo(413);
  }
}
