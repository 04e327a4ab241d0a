package polder.adapters.evm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.ports.chain.Anchor;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Whatever a chain's node answers: it is taken, or refused with a reason. Runs over the kept
 * inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class RpcAnswersFuzzTest {
  private static final RpcLimits SMALL =
      new RpcLimits(Duration.ofSeconds(30), 1 << 20, 1, Duration.ofMillis(1), 2);

  private static final Account SOMEBODY = new Account(Bytes.wrap(new byte[Account.SIZE]));

  @FuzzTest(maxDuration = "1m")
  void anyAnswerIsTakenOrRefused(byte[] answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] asked = exchange.getRequestBody().readAllBytes();
          boolean which =
              new String(asked, java.nio.charset.StandardCharsets.UTF_8).contains("eth_chainId");
          byte[] said =
              which
                  ? "{\"result\":\"0x1\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)
                  : answer;
          exchange.sendResponseHeaders(200, said.length == 0 ? -1 : said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (JsonRpc rpc = new JsonRpc(List.of(url), OptionalLong.empty(), SMALL)) {
      EvmChain chain = new EvmChain(rpc, 0);
      Anchor at = new Anchor(1, Hash.ZERO);
      tried(chain::head);
      tried(() -> chain.balance(SOMEBODY));
      tried(() -> chain.call(SOMEBODY, Bytes.EMPTY));
      tried(() ->
          chain.events(new EventFilter(List.of(SOMEBODY), List.of(), 0), Optional.empty(), at));
      tried(() -> rpc.ask(node -> new Eth(node).receipts(List.of(Hash.ZERO, Hash.ZERO))));
      tried(() -> rpc.ask(node -> Fees.suggested(new Eth(node), java.math.BigInteger.ONE)));
      tried(() ->
          rpc.ask(node ->
              new ForeignNonce(new Eth(node), SOMEBODY, 0, Child.payment(SOMEBODY)).find(0, 3)));
    } finally {
      server.stop(0);
    }
  }

  private interface Question {
    Object ask() throws ChainException;
  }

  private static void tried(Question question) {
    try {
      question.ask();
    } catch (ChainException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
