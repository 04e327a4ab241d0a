package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.adapters.evm.Anvil;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Sender;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmInputs;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.evm.contracts.EvmStaking;
import polder.adapters.evm.contracts.Founding;
import polder.adapters.files.KeyFile;
import polder.node.archive.ProgramHash;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SettlementContracts;

/**
 * The development chain of a node: anvil in the data directory, started again when it ends, with
 * the contracts. Their validators are those of {@link LocalValidators}, or else the node alone. Its
 * money is worth nothing.
 */
public final class LocalChain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalChain.class);
  private static final Duration SAVE_EVERY = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 500;
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);
  private static final BigInteger FUNDS = ETHER.multiply(BigInteger.valueOf(1_000));

  /** Of so many blocks before it a contract gets the hash by BLOCKHASH. */
  private static final int BLOCKS_BY_OPCODE = 256;

  private final Path binary;
  private final DataDirectory data;
  private final URI url;
  private final Contracts compiled;
  private final Wallet wallet;
  private final Account testAccount;
  private final JsonRpc rpc;
  private final Sender sender;
  private final Thread keeper;
  private Anvil anvil;
  private boolean closed;

  private LocalChain(Path binary, DataDirectory data, Anvil anvil) throws IOException {
    this.binary = binary;
    this.data = data;
    this.anvil = anvil;
    this.url = anvil.url();
    this.compiled = Contracts.read();
    this.wallet = Wallet.of(KeyFile.owner(data.validatorKey()));
    this.testAccount = Wallet.of(KeyFile.owner(data.testAccountKey())).account();
    for (Account account : List.of(wallet.account(), testAccount)) {
      anvil.fund(account, FUNDS);
    }
    this.rpc = ChainAccess.rpc(List.of(url), Anvil.CHAIN_ID);
    this.sender =
        new Sender(rpc, wallet, compiled.reasons(), ChainAccess.localLimits(), data.transactions());
    this.keeper = Thread.ofVirtual().name("anvil-keeper").start(this::keep);
  }

  /** Starts anvil, or goes on with the chain that is there. */
  public static LocalChain start(Path binary, DataDirectory data) throws IOException {
    Anvil anvil = goOn(binary, data, 0);
    try {
      return new LocalChain(binary, data, anvil);
    } catch (IOException | RuntimeException e) {
      anvil.close();
      throw e;
    }
  }

  /**
   * Anvil forgets the hashes of blocks before its start, and lets contracts read wrong ones, so
   * that headers which name such a block would be refused. Contracts look further back than {@link
   * #BLOCKS_BY_OPCODE} in the chain's state (EIP-2935), which anvil keeps: blocks without
   * transactions move the old ones there.
   */
  private static Anvil goOn(Path binary, DataDirectory data, int port) throws IOException {
    boolean before = !isEmpty(data.chain());
    Anvil anvil = Anvil.start(binary, data.chain(), port, SAVE_EVERY);
    if (before) {
      try {
        anvil.mine(BLOCKS_BY_OPCODE + 1);
        anvil.save();
      } catch (IOException | RuntimeException e) {
        anvil.close();
        throw e;
      }
    }
    return anvil;
  }

  private static boolean isEmpty(Path folder) {
    String[] names = folder.toFile().list();
    return names == null || names.length == 0;
  }

  private Founding founding() {
    return new Founding(new EvmChain(rpc, 0), sender, compiled);
  }

  /** Where the contracts will be; asked before the manifest is written. */
  public SettlementContracts addresses() throws IOException {
    return founding().addresses();
  }

  /** Makes what of the contracts is not there yet, and opens the way to them. */
  public ChainAccess complete(Manifests manifests) throws IOException, InterruptedException {
    SettlementContracts contracts = manifests.deployment().settlement().orElseThrow();
    if (!founding().isComplete(contracts)) {
      found(contracts, manifests);
    }
    EvmChain chain = new EvmChain(rpc, 0);
    EvmChain anchors = new EvmChain(rpc, ChainAccess.LOCAL_DEPTH);
    return new ChainAccess(
        chain,
        anchors,
        new EvmSettlement(chain, contracts, compiled, EvmSettlement.Gas.BOUNDED),
        new EvmInputs(anchors, contracts, compiled),
        new EvmStaking(chain, contracts, compiled, EvmSettlement.Gas.BOUNDED),
        sender,
        wallet,
        contracts,
        Anvil.CHAIN_ID,
        Optional.of(url),
        rpc);
  }

  private void found(SettlementContracts contracts, Manifests manifests)
      throws IOException, InterruptedException {
    try (Started senders = new Started("the founding")) {
      List<Founding.Bonded> first = new ArrayList<>();
      for (DataDirectory validator : LocalValidators.of(data)) {
        byte[] secret = KeyFile.owner(validator.validatorKey());
        Wallet its = Wallet.of(secret);
        anvil.fund(its.account(), FUNDS);
        first.add(
            new Founding.Bonded(
                senders.add(
                    new Sender(
                        rpc,
                        its,
                        compiled.reasons(),
                        ChainAccess.localLimits(),
                        validator.transactions())),
                seedTip(validator)));
      }
      if (first.isEmpty()) {
        first.add(new Founding.Bonded(sender, seedTip(data)));
      }
      founding()
          .complete(
              contracts,
              new Founding.Rules(
                  manifests.hash(), ProgramHash.of(Kinds.ALL), manifests.deployment()),
              first,
              testAccount);
    }
  }

  /** What the validator of {@code data} commits to. */
  private static Hash seedTip(DataDirectory data) throws IOException {
    return SeedChain.of(KeyFile.seed(data.validatorKey()), SeedChain.USUAL_LENGTH).tip();
  }

  /** Where the chain is. */
  public URI url() {
    return url;
  }

  /**
   * An account with coins for gas and tokens to stake, whose key is in {@link
   * DataDirectory#testAccountKey}.
   */
  public Account testAccount() {
    return testAccount;
  }

  /** Whoever ends anvil, by mistake or to see what happens, gets it back with its chain. */
  private void keep() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        keepOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void keepOnce() {
    if (closed || anvil.isAlive()) {
      return;
    }
    LOG.warn("the local chain ended; starting it again");
    try {
      anvil.close();
      anvil = goOn(binary, data, url.getPort());
    } catch (IOException e) {
      LOG.warn("the local chain does not start: {}; tried again", e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    keeper.interrupt();
    synchronized (this) {
      closed = true;
      sender.close();
      rpc.close();
      anvil.close();
    }
  }
}
