package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.system.Payments.claims;
import static polder.system.Payments.json;
import static polder.system.Payments.status;
import static polder.system.Payments.wei;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/** From the first epoch to tokens in an owner's account, on a real chain that is killed. */
class SettlementTest {
  @TempDir Path folder;
  private final List<ChildNode> nodes = new ArrayList<>();
  private Path data;
  private Payments payments;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = folder.resolve("data");
    payments = new Payments(data);
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode node : nodes) {
      node.anvil().ifPresent(ProcessHandle::destroy);
      node.close();
    }
  }

  @Test
  void anOwnerIsPaidOnceWhatIsExplainedWhateverIsKilled() throws Exception {
    payments.shortenProbation();
    ChildNode first = start("--epoch", "1s");
    URI address = first.address();
    first.await("somebody to have something to claim", () -> claims(address).size() > 0);
    assertThat(json(address, "/v1/openapi.json").path("paths").has("/v1/settlement"))
        .as("what is answered is described")
        .isTrue();
    Account owner = Account.parse(claims(address).get(0).path("account").asString(""));
    JsonNode proof = json(address, "/v1/accounts/" + owner + "/claim");
    payments.requireThatOpenZeppelinAccepts(proof);
    assertThat(wei(proof, "cumulativeWei"))
        .isEqualTo(payments.listed(owner, proof.path("epoch").asLong()));
    assertThat(wei(proof, "paidWei")).isZero();
    JsonNode paid = payments.claim(owner);
    assertThat(wei(paid, "beforeWei")).isZero();
    assertThat(wei(paid, "afterWei")).isGreaterThanOrEqualTo(wei(proof, "cumulativeWei"));
    assertThat(payments.listedOnceUpTo(owner, wei(paid, "afterWei"))).isPresent();

    // A power cut, and no more reports: what is still owed is paid, and then no more.
    first.kill();
    ChildNode second = start("--no-demo");
    URI back = second.address();
    second.await("all rewards to be released", () -> payments.isQuiet(owner, back));
    BigInteger all = payments.listed(owner, payments.latest());
    JsonNode rest = payments.claim(owner);
    assertThat(wei(rest, "beforeWei")).isEqualTo(wei(paid, "afterWei"));
    assertThat(wei(rest, "afterWei")).isEqualTo(all);
    assertThat(wei(payments.claim(owner), "paidWei")).isZero();

    // The chain dies, comes back, and the epochs sealed meanwhile become final.
    ProcessHandle anvil = second.anvil().orElseThrow();
    anvil.destroyForcibly();
    anvil.onExit().get(1, TimeUnit.MINUTES);
    long sealed = ChildNode.latestEpoch(back);
    second.await("the backlog to be final", () -> status(back).path("final").asLong() > sealed + 1);
    second.await("a later release", () -> status(back).path("released").asLong() > sealed);
    JsonNode after = payments.claim(owner);
    assertThat(wei(after, "afterWei")).isEqualTo(all);
    assertThat(wei(after, "paidWei")).isZero();
    assertThat(status(back).has("trouble")).as(status(back).toString()).isFalse();
  }

  private ChildNode start(String... more) throws IOException {
    ChildNode node = ChildNode.startWithChain(data, more);
    nodes.add(node);
    return node;
  }
}
