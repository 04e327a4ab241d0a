package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.Guide;
import polder.node.gateway.HttpLimits;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.manifest.NetworkManifest.DataPolicy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where devices stand and where they are wanted. */
final class MapTest {
  private static final String MAP = "/v1/networks/" + TestRules.AIR + "/map";

  @TempDir Path directory;

  private TestNode start(String access) throws Exception {
    return TestNode.start(
        directory.resolve(access),
        TestRules.withAccess(access),
        TestRules.GENESIS_MILLIS,
        HttpLimits.USUAL,
        ViewLimits.USUAL);
  }

  private static HttpResponse<byte[]> ask(TestNode node, String... headers) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(node.uri(MAP)).headers(headers).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  @Test
  void devicesAndCellsAreShownAsTheLatestEpochLeftThem() throws Exception {
    try (TestNode node = start("public")) {
      assertThat(node.json(MAP).path("epoch").isNull()).isTrue();
      assertThat(node.json(MAP).path("devices").size()).isZero();
      TestSender working = node.sender(TestRules.AIR, 1);
      TestSender silent = node.sender(TestRules.AIR, 2);
      node.post(
          working.enrol(1), silent.enrol(1), working.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();

      JsonNode map = node.json(MAP);
      assertThat(map.path("epoch").asLong()).isZero();
      assertThat(map.path("resolution").asInt()).isEqualTo(8);
      assertThat(map.path("placeStepMicroDegrees").asLong()).isEqualTo(1_000);
      JsonNode first = row(map, working.did());
      assertThat(first.path(1).asDouble()).isEqualTo(52.0);
      assertThat(first.path(2).asDouble()).isEqualTo(4.81);
      assertThat(first.path(3).asLong()).isPositive();
      assertThat(first.path(4).asLong()).isZero();
      JsonNode second = row(map, silent.did());
      assertThat(second.path(3).asLong()).isEqualTo(-1);
      assertThat(second.path(4).asLong()).isEqualTo(-1);

      JsonNode cell = cell(map, new Place(52_000_000, 4_810_000));
      assertThat(cell.path("devices").asLong()).isEqualTo(1);
      assertThat(cell.path("working").asLong()).isEqualTo(1);
      assertThat(cell.path("weightPpm").asLong()).isEqualTo(first.path(3).asLong());
      assertThat(cell.path("targetDevices").asLong()).isEqualTo(3);
      assertThat(cell.path("needPpm").asLong()).isEqualTo(666_666);
      JsonNode empty = cell(map, new Place(52_000_000, 4_820_000));
      assertThat(empty.path("working").asLong()).isZero();
      assertThat(empty.path("needPpm").asLong()).isEqualTo(1_000_000);
      assertThat(node.get("/v1/networks/none/map").statusCode()).isEqualTo(404);
    }
  }

  private static JsonNode row(JsonNode map, String did) {
    return map.path("devices")
        .valueStream()
        .filter(device -> device.path(0).asString().equals(did))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode cell(JsonNode map, Place place) {
    String cell = H3.toText(H3.cell(place, map.path("resolution").asInt()));
    return map.path("cells")
        .valueStream()
        .filter(its -> its.path("cell").asString().equals(cell))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aMapIsSentOnceAnEpochAndCompressedWhereThatIsAskedFor() throws Exception {
    try (TestNode node = start("public")) {
      node.post(node.sender(TestRules.AIR, 1).enrol(1));
      node.closeEpoch();
      HttpResponse<byte[]> plain = ask(node, "Accept", "application/json");
      HttpResponse<byte[]> zipped = ask(node, "Accept-Encoding", "br, gzip;q=0.8");
      String tag = zipped.headers().firstValue("ETag").orElseThrow();
      assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(plain.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
      try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
        assertThat(unzipped.readAllBytes()).isEqualTo(plain.body());
      }
      assertThat(ask(node, "Accept-Encoding", "gzip;q=0").body()).isEqualTo(plain.body());

      HttpResponse<byte[]> again =
          ask(node, "Accept-Encoding", "gzip", "If-None-Match", "\"x\", W/" + tag);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      node.closeEpoch();
      assertThat(ask(node, "Accept-Encoding", "gzip", "If-None-Match", tag).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void nobodySeesWhereADeviceStandsWhoseNetworkIsNotForEveryone() throws Exception {
    try (TestNode node = start("restricted")) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      JsonNode map = node.json(MAP);
      assertThat(map.path("restricted").asBoolean()).isTrue();
      assertThat(map.path("devices").size()).isZero();
      assertThat(map.path("resolution").asInt()).as("as in its rewards").isEqualTo(5);
      assertThat(map.path("cells").size()).isEqualTo(1);
      assertThat(map.path("cells").path(0).path("cell").asString())
          .isEqualTo(
              node.json("/v1/devices/" + sender.did() + "/rewards")
                  .path("rewards")
                  .path(0)
                  .path("group")
                  .asString());
      assertThat(JsonMapper.shared().writeValueAsString(map)).doesNotContain(sender.did());
    }
  }

  @Test
  void cellsAreNoFinerThanPlacesMayBeShown() {
    Guide fine =
        new Guide() {
          @Override
          public OptionalInt mapResolution() {
            return OptionalInt.of(9);
          }
        };
    assertThat(resolution(fine, 1)).hasValue(9);
    assertThat(resolution(fine, 10_000)).as("1.1 km").hasValue(7);
    assertThat(resolution(fine, 1_000_000)).as("111 km").hasValue(2);
    assertThat(resolution(Guide.NONE, 1)).isEmpty();
  }

  private static OptionalInt resolution(Guide guide, long grid) {
    return MapRoutes.resolution(guide, new DataPolicy(DataPolicy.Access.PUBLIC, 0, "any", grid));
  }

  /** A network says in plain words what it pays for. */
  @Test
  void aNetworkSaysWhatItPaysFor() throws Exception {
    try (TestNode node = start("public")) {
      JsonNode networks = node.json("/v1/networks").path("networks");
      assertThat(networks.path(0).path("words").valueStream().map(JsonNode::asString))
          .contains(
              "Stations are paid for readings of temperature, one every 10 seconds.",
              "An area of about 0.7 km² needs 3 stations; where more work, all of them earn less in"
                  + " proportion.",
              "At present up to 432000 tokens a day are paid (50 % of all that is newly minted),"
                  + " split by how much each device counts.",
              "All of that is paid once devices count as much as 2 whole ones; while they count"
                  + " less, only their part is minted.",
              "What a new device earns is held back for its first hour, then paid, or lost if it"
                  + " counted as less than 10 % of a whole one.")
          .noneMatch(word -> word.contains("simulated"));
      assertThat(networks.path(1).path("words").valueStream().map(JsonNode::asString))
          .contains("All of this is simulated: no device, reading or place here is real.");
    }
  }
}
