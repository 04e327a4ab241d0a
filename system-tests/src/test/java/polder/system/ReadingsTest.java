package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.app.DataDirectory;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment;
import polder.node.archive.EpochArchive;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a researcher asks of a node with the demo, and what is left of it after a crash. */
class ReadingsTest {
  private static final String ROOT = "/v1/sensorthings/v1.1/";

  @TempDir private Path folder;

  @Test
  void readingsAreThoseOfTheArchiveAfterACrashAndFromABlankStoreToo()
      throws IOException, InterruptedException {
    ChildNode node = ChildNode.start(folder, "--epoch", "1s");
    try {
      URI address = node.address();
      node.await("good readings", () -> count(address, "Observations", "result lt 100") >= 100);
      asksWhatAResearcherAsks(address);
    } finally {
      node.kill();
      node.close();
    }
    // The node was killed: what the store lacks it gets from the archive at the next start.
    ChildNode again = ChildNode.start(folder, "--no-demo");
    String caughtUp;
    try {
      URI address = again.address();
      // What was acknowledged and not sealed is in the next epoch; after that nothing more comes.
      long sealed = ChildNode.latestEpoch(address);
      again.await("two more epochs", () -> ChildNode.latestEpoch(address) >= sealed + 2);
      again.await("all of the archive", () -> verdicts(export(address)).equals(archived()));
      caughtUp = export(address);
    } finally {
      again.stop();
      again.close();
    }
    assertThat(run("readings", "rebuild", "--data", folder.toString())).isZero();
    Path out = folder.resolve("out.csv");
    ChildNode rebuilt = ChildNode.start(folder, "--no-demo");
    try {
      String address = rebuilt.address().toString();
      assertThat(run("export", "--node", address, "--verdict", "all", "--out", out.toString()))
          .isZero();
    } finally {
      rebuilt.close();
    }
    assertThat(Files.readString(out)).isEqualTo(caughtUp);
    assertThat(
            run(
                "export",
                "--archive",
                new DataDirectory(folder).archive().toString(),
                "--verdict",
                "all",
                "--format",
                "parquet",
                "--out",
                folder.resolve("out.parquet").toString()))
        .isZero();
    assertThat(Files.readAllBytes(folder.resolve("out.parquet")))
        .startsWith("PAR1".getBytes(StandardCharsets.US_ASCII))
        .endsWith("PAR1".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aNetworkThatIsClosedShowsItsDevicesAlone() throws IOException, InterruptedException {
    ChildNode node = ChildNode.start(folder, "--epoch", "1s");
    try {
      URI address = node.address();
      node.await("readings", () -> count(address, "Observations", "result lt 100") >= 10);
      node.stop();
    } finally {
      node.close();
    }
    Path manifest = new DataDirectory(folder).manifests().resolve("demo.yaml");
    String rules = Files.readString(manifest);
    Files.writeString(
        manifest, rules.replaceFirst("access: public[^\n]*", "access: delayed\n  delay: 1d"));
    assertNothingButDevices();
    Files.writeString(manifest, rules.replaceFirst("access: public", "access: restricted"));
    assertNothingButDevices();
  }

  private void assertNothingButDevices() throws IOException, InterruptedException {
    ChildNode node = ChildNode.start(folder, "--no-demo");
    try {
      URI address = node.address();
      assertThat(count(address, "Things", "properties/simulated")).isEqualTo(60);
      assertThat(count(address, "Observations", "resultQuality/verdict ne ''")).isZero();
      assertThat(count(address, "Datastreams", "Observations/id gt 0")).isZero();
      assertThat(export(address).lines()).hasSize(1);
    } finally {
      node.close();
    }
  }

  private static void asksWhatAResearcherAsks(URI address)
      throws IOException, InterruptedException {
    // Which stations stand in this area, and what did each measure last?
    JsonNode stations =
        get(
            address,
            "Things?$filter="
                + encoded(
                    "st_within(Locations/location, geography'POLYGON((5 52, 5.3 52, 5.3 52.3, 5"
                        + " 52.3, 5 52))')")
                + "&$expand="
                + encoded(
                    "Datastreams($expand=Observations($orderby=phenomenonTime desc;$top=1))"));
    assertThat(stations.path("value").size()).isGreaterThan(10);
    assertThat(stations.at("/value/0/properties/simulated").asBoolean()).isTrue();
    // Which readings were rejected, and why?
    JsonNode rejected =
        get(
            address,
            "Observations?$filter=" + encoded("resultQuality/verdict eq 'rejected'") + "&$top=1");
    assertThat(rejected.at("/value/0/resultQuality/reasons/0").asString("")).isNotEmpty();
    // The series of a station, in a time, in order.
    String series =
        get(address, "Datastreams?$top=1&$filter=" + encoded("Observations/result lt 100"))
            .at("/value/0/Observations@iot.navigationLink")
            .asString("");
    JsonNode readings =
        json(
            series
                + "?$orderby=phenomenonTime&$filter="
                + encoded("phenomenonTime gt now() sub duration'PT1H' and result lt 100"));
    assertThat(readings.path("value").size()).isPositive();
  }

  /** By verdict how many readings the archive's outcomes have, as the last word on each. */
  private Map<String, Long> archived() throws IOException {
    EpochArchive archive =
        new EpochArchive(new DirectoryArchive(new DataDirectory(folder).archive()));
    Map<List<Object>, String> last = new HashMap<>();
    long latest = archive.latest().orElseThrow().epoch();
    for (long epoch = 0; epoch <= latest; epoch++) {
      for (OutcomeLeaf leaf :
          archive.outcome(archive.header(new EpochArchive.Position(epoch, 0)).header())) {
        if (leaf instanceof OutcomeLeaf.Reward reward) {
          for (Assessment assessment : reward.assessments()) {
            last.put(
                List.of(assessment.message(), assessment.subject(), assessment.timeMillis()),
                assessment.verdict().name().toLowerCase(java.util.Locale.ROOT));
          }
        }
      }
    }
    Map<String, Long> verdicts = new HashMap<>();
    last.values().forEach(verdict -> verdicts.merge(verdict, 1L, Long::sum));
    return verdicts;
  }

  private static Map<String, Long> verdicts(String csv) {
    Map<String, Long> verdicts = new HashMap<>();
    csv.lines().skip(1).forEach(line -> verdicts.merge(line.split(",")[9], 1L, Long::sum));
    return verdicts;
  }

  private static long count(URI address, String set, String filter)
      throws IOException, InterruptedException {
    return get(address, set + "?$count=true&$top=0&$filter=" + encoded(filter))
        .path("@iot.count")
        .asLong(-1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String export(URI address) throws IOException, InterruptedException {
    return body(address + "/v1/export?verdict=all");
  }

  private static JsonNode get(URI address, String question)
      throws IOException, InterruptedException {
    return json(address + ROOT + question);
  }

  private static JsonNode json(String address) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(body(address));
  }

  private static String body(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }
  }

  private static int run(String... arguments) throws IOException, InterruptedException {
    return new ProcessBuilder(ChildNode.command(List.of(arguments))).inheritIO().start().waitFor();
  }
}
