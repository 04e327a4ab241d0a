package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import polder.epoch.FixedInputs;
import polder.node.gateway.Answers;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.gateway.HeardRoutes;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedLink;
import polder.protocol.settlement.SeedReveal;
import tools.jackson.databind.node.ObjectNode;

/** The description that programs are written against: complete, true, and changed on purpose. */
final class OpenApiTest {
  private static final String JSON = "application/json";
  private static final long PATIENCE_MILLIS = 60_000;

  private final Described described = Described.of(Description.beside(SettleRoutes.class).json());

  @Test
  void describesEveryRouteAndNoOther() throws Exception {
    try (TestDoors doors = new TestDoors()) {
      assertThat(described.routes()).isEqualTo(HeardRoutes.of(doors.routes()));
    }
  }

  /** The node's own description has it, of which this one is a part. */
  @Test
  void leavesNothingButErrorsToOthers() {
    assertThat(described.strangers()).containsExactly("#/components/schemas/Error");
  }

  /** All is taken that can be given, then every GET answers with what the description has. */
  @Test
  void describesWhatComes() throws Exception {
    try (TestDoors doors = new TestDoors()) {
      List<String> wrong = new ArrayList<>();
      requireTaken("/v1/attestations", attest(doors), wrong);
      requireTaken("/v1/seeds/{epoch}", giveLink(doors), wrong);
      requireTaken("/v1/rules", publish(doors), wrong);
      for (String route : described.routes()) {
        if (route.startsWith("get ")) {
          HttpResponse<String> response = doors.get(address(doors, route));
          assertThat(response.statusCode()).as(route + " " + response.body()).isEqualTo(200);
          wrong.addAll(described.wrong(route, response));
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  private void requireTaken(String path, HttpResponse<String> response, List<String> wrong) {
    assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
    wrong.addAll(described.wrong("post " + path, response));
  }

  private static String address(TestDoors doors, String route) {
    String owner = doors.world.owners.getFirst().toString();
    return switch (route.substring("get ".length())) {
      case "/v1/attestations" -> "/v1/attestations?account=" + owner;
      case "/v1/attestations/{epoch}" -> "/v1/attestations/" + doors.latest.epoch();
      case "/v1/seeds/{epoch}" -> "/v1/seeds/0?wait=1";
      case "/v1/settlement/epochs/{epoch}" -> "/v1/settlement/epochs/0";
      case String path ->
          path.replace("{address}", owner).replace("{hash}", doors.manifests.hash().toHex());
    };
  }

  private static HttpResponse<String> attest(TestDoors doors) throws Exception {
    Hash header = doors.latest.hash();
    Hash digest = Eip712.digest(SeedDeskTest.DOMAIN, header);
    ObjectNode body =
        Answers.object()
            .put("epoch", doors.latest.epoch())
            .put("attempt", doors.latest.attempt())
            .put("header", "0x" + header.toHex())
            .put("account", doors.validator.account.toString())
            .put("signature", signature(doors.validator.key, digest));
    return doors.post("/v1/attestations", JSON, Bytes.wrap(Answers.write(body)));
  }

  private static String signature(byte[] key, Hash digest) {
    return "0x" + CompactSignature.of(Secp256k1.sign(key, digest)).toHex();
  }

  /** The link of the one validator, for which an epoch waits. */
  private static HttpResponse<String> giveLink(TestDoors doors) throws Exception {
    SeedDeskTest.Validator validator = doors.validator;
    SortedMap<Account, SeedCommitment> due = new TreeMap<>();
    due.put(validator.account, SeedCommitment.of(validator.chain.tip(), 0));
    FixedInputs inputs = SeedDeskTest.inputs(0, 1);
    CompletableFuture<List<SeedLink>> links = SeedDeskTest.gather(doors.desk, inputs, due);
    assertThat(doors.desk.fixed(0, PATIENCE_MILLIS)).isPresent();
    SeedReveal reveal = validator.reveal(inputs);
    ObjectNode body =
        Answers.object()
            .put("attempt", reveal.attempt())
            .put("inputs", "0x" + reveal.inputs().toHex())
            .put("link", "0x" + reveal.link().toHex())
            .put("account", validator.account.toString())
            .put("signature", "0x" + validator.sign(reveal).toHex());
    HttpResponse<String> response =
        doors.post("/v1/seeds/0", JSON, Bytes.wrap(Answers.write(body)));
    assertThat(links.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).hasSize(1);
    return response;
  }

  private static HttpResponse<String> publish(TestDoors doors) throws Exception {
    return doors.post("/v1/rules", "application/cbor", doors.manifests.encode());
  }

  @Test
  void describesHowIsRefused() throws Exception {
    try (TestDoors doors = new TestDoors()) {
      List<String> wrong = new ArrayList<>();
      for (String route : described.routes()) {
        String path = route.substring(route.indexOf(' ') + 1).replaceAll("[{].*[}]", "-");
        wrong.addAll(
            described.wrong(
                route,
                route.startsWith("get ")
                    ? doors.get(path)
                    : doors.post(path, JSON, Bytes.wrap(new byte[] {1}))));
      }
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void isLocked() throws Exception {
    Described.requireLocked(SettleRoutes.class);
  }
}
