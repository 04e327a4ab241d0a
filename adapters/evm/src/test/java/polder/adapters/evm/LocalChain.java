package polder.adapters.evm;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import polder.ports.chain.ChainException;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/** A real anvil in a folder, and the means to make it misbehave. */
final class LocalChain implements AutoCloseable {
  static final RpcLimits QUICK =
      new RpcLimits(Duration.ofSeconds(30), 4 << 20, 2, Duration.ofMillis(1), 50);

  static final BigInteger ETHER = BigInteger.TEN.pow(18);

  private final Anvil anvil;
  final JsonRpc rpc;

  private LocalChain(Anvil anvil) {
    this.anvil = anvil;
    this.rpc = rpc(anvil.url());
  }

  /** Blocks are made when the test says so: anvil by itself makes them after it has answered. */
  private static LocalChain without(Anvil anvil) throws IOException {
    LocalChain chain = new LocalChain(anvil);
    chain.automine(false);
    return chain;
  }

  /** Skips the test where there is no anvil. */
  static Path binary() {
    Optional<Path> found = AnvilBinary.find(System.getenv(), project());
    Assumptions.assumeTrue(found.isPresent(), AnvilBinary.MISSING);
    return found.orElseThrow();
  }

  static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("STYLE.md")) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }

  static LocalChain in(Path folder) throws IOException {
    return without(Anvil.start(binary(), folder, 0, Duration.ofHours(1)));
  }

  static LocalChain in(Path folder, int port) throws IOException {
    return without(Anvil.start(binary(), folder, port, Duration.ofHours(1)));
  }

  static JsonRpc rpc(URI... urls) {
    return new JsonRpc(List.of(urls), OptionalLong.empty(), QUICK);
  }

  URI url() {
    return anvil.url();
  }

  Anvil anvil() {
    return anvil;
  }

  JsonNode tell(String method, Object... parameters) throws ChainException {
    return rpc.ask(node -> node.call(method, parameters));
  }

  Wallet funded() throws ChainException {
    Wallet wallet = Wallet.random();
    anvil.fund(wallet.account(), ETHER);
    return wallet;
  }

  void mine(int blocks) throws ChainException {
    tell("anvil_mine", Quantity.of(blocks));
  }

  /** Whether a block is made when a transaction comes. */
  void automine(boolean on) throws ChainException {
    tell("anvil_setAutomine", on);
  }

  /** Takes away the last blocks with all that is in them and makes as many empty ones. */
  void reorganise(int depth) throws ChainException {
    tell("anvil_reorg", depth, List.of());
  }

  void nextBaseFee(BigInteger wei) throws ChainException {
    tell("anvil_setNextBlockBaseFeePerGas", Quantity.of(wei));
  }

  long count(Account account) throws ChainException {
    return rpc.ask(node -> new Eth(node).count(account, Eth.LATEST));
  }

  long height() throws ChainException {
    return rpc.ask(node -> new Eth(node).head().at().number());
  }

  BigInteger balance(Account account) throws ChainException {
    return rpc.ask(node -> new Eth(node).balance(account));
  }

  @Override
  public void close() throws IOException {
    rpc.close();
    anvil.close();
  }
}
