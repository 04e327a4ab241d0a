package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochHeader;
import polder.node.archive.EpochArchive;
import polder.node.witness.Anchor;
import polder.node.witness.HeaderChain;
import polder.node.witness.SmallWorld;
import polder.ports.AttestationLog;
import polder.ports.chain.Backlog;
import polder.ports.chain.Disputes.Dispute;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How far an epoch is: sealed, signed, submitted, final, frozen, released. */
class EpochFinalityTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();
  private static final int FINAL = 4;

  private final SeedDeskTest.Validator large = new SeedDeskTest.Validator(1);
  private final SeedDeskTest.Validator small = new SeedDeskTest.Validator(2);
  private final List<Member> members =
      List.of(new Member(large.account, coins(70)), new Member(small.account, coins(30)));
  private final FinalChain chain = new FinalChain(WORLD.sealed.subList(0, FINAL + 1));
  private final HttpClient client = HttpClient.newHttpClient();
  private SettleStatus status = status(1, Optional.empty(), Optional.empty());
  private Attestations attestations;
  private WebServer server;

  private static BigInteger coins(long coins) {
    return BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(coins));
  }

  private SettleStatus status(
      long released, Optional<Long> disputed, Optional<SettleStatus.Submitted> submitted) {
    return new SettleStatus(
        large.account,
        SmallWorld.EPOCHS - 1,
        FINAL,
        released,
        disputed,
        submitted,
        0,
        List.of(),
        BigInteger.ZERO,
        BigInteger.ZERO,
        Backlog.EMPTY,
        Optional.empty());
  }

  /** Forgets at once. */
  private record NoLog() implements AttestationLog {
    @Override
    public void add(Entry entry) {}

    @Override
    public List<Entry> entries() {
      return List.of();
    }

    @Override
    public void forgetBefore(long epoch) {}
  }

  @BeforeEach
  void start() throws Exception {
    attestations = new Attestations(SeedDeskTest.DOMAIN, new NoLog());
    Dispute dispute =
        new Dispute(
            0,
            large.account,
            5,
            true,
            true,
            2,
            1,
            Hash.ZERO,
            1,
            3,
            BigInteger.ONE,
            BigInteger.ONE,
            BigInteger.ONE,
            BigInteger.ONE);
    StillChain contracts = new StillChain(members, BigInteger.ZERO, dispute);
    SettleRoutes.Progress settler =
        new SettleRoutes.Progress() {
          @Override
          public SettleStatus status() {
            return status;
          }

          @Override
          public void wake() {}
        };
    EpochFinality finality =
        new EpochFinality(
            settler,
            new EpochFinality.Evidence(
                new HeaderChain(new EpochArchive(WORLD.archive()), new Anchor.SelfConsistent()),
                new Members(contracts),
                attestations,
                new Finalisations(chain, contracts)),
            31_337);
    server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .routing(routing -> routing.register(finality))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.stop();
    client.close();
  }

  private HttpResponse<String> get(String epoch) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/v1/settlement/epochs/" + epoch))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(long epoch) throws Exception {
    HttpResponse<String> response = get(String.valueOf(epoch));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  private void sign(EpochHeader header, SeedDeskTest.Validator validator) throws Exception {
    Hash hash = header.hash();
    attestations.open(header, hash);
    assertThat(
            attestations.add(
                header.epoch(),
                header.attempt(),
                hash,
                validator.account,
                validator.sign(hash),
                members))
        .isEqualTo(Attestations.Verdict.TAKEN);
  }

  @Test
  void anEpochIsSealedUntilTwoThirdsOfTheStakeSigned() throws Exception {
    EpochHeader latest = WORLD.sealed.getLast().header();
    JsonNode bare = json(latest.epoch());
    assertThat(bare.path("state").asString()).isEqualTo("sealed");
    assertThat(bare.path("header").asString()).isEqualTo("0x" + latest.hash().toHex());
    assertThat(bare.path("signatures")).hasSize(2);
    assertThat(bare.path("signedPpm").asLong()).isZero();
    assertThat(bare.has("transaction")).isFalse();
    sign(latest, small);
    JsonNode some = json(latest.epoch());
    assertThat(some.path("state").asString()).isEqualTo("sealed");
    assertThat(some.path("signedPpm").asLong()).isEqualTo(300_000);
    assertThat(some.path("signatures").path(1).path("signature").asString())
        .isEqualTo("0x" + small.sign(latest.hash()).toHex());
    assertThat(some.path("signatures").path(0).path("signed").asBoolean()).isFalse();
    sign(latest, large);
    assertThat(json(latest.epoch()).path("state").asString()).isEqualTo("signed");
    Hash transaction = Hash.sha256(new byte[] {7});
    status =
        status(
            1,
            Optional.empty(),
            Optional.of(new SettleStatus.Submitted(latest.epoch(), Optional.of(transaction))));
    JsonNode sent = json(latest.epoch());
    assertThat(sent.path("state").asString()).isEqualTo("submitted");
    assertThat(sent.path("transaction").asString()).isEqualTo("0x" + transaction.toHex());
    assertThat(sent.has("block")).isFalse();
  }

  @Test
  void aFinalEpochHasItsTransactionAndWhoSigned() throws Exception {
    JsonNode its = json(FINAL);
    assertThat(its.path("state").asString()).isEqualTo("final");
    long block = FinalChain.block(WORLD.sealed.get(FINAL));
    assertThat(its.path("block").asLong()).isEqualTo(block);
    assertThat(its.path("finalAtMillis").asLong()).isEqualTo((1_700_000_000 + block) * 1_000);
    assertThat(its.path("transaction").asString())
        .isEqualTo("0x" + FinalChain.transaction(WORLD.sealed.get(FINAL)).toHex());
    assertThat(its.path("signedPpm").asLong()).isEqualTo(1_000_000);
    int asked = chain.asked;
    assertThat(asked).isPositive();
    assertThat(json(FINAL)).isEqualTo(its);
    assertThat(json(1).path("state").asString()).isEqualTo("released");
    assertThat(chain.asked).as("found in passing, and remembered").isEqualTo(asked);
  }

  /** As where the transaction is not in a settled block yet. */
  @Test
  void whatIsNotFoundIsLookedForInNewBlocksAlone() throws Exception {
    long block = FinalChain.block(WORLD.sealed.get(FINAL));
    chain.settled = block - 1;
    assertThat(json(FINAL).has("transaction")).isFalse();
    int asked = chain.asked;
    assertThat(asked).isPositive();
    assertThat(json(FINAL).has("transaction")).isFalse();
    assertThat(chain.asked).as("no block is new").isEqualTo(asked);
    chain.settled = block;
    assertThat(json(FINAL).path("block").asLong()).isEqualTo(block);
    assertThat(chain.asked).isEqualTo(asked + 1);
  }

  @Test
  void whatIsInDisputeIsFrozen() throws Exception {
    status = status(1, Optional.of(3L), Optional.empty());
    List<String> states = new ArrayList<>();
    for (int epoch = 1; epoch <= FINAL; epoch++) {
      states.add(json(epoch).path("state").asString());
    }
    assertThat(states).containsExactly("released", "final", "frozen", "frozen");
  }

  @Test
  void whatIsNotKnownIsSaidToBe() throws Exception {
    assertThat(get("7").statusCode()).isEqualTo(404);
    assertThat(get("-1").statusCode()).isEqualTo(400);
    assertThat(JsonMapper.shared().readTree(get("latest").body()).path("epoch").asLong())
        .isEqualTo(6);
    chain.down = true;
    HttpResponse<String> down = get("2");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body()).contains("no_chain");
    assertThat(get("6").statusCode()).as("needs no chain").isEqualTo(200);
    // A set of validators that is known by now, and a chain that is back.
    chain.down = false;
    assertThat(get("2").statusCode()).isEqualTo(200);
    Account first = members.getFirst().account();
    assertThat(json(2).path("signatures").path(0).path("account").asString())
        .isEqualTo(first.toString());
  }
}
