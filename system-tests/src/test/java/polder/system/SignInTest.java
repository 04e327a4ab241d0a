package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Wallet;
import polder.node.session.SignInText;
import polder.protocol.Bytes;
import polder.protocol.crypto.Eip191;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A wallet that is a contract on the node's own chain signs in at a whole node. */
class SignInTest {
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aContractWalletSignsInByTheWordOfItsContract() throws Exception {
    Repository.assumeAnvil();
    ChildNode node =
        ChildNode.startWithChain(
            folder.resolve("data"), "--no-demo", "--public-url", "https://polder.example");
    try {
      URI address = node.address();
      node.await("the chain", () -> Payments.status(address).has("rpc"));
      URI chain = URI.create(Payments.status(address).path("rpc").asString());
      Wallet owner = Wallet.random();
      Account contract = Account.parse("0x00000000000000000000000000000000000c0de1");
      tell(chain, "anvil_setCode", contract.toString(), code(owner.account()));

      // Behind a proxy it is known by the name that it was given, and by no other.
      assertThat(nonce(address, "polder.example")).contains("\"uri\":\"https://polder.example\"");
      assertThat(nonce(address, "other.example")).contains("unknown_address", "--public-url");

      HttpResponse<String> in = signIn(address, contract, owner);
      assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
      JsonNode session = JsonMapper.shared().readTree(in.body());
      assertThat(session.path("account").asString()).isEqualTo(contract.toString());
      assertThat(session.path("contract").asBoolean()).isTrue();

      HttpResponse<String> thief = signIn(address, contract, Wallet.random());
      assertThat(thief.statusCode()).isEqualTo(401);
      assertThat(thief.body()).contains("bad_signature");
      // Its owner's key is another account, and signs in as that.
      assertThat(signIn(address, owner.account(), owner).body()).contains("\"contract\":false");
    } finally {
      node.anvil().ifPresent(ProcessHandle::destroy);
      node.close();
      client.close();
    }
  }

  /**
   * {@code isValidSignature} of a wallet with one key, in the chain's code: it recovers who signed
   * and answers with the function's selector if that is its owner.
   */
  private static String code(Account owner) {
    return "0x60043560005260a43560f81c602052606435604052608435606052602060806080600060015afa50"
        + "60805173"
        + owner.address().toHex()
        + "14631626ba7e60e01b0260005260206000f3";
  }

  /** What is answered to who asked for a nonce under a name that leads here by a proxy. */
  private static String nonce(URI node, String host) throws IOException {
    try (Socket socket = new Socket(node.getHost(), node.getPort())) {
      socket.setSoTimeout(60_000);
      String request =
          "GET /v1/session/nonce HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      // The node leaves it to who asks to close the connection: up to the end of the JSON it is.
      StringBuilder said = new StringBuilder();
      while (!said.toString().endsWith("}")) {
        int next = socket.getInputStream().read();
        assertThat(next).as("the connection ended after: %s", said).isNotNegative();
        said.append((char) next);
      }
      return said.toString();
    }
  }

  private HttpResponse<String> signIn(URI node, Account account, Wallet key) throws Exception {
    JsonNode given =
        JsonMapper.shared()
            .readTree(
                client
                    .send(
                        HttpRequest.newBuilder(node.resolve("/v1/session/nonce")).build(),
                        BodyHandlers.ofString())
                    .body());
    String message = SignInText.of(given, account, Instant.now());
    byte[] signature = key.sign(Eip191.digest(message.getBytes(StandardCharsets.US_ASCII)));
    return post(node.resolve("/v1/session"), SignInText.body(message, Bytes.wrap(signature)));
  }

  private void tell(URI chain, String method, Object... parameters) throws Exception {
    HttpResponse<String> said =
        post(
            chain,
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", parameters)));
    assertThat(said.body()).doesNotContain("error");
  }

  private HttpResponse<String> post(URI address, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .header("X-Polder", "1")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
