package polder.system;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import polder.adapters.evm.Anvil;
import polder.adapters.evm.AnvilBinary;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.RpcLimits;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.Founding;
import polder.adapters.files.KeyFile;
import polder.app.DataDirectory;
import polder.app.Kinds;
import polder.app.ManifestFolder;
import polder.node.archive.ProgramHash;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SettlementContracts;

/**
 * A network on a real chain that outlives all its nodes: the founder's node, which has no stake,
 * and validators with equal stakes, each on a data directory of its own. Nothing of it runs yet but
 * the chain.
 */
final class FoundedNetwork implements AutoCloseable {
  private static final BigInteger COINS = BigInteger.TEN.pow(21);

  private final Path folder;
  private final Anvil anvil;
  private final List<DataDirectory> validators = new ArrayList<>();

  /** One in {@code folder}. */
  FoundedNetwork(Path folder) throws IOException {
    this.folder = folder;
    this.anvil =
        Anvil.start(
            AnvilBinary.find(System.getenv(), Repository.root()).orElseThrow(),
            folder.resolve("chain"),
            0,
            Duration.ofSeconds(1));
  }

  /** Where the chain is. */
  URI rpc() {
    return anvil.url();
  }

  /** Makes so many empty blocks. */
  void mine(int blocks) throws IOException {
    anvil.mine(blocks);
  }

  DataDirectory node() {
    return new DataDirectory(folder.resolve("node"));
  }

  /** The validators' directories. */
  List<DataDirectory> validators() {
    return List.copyOf(validators);
  }

  /** A key with coins for gas. */
  Path purse() throws IOException {
    Path key = folder.resolve("purse.key");
    anvil.fund(Wallet.of(KeyFile.owner(key)).account(), COINS);
    return key;
  }

  /**
   * Makes manifests and contracts.
   *
   * @param more lines of {@code deployment.yaml}
   */
  void found(String epoch, int count, String more) throws IOException, InterruptedException {
    Contracts compiled = Contracts.read();
    try (JsonRpc rpc =
            new JsonRpc(
                List.of(anvil.url()),
                OptionalLong.of(Anvil.CHAIN_ID),
                new RpcLimits(Duration.ofSeconds(30), 32 << 20, 2, Duration.ofMillis(200), 50));
        Sender founder = sender(rpc, compiled, node())) {
      Founding founding = new Founding(new EvmChain(rpc, 0), founder, compiled);
      SettlementContracts contracts = founding.addresses();
      Manifests manifests = manifests(epoch, contracts, more);
      List<Founding.Bonded> first = new ArrayList<>();
      List<Sender> senders = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        DataDirectory data = new DataDirectory(folder.resolve("validator-" + i));
        validators.add(data);
        Sender sender = sender(rpc, compiled, data);
        senders.add(sender);
        first.add(new Founding.Bonded(sender, tip(data)));
      }
      founding.complete(
          contracts,
          new Founding.Rules(manifests.hash(), ProgramHash.of(Kinds.ALL), manifests.deployment()),
          first,
          Wallet.of(KeyFile.owner(node().validatorKey())).account());
      for (Sender sender : senders) {
        sender.close();
      }
    }
  }

  private static Hash tip(DataDirectory data) throws IOException {
    return SeedChain.of(KeyFile.seed(data.validatorKey()), SeedChain.USUAL_LENGTH).tip();
  }

  private Sender sender(JsonRpc rpc, Contracts compiled, DataDirectory data) throws IOException {
    Wallet wallet = Wallet.of(KeyFile.owner(data.validatorKey()));
    anvil.fund(wallet.account(), COINS);
    SenderLimits usual = SenderLimits.usual();
    return new Sender(
        rpc,
        wallet,
        compiled.reasons(),
        new SenderLimits(
            0,
            usual.stuckBlocks(),
            BigInteger.TEN.pow(12),
            usual.leastTip(),
            usual.maxBacklog(),
            usual.window()),
        data.transactions());
  }

  private Manifests manifests(String epoch, SettlementContracts contracts, String more)
      throws IOException {
    ManifestFolder manifests = new ManifestFolder(node().manifests());
    Files.createDirectories(node().manifests());
    Files.writeString(
        node().manifests().resolve("demo.yaml"),
        template().replaceFirst("(?m)^(\\s*probation:) .*$", "$1 2s"));
    manifests.createDeployment(
        "polder", epoch, System.currentTimeMillis() / 1_000 * 1_000, Anvil.CHAIN_ID, contracts);
    Files.writeString(manifests.deploymentFile(), more, StandardOpenOption.APPEND);
    return manifests.load();
  }

  private static String template() throws IOException {
    try (InputStream stream =
        ManifestFolder.class.getResourceAsStream("/polder/manifests/demo.yaml")) {
      if (stream == null) {
        throw new IOException("there is no template");
      }
      return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() throws IOException {
    anvil.close();
  }
}
