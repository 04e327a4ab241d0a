package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.ChainException.Kind;

class JsonRpcTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:9");

  @TempDir Path folder;
  private LocalChain chain;

  @BeforeEach
  void start() throws IOException {
    chain = LocalChain.in(folder);
  }

  @AfterEach
  void stop() throws IOException {
    if (chain != null) {
      chain.close();
    }
  }

  private static void fails(Chain reading, Kind kind, String message) {
    assertThatThrownBy(reading::head)
        .isInstanceOfSatisfying(
            ChainException.class, failed -> assertThat(failed.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

  @Test
  void asksTheNextNodeWhenOneFails() throws IOException {
    try (Proxy first = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(NOBODY, first.url(), chain.url())) {
      Chain reading = new EvmChain(rpc, 0);
      assertThat(reading.head().number()).isZero();
      first.spoil(Proxy.Spoil.DOWN, "");
      assertThat(reading.head().number()).isZero();
      first.spoil(Proxy.Spoil.NOTHING, "");
      chain.mine(1);
      assertThat(reading.head().number()).isEqualTo(1);
    }
    try (Proxy page = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(page.url(), chain.url())) {
      page.answer = (asked, said) -> "<html>under maintenance";
      assertThat(new EvmChain(rpc, 0).head().number()).isEqualTo(1);
    }
  }

  @Test
  void aNodeOfAnotherChainIsNotAsked() throws IOException {
    try (Proxy other = new Proxy(chain.url());
        JsonRpc both =
            new JsonRpc(
                List.of(other.url(), chain.url()), OptionalLong.of(31_337), LocalChain.QUICK);
        JsonRpc alone =
            new JsonRpc(List.of(other.url()), OptionalLong.of(31_337), LocalChain.QUICK)) {
      other.answer =
          (asked, said) -> asked.contains("eth_chainId") ? said.replace("0x7a69", "0x1") : said;
      assertThat(new EvmChain(both, 0).chainId()).isEqualTo(31_337);
      fails(new EvmChain(alone, 0), Kind.REFUSED, "is on chain 1, not on 31337");
    }
  }

  @Test
  void aBusyNodeIsAskedAgain() throws IOException {
    try (Proxy proxy = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(proxy.url())) {
      proxy.spoil(Proxy.Spoil.TOO_MANY_REQUESTS, "");
      fails(new EvmChain(rpc, 0), Kind.UNREACHABLE, "429");
      assertThat(proxy.spoilt.get()).isEqualTo(LocalChain.QUICK.attempts());
    }
  }

  @Test
  void saysWhatIsWrongWithAnAnswer() throws IOException {
    try (Proxy proxy = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(proxy.url())) {
      Chain reading = new EvmChain(rpc, 0);
      proxy.answer = (asked, said) -> "<html>hello";
      fails(reading, Kind.REFUSED, "is it the address of an EVM node?");
      proxy.answer = (asked, said) -> "{\"id\":1}";
      fails(reading, Kind.REFUSED, "is it the address of an EVM node?");
      proxy.answer = (asked, said) -> "{\"result\":\"0xzz\"}";
      fails(reading, Kind.REFUSED, "no chain id");
      proxy.answer =
          (asked, said) -> "{\"error\":{\"code\":-32601,\"message\":\"the method is not there\"}}";
      fails(reading, Kind.REFUSED, "said: the method is not there");
      proxy.answer = (asked, said) -> "[" + " ".repeat(LocalChain.QUICK.maxBodyBytes()) + "]";
      fails(reading, Kind.TOO_MUCH, "more than");
    }
  }

  @Test
  void aBatchIsAnsweredInItsOrder() throws IOException {
    chain.mine(3);
    List<RpcNode.Call> calls = new ArrayList<>();
    // More than go into one request.
    for (int i = 0; i < 120; i++) {
      calls.add(new RpcNode.Call("eth_getBlockByNumber", Quantity.of(i), false));
    }
    List<RpcNode.Answer> answers = chain.rpc.ask(node -> node.batch(calls));
    assertThat(answers).hasSize(120);
    for (int i = 0; i <= 3; i++) {
      assertThat(answers.get(i).value().path("number").asString()).isEqualTo(Quantity.of(i));
    }
    assertThat(answers.get(4).value().isNull()).isTrue();
    // One refused call of a batch leaves the others as they are.
    List<RpcNode.Answer> mixed =
        chain.rpc.ask(node ->
            node.batch(
                List.of(new RpcNode.Call("no_method"), new RpcNode.Call("eth_blockNumber"))));
    assertThat(mixed.getFirst()).isInstanceOf(RpcNode.Answer.Fault.class);
    assertThat(mixed.getLast().value().asString()).isEqualTo("0x3");
  }

  @Test
  void refusesWhatIsNoAddressAndNamesNoKeys() {
    assertThatThrownBy(() -> JsonRpc.at(URI.create("ftp://host/")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(HttpPost.name(URI.create("https://rpc.example:8443/v3/secret")))
        .isEqualTo("https://rpc.example:8443/…");
  }
}
