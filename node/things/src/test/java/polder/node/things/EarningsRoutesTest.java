package polder.node.things;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.node.things.ThingsServer.Answer;
import polder.ports.readings.ReadingSamples;
import tools.jackson.databind.JsonNode;

/** What accounts earned: ten hours without anything, then thirty with. */
class EarningsRoutesTest {
  private static final String ACCOUNT = ReadingSamples.account(7).toString();

  @TempDir private Path folder;
  private ThingsServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ThingsServer(folder);
    for (int epoch = 10; epoch < 40; epoch++) {
      server.add(
          ReadingSamples.paid(
              epoch,
              ReadingSamples.earned(7, 1, 1_500_000_000, 0),
              ReadingSamples.earned(7, 2, 0, 250_000_000)));
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void aFileHasALineADayNetworkAndDevice() throws IOException, InterruptedException {
    Answer answer = server.earnings(ACCOUNT, "format", "csv");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().replaceAll("did:key:[^,]*", "DID"))
        .startsWith("date,network,device,amount,held,epochs,simulated\r\n")
        .contains("1970-01-01,open,DID,21,0,14,true\r\n", "1970-01-01,open,DID,0,3.5,14,true\r\n")
        .contains("1970-01-02,open,DID,24,0,16,true\r\n")
        .hasLineCount(5);
    assertThat(server.earnings(ACCOUNT, "format", "csv", "by", "month").body())
        .contains("\r\n1970-01,open,did:key:")
        .contains(",45,0,30,true\r\n")
        .hasLineCount(3);
    assertThat(server.earnings(ACCOUNT, "format", "csv", "from", "1970-01-03").body())
        .hasLineCount(1);
  }

  @Test
  void pagesHaveEachRowOnce() throws IOException, InterruptedException {
    List<String> rows = new ArrayList<>();
    List<String> question = new ArrayList<>(List.of("limit", "1"));
    JsonNode page;
    do {
      page = server.earnings(ACCOUNT, question.toArray(String[]::new)).json();
      assertThat(page.path("earnings")).hasSize(1);
      rows.add(page.path("earnings").path(0).toString());
      question =
          List.of(
              "limit",
              "1",
              "after",
              page.path("next").asString("").substring(page.has("next") ? "after=".length() : 0));
    } while (page.has("next"));
    assertThat(rows).hasSize(4).doesNotHaveDuplicates();
    JsonNode all = server.earnings(ACCOUNT).json();
    assertThat(all.path("earnings").valueStream().map(JsonNode::toString)).isEqualTo(rows);
    assertThat(all.path("fromEpoch").asLong()).isZero();
    assertThat(all.path("asOfEpoch").asLong()).isEqualTo(39);
    JsonNode first = all.path("earnings").path(0);
    assertThat(first.path("day").asString()).isEqualTo("1970-01-01");
    assertThat(first.path("amountNano").asLong()).isEqualTo(21_000_000_000L);
    assertThat(first.path("amount").asString()).isEqualTo("21");
    assertThat(first.path("simulated").asBoolean()).isTrue();
    JsonNode month =
        server.earnings(ACCOUNT, "by", "month", "from", "1970-01-02", "to", "1970-01-02").json();
    assertThat(month.path("earnings").path(0).path("month").asString()).isEqualTo("1970-01");
    assertThat(month.path("earnings").path(0).path("amount").asString()).isEqualTo("24");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=1970-02-30",
        "from=1970-01-02&to=1970-01-01",
        "by=year",
        "format=xml",
        "limit=0",
        "limit=1000000",
        "after=1970-01-01",
        "since=1970-01-01",
        "by=day&by=day"
      })
  void whatCannotBeUnderstoodIsRefused(String question) throws IOException, InterruptedException {
    Answer answer = server.earnings(ACCOUNT + "/earnings?" + question);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").path("reason").asString()).isEqualTo("bad_question");
  }

  @Test
  void anAccountThatEarnedNothingHasNoRows() throws IOException, InterruptedException {
    String other = ReadingSamples.account(8).toString();
    assertThat(server.earnings(other).json().path("earnings")).isEmpty();
    assertThat(server.earnings("0x12").status()).isEqualTo(400);
  }
}
