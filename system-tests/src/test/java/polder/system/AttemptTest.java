package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.EpochHeader;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/** What cannot become final is closed again under the next attempt, on a real chain. */
@Tag("full")
class AttemptTest {
  /** More than an epoch's block lies behind the newest, so that some lose theirs. */
  private static final int DEPTH = 12;

  @TempDir Path folder;
  private final List<ChildNode> nodes = new ArrayList<>();
  private Path data;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = folder.resolve("data");
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode node : nodes) {
      node.anvil().ifPresent(ProcessHandle::destroy);
      node.close();
    }
  }

  @Test
  void epochsWhoseBlockAReorganisationTookAreClosedAgainAndPaidOnce() throws Exception {
    Payments payments = new Payments(data);
    payments.shortenProbation();
    ChildNode first = start("--epoch", "1s");
    URI address = first.address();
    first.await("something to claim", () -> Payments.claims(address).size() > 0);
    Account owner = Account.parse(Payments.claims(address).get(0).path("account").asString(""));

    reorganise(URI.create(Payments.status(address).path("rpc").asString("")));
    first.await("the attempt to be raised", () -> newest(payments).attempt() >= 1);

    // Killed in the midst of it, or shortly after: the next start goes on.
    first.kill();
    ChildNode second = start("--no-demo");
    URI back = second.address();
    long sealed = payments.latest();
    second.await("all to be final", () -> Payments.status(back).path("final").asLong() > sealed);
    second.await(
        "all to be released", () -> Payments.status(back).path("released").asLong() > sealed);
    assertThat(Payments.status(back).path("attempt").asLong()).isPositive();

    EpochArchive archive = payments.archive();
    List<EpochHeader> twice = new ArrayList<>();
    for (long epoch = 0; epoch <= sealed; epoch++) {
      EpochHeader counting = archive.header(archive.counting(epoch).orElseThrow()).header();
      if (archive.attempts(epoch).size() > 1) {
        twice.add(counting);
        EpochHeader old = archive.header(new Position(epoch, 0)).header();
        assertThat(counting.attempt()).isPositive();
        assertThat(counting.inputsRoot()).as("the same messages").isEqualTo(old.inputsRoot());
        assertThat(counting.chain().blockHash()).isNotEqualTo(old.chain().blockHash());
        assertThat(archive.outcome(old)).as("the evidence stays").hasSize((int) old.outcomeCount());
      }
    }
    assertThat(twice).isNotEmpty();
    second.await(
        "the audit of all", () -> payments.polder("audit", "0.." + sealed).contains("same"));

    second.await("all rewards to be released", () -> payments.isQuiet(owner, back));
    JsonNode proof = Payments.json(back, "/v1/accounts/" + owner + "/claim");
    BigInteger all = payments.listed(owner, proof.path("epoch").asLong());
    assertThat(Payments.wei(proof, "cumulativeWei")).isEqualTo(all);
    JsonNode paid = payments.claim(owner);
    assertThat(Payments.wei(paid, "afterWei")).isEqualTo(all);
    assertThat(Payments.wei(payments.claim(owner), "paidWei")).isZero();
    assertThat(Payments.status(back).has("trouble")).as(Payments.status(back).toString()).isFalse();
  }

  /** Takes the newest blocks away and puts empty ones in their place. */
  private static void reorganise(URI rpc) throws IOException, InterruptedException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"anvil_reorg\",\"params\":[" + DEPTH + ",[]]}";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(rpc)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).doesNotContain("\"error\"");
    }
  }

  private static Position newest(Payments payments) throws IOException {
    return payments.archive().latest().orElseThrow();
  }

  private ChildNode start(String... more) throws IOException {
    ChildNode node = ChildNode.startWithChain(data, more);
    nodes.add(node);
    return node;
  }
}
