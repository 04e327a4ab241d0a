package polder.node.things;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.node.things.ThingsServer.Answer;
import tools.jackson.databind.JsonNode;

class ThingsRoutesTest {
  @TempDir private Path folder;
  private ThingsServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ThingsServer(folder);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private long count(String set, String filter) throws IOException, InterruptedException {
    Answer answer = server.get(set, "$filter", filter, "$count", "true", "$top", "0");
    assertThat(answer.status()).as("%s: %s", filter, answer.body()).isEqualTo(200);
    return answer.json().path("@iot.count").asLong();
  }

  /**
   * The hours 0 to 9 of the open network have the results -0.5 to 0.4; of the delayed one the first
   * six are shown. Verdicts go accepted, corroborated, unverified, rejected and again.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          result gt 0                                                   | 2
          result gt 0 and resultQuality/verdict ne ''                   | 4
          resultQuality/verdict eq 'rejected'                           | 3
          not (resultQuality/verdict eq 'rejected')                     | 13
          result add 1 eq 0.5 or result mul 2 eq -0.8                   | 4
          -result gt 0.35                                               | 4
          Datastream/Thing/properties/network eq 'open'                 | 6
          Datastream/Thing/properties/network eq 'closed'               | 0
          Datastream/properties/simulated                               | 6
          phenomenonTime ge 1970-01-01T04:00:00Z                        | 6
          phenomenonTime gt now() sub duration'PT26H'                   | 5
          hour(phenomenonTime) eq 5                                     | 2
          year(phenomenonTime) eq 1970 and month(phenomenonTime) lt 2   | 10
          date(phenomenonTime) eq '1970-01-01'                          | 10
          round(result) eq 0 and floor(result) eq -1                    | 4
          ceiling(result) eq 1                                          | 2
          result gt 0 and id lt 15                                      | 0
          st_within(FeatureOfInterest/feature, geography'POLYGON((12 51, 13.005 51, 13.005 53, 12 53, 12 51))') | 6
          geo.intersects(FeatureOfInterest/feature, geography'POINT(13 52)') | 6
          st_disjoint(FeatureOfInterest/feature, geography'POINT(13 52)')    | 4
          geo.distance(FeatureOfInterest/feature, geography'POINT(13.01 52)') lt 0.0101 | 10
          parameters/epoch eq 1                                         | 2
          """)
  void conditionsOnObservations(String filter, long expected)
      throws IOException, InterruptedException {
    assertThat(count("Observations", filter)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          startswith(name, 'did:key:z6M')                      | 3
          endswith(description, 'simulated')                   | 1
          contains(description, 'closed')                      | 1
          substringof('closed', description)                   | 1
          tolower(properties/network) eq toupper('open')       | 0
          toupper(properties/network) eq 'OPEN'                | 1
          length(properties/network) eq 7                      | 1
          indexof(name, 'key') eq 4                            | 3
          substring(properties/network, 1, 2) eq 'pe'          | 1
          concat(properties/network, '!') eq 'open!'           | 1
          trim(' a ') eq 'a'                                   | 3
          name eq 'it''s' or 1 eq 1                            | 3
          Datastreams/Observations/result gt 0.3               | 1
          Datastreams/ObservedProperty/name eq 'temperature'   | 3
          st_within(Locations/location, geography'POLYGON((12 51, 14 51, 14 53, 12 53, 12 51))') | 2
          properties/enrolled eq 1970-01-01T00:00:00Z          | 3
          """)
  void conditionsOnThings(String filter, long expected) throws IOException, InterruptedException {
    assertThat(count("Things", filter)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "result gt",
        "result",
        "nothing eq 3",
        "result eq now()",
        "result gt 3 and",
        "((result gt 3)",
        "result gt 3)",
        "foo(result)",
        "startswith(result, 'a')",
        "year(result) eq 3",
        "phenomenonTime gt 'soon'",
        "geo.distance(FeatureOfInterest/feature, geography'POLYGON((0 0))') lt 3",
        "result eq 'a' ; DROP TABLE reading",
        "Datastream/Nowhere/id eq 3"
      })
  void whatCannotBeUnderstoodIsRefused(String filter) throws IOException, InterruptedException {
    Answer answer = server.get("Observations", "$filter", filter);
    assertThat(answer.status()).as(filter).isEqualTo(400);
    assertThat(answer.json().path("message").asString()).isNotEmpty();
  }

  @Test
  void deepAndLongExpressionsAreRefused() throws IOException, InterruptedException {
    String deep = "(".repeat(500) + "1 eq 1" + ")".repeat(500);
    assertThat(server.get("Things", "$filter", deep).status()).isEqualTo(400);
    String wide = "1 eq 1" + " and 1 eq 1".repeat(150);
    assertThat(server.get("Things", "$filter", wide).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "Things(99), 404",
    "Nothing, 404",
    "Things(1)/nothing, 404",
    "Things(99)/Datastreams, 404",
    "Things(x), 404",
    "Things(9223372036854775807), 404",
    "Things(99999999999999999999), 404",
    "Things(1)/Datastreams(2), 404",
    "Things(1)/properties/via, 204",
    "Things(1)/Datastreams(1)/Observations(1)/Datastream/Thing/name/$value, 200",
    "Things?$top=-1, 400",
    "Things?$skip=99999999, 400",
    "Things?$what=1, 400",
    "Things?$select=nothing, 400",
    "Things?$expand=Observations, 400",
    "Things?$count=maybe, 400",
    "Things?$top=1&$top=2, 400"
  })
  void everyAnswerHasItsStatus(String path, int status) throws IOException, InterruptedException {
    assertThat(server.send("GET", server.root() + "/" + path).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
  void nothingIsWritten(String method) throws IOException, InterruptedException {
    assertThat(server.send(method, server.root() + "/Things(1)").status()).isEqualTo(405);
    assertThat(server.get("Things(1)").status()).isEqualTo(200);
  }

  @Test
  void pagesLeadToEachOtherAndToAllOfThem() throws IOException, InterruptedException {
    SortedSet<Long> seen = new TreeSet<>();
    Answer page =
        server.get(
            "Observations", "$top", "3", "$orderby", "result desc", "$filter", "result lt 5");
    int pages = 1;
    while (true) {
      for (JsonNode one : page.json().path("value")) {
        assertThat(seen.add(one.path("@iot.id").asLong())).isTrue();
      }
      String next = page.json().path("@iot.nextLink").asString("");
      if (next.isEmpty()) {
        break;
      }
      page = server.send("GET", next);
      pages++;
    }
    assertThat(seen).hasSize(10);
    assertThat(pages).isEqualTo(4);
  }

  @Test
  void whatIsExpandedIsThereAsAskedFor() throws IOException, InterruptedException {
    JsonNode stream =
        server
            .get(
                "Datastreams",
                "$filter",
                "properties/network eq 'open'",
                "$select",
                "name",
                "$expand",
                "Thing($select=name;$expand=Locations($select=location)),Observations($top=2;"
                    + "$orderby=phenomenonTime desc;$select=result;$count=true;"
                    + "$filter=result lt 0 or resultQuality/verdict eq 'a;b)')")
            .json()
            .path("value")
            .path(0);
    assertThat(stream.propertyNames())
        .containsExactlyInAnyOrder(
            "name", "Thing", "Observations", "Observations@iot.count", "Observations@iot.nextLink");
    assertThat(stream.path("Observations@iot.count").asLong()).isEqualTo(5);
    assertThat(stream.at("/Observations/0/result").asDouble()).isEqualTo(-0.1);
    assertThat(stream.at("/Thing/Locations/0/location/coordinates/0").asDouble()).isEqualTo(13);
    JsonNode more = server.send("GET", stream.path("Observations@iot.nextLink").asString()).json();
    assertThat(more.path("value")).hasSize(2);
  }

  /** What a node shows for nothing must not be made to cost it much. */
  @Test
  void anAnswerHasABound() throws IOException, InterruptedException {
    String all =
        "Datastreams($expand=Observations($top=1000;$expand=Datastream($expand=Observations($top=1000";
    Answer answer =
        server.get(
            "Things",
            "$expand",
            all
                + ";$expand=Datastream($expand=Observations($top=1000;$expand=Datastream("
                + "$expand=Observations)))))))");
    assertThat(answer.status()).isIn(200, 400);
    assertThat(answer.body().length()).isLessThan(10_000_000);
  }

  @Test
  void linksAreThoseOfTheClient() throws IOException, InterruptedException {
    List<String> links = new ArrayList<>();
    for (JsonNode set : server.get("").json().path("value")) {
      links.add(set.path("url").asString());
    }
    assertThat(links).hasSize(8).allMatch(link -> link.startsWith(server.root() + "/"));
  }
}
