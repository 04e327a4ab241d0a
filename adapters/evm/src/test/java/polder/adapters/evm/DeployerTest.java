package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

class DeployerTest {
  @TempDir Path folder;
  private LocalChain chain;
  private Wallet wallet;

  @BeforeEach
  void start() throws IOException {
    chain = LocalChain.in(folder.resolve("chain"));
    wallet = chain.funded();
  }

  @AfterEach
  void stop() throws IOException {
    if (chain != null) {
      chain.close();
    }
  }

  private Sender sender(String log) throws IOException {
    return new Sender(
        chain.rpc,
        wallet,
        new RevertReasons(List.of(Tally.ABI)),
        SenderLimits.usual().withConfirmations(0),
        folder.resolve(log));
  }

  /** Two contracts, each told of the other. */
  private static Deployer ring(Sender sender) {
    return new Deployer(
        sender,
        "network",
        List.of(
            new Deployer.Step("token", Tally.ARTIFACT, all -> List.of(at(all, "settlement"))),
            new Deployer.Step("settlement", Tally.ARTIFACT, all -> List.of(at(all, "token")))));
  }

  private static Account at(Map<String, Account> all, String name) {
    return Optional.ofNullable(all.get(name)).orElseThrow();
  }

  private Map<String, Account> finish(Deployer deployer) throws IOException {
    Optional<Map<String, Account>> done = deployer.advance();
    while (done.isEmpty()) {
      chain.mine(1);
      done = deployer.advance();
    }
    return done.get();
  }

  private boolean hasCode(Account account) throws IOException {
    return chain.rpc.ask(node -> new Eth(node).hasCode(account));
  }

  @Test
  void addressesAreAsTheStandardSays() {
    Account creator = Account.parse("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
    assertThat(FeeTransaction.created(creator, 0))
        .isEqualTo(Account.parse("0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"));
    assertThat(FeeTransaction.created(creator, 1))
        .isEqualTo(Account.parse("0x343c43a37d37dff08ae8c4a11544c718abb4fcf8"));
  }

  @Test
  void contractsAreToldOfThoseThatComeAfterThem() throws IOException {
    try (Sender sender = sender("log")) {
      Deployer deployer = ring(sender);
      Map<String, Account> planned = deployer.addresses();
      assertThat(finish(deployer)).isEqualTo(planned);
      Account token = at(planned, "token");
      Account settlement = at(planned, "settlement");
      assertThat(hasCode(token)).isTrue();
      assertThat(hasCode(settlement)).isTrue();
      List<JsonNode> first = chain.rpc.ask(node -> new Eth(node).transactions(1));
      Bytes input = Bytes.fromHex(first.getFirst().path("input").asString());
      assertThat(input.toHex()).endsWith(settlement.address().toHex());
      // Again it changes nothing.
      assertThat(finish(ring(sender))).isEqualTo(planned);
      assertThat(chain.count(wallet.account())).isEqualTo(2);
    }
  }

  @Test
  void goesOnWhereItWasKilled() throws IOException {
    Map<String, Account> planned;
    try (Sender sender = sender("log")) {
      planned = ring(sender).addresses();
    }
    try (Sender sender = sender("log")) {
      ring(sender).advance();
      chain.mine(1);
    }
    assertThat(chain.count(wallet.account())).isEqualTo(1);
    try (Sender sender = sender("log")) {
      assertThat(finish(ring(sender))).isEqualTo(planned);
    }
    try (Sender sender = sender("log")) {
      assertThat(finish(ring(sender))).isEqualTo(planned);
    }
    assertThat(chain.count(wallet.account())).isEqualTo(2);
  }

  @Test
  void aNonceTakenByOthersEndsItWithAReason() throws IOException {
    try (Sender sender = sender("log");
        Sender other = sender("other-log")) {
      Deployer deployer = ring(sender);
      deployer.addresses();
      other.submit(Child.payment(Wallet.random().account()));
      other.advance();
      chain.mine(1);
      assertThatThrownBy(() -> finish(deployer))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nonce 0 is used already")
          .hasMessageContaining("under another name");
    }
  }

  @Test
  void readsWhatCompilersWrite() {
    String code = Tally.CREATION.toHex();
    String flat = "{\"abi\":" + Tally.ABI + ",\"bytecode\":\"0x" + code + "\"}";
    String nested = "{\"abi\":" + Tally.ABI + ",\"bytecode\":{\"object\":\"0x" + code + "\"}}";
    assertThat(Artifact.parse(flat).bytecode()).isEqualTo(Tally.CREATION);
    assertThat(Artifact.parse(nested).bytecode()).isEqualTo(Tally.CREATION);
    assertThatThrownBy(() -> Artifact.parse("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("abi or bytecode is missing");
    assertThatThrownBy(() -> Artifact.parse(flat.replace(code, code + "__$ab$__")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not linked");
    assertThatThrownBy(() -> Tally.ARTIFACT.creation())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
