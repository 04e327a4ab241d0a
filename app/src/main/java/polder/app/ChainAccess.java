package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.adapters.evm.Anvil;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.RpcLimits;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmDisputes;
import polder.adapters.evm.contracts.EvmInputs;
import polder.adapters.evm.contracts.EvmRounds;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.evm.contracts.EvmStaking;
import polder.adapters.files.KeyFile;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Disputes;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.receipt.Bondsman;
import polder.protocol.settlement.SettlementContracts;

/**
 * A node's way to the chain that pays: where it is asked, by whom it is told.
 *
 * @param chain what is settled on it
 * @param anchors blocks that epochs may name, deeper than what is settled
 * @param settlement the contracts
 * @param inputs what they say that epochs take in, up to anchors
 * @param staking where validators bond
 * @param sender the node's transactions
 * @param wallet the node's account
 * @param contracts which contracts
 * @param chainId the chain's number
 * @param local where it is reached, if it is a development chain of this machine
 */
public record ChainAccess(
    Chain chain,
    Chain anchors,
    EvmSettlement settlement,
    EvmInputs inputs,
    EvmStaking staking,
    Sender sender,
    Wallet wallet,
    SettlementContracts contracts,
    long chainId,
    Optional<URI> local,
    JsonRpc rpc)
    implements AutoCloseable {
  /** Blocks on one that an epoch names, on a development chain: more than a crash may cost it. */
  static final int LOCAL_DEPTH = 8;

  private static final int CONFIRMATIONS = 12;

  /** Two tries within a few seconds: whoever waits can do without the answer. */
  private static final RpcLimits LIMITS =
      new RpcLimits(Duration.ofSeconds(10), 32 << 20, 2, Duration.ofMillis(200), 50);

  /**
   * A chain that others run, with contracts that the deployment's manifest names.
   *
   * @throws IOException if the manifest names none, or this node's log of transactions is damaged
   */
  public static ChainAccess remote(
      List<URI> urls, DataDirectory data, DeploymentManifest deployment) throws IOException {
    return of(urls, data, deployment, Wallet.of(KeyFile.owner(data.validatorKey())));
  }

  /** The same for the account of {@code wallet}. */
  static ChainAccess of(
      List<URI> urls, DataDirectory data, DeploymentManifest deployment, Wallet wallet)
      throws IOException {
    SettlementContracts contracts =
        deployment
            .settlement()
            .orElseThrow(() ->
                new IOException(
                    "--rpc names a chain, but "
                        + data.manifests().resolve("deployment.yaml")
                        + " names no contracts: add settlement with contract and token before the"
                        + " first epoch"));
    JsonRpc rpc = rpc(urls, deployment.chainId());
    Contracts compiled = Contracts.read();
    // Blocks of a development chain come with transactions, so that nobody can wait for many.
    boolean development = deployment.chainId() == Anvil.CHAIN_ID;
    EvmChain chain = new EvmChain(rpc, development ? 0 : CONFIRMATIONS);
    try {
      return new ChainAccess(
          chain,
          development ? new EvmChain(rpc, LOCAL_DEPTH) : chain,
          new EvmSettlement(chain, contracts, compiled, EvmSettlement.Gas.of(development)),
          new EvmInputs(chain, contracts, compiled),
          new EvmStaking(chain, contracts, compiled, EvmSettlement.Gas.of(development)),
          new Sender(
              rpc,
              wallet,
              compiled.reasons(),
              development ? localLimits() : SenderLimits.usual(),
              data.transactions()),
          wallet,
          contracts,
          deployment.chainId(),
          Optional.empty(),
          rpc);
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /** The node's account, which answers for its receipts. */
  Bondsman bondsman() {
    return new Bondsman(wallet.account(), contracts.domain(chainId).hashStruct(), wallet::sign);
  }

  /** The contract that takes challenges, to be asked. */
  Disputes disputes() throws ChainException {
    try {
      return EvmDisputes.of(chain, settlement, Contracts.read(), EvmSettlement.Gas.ESTIMATED);
    } catch (ChainException e) {
      throw e;
    } catch (IOException e) {
      throw new ChainException(ChainException.Kind.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /** The nodes of a chain, which must be of this number. */
  static JsonRpc rpc(List<URI> urls, long chainId) throws IOException {
    try {
      return new JsonRpc(urls, OptionalLong.of(chainId), LIMITS);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Whether it is a development chain, be it this machine's or another's. */
  boolean isDevelopment() {
    return chainId == Anvil.CHAIN_ID;
  }

  /** How much gas its contracts are called with. */
  EvmSettlement.Gas gas() {
    return EvmSettlement.Gas.of(isDevelopment());
  }

  /** How many blocks stand on an anchor. */
  long depth() {
    return isDevelopment() ? LOCAL_DEPTH : CONFIRMATIONS;
  }

  /** What a development chain takes for a transaction: one block, and any price. */
  static SenderLimits localLimits() {
    SenderLimits usual = SenderLimits.usual();
    return new SenderLimits(
        0,
        usual.stuckBlocks(),
        BigInteger.TEN.pow(12),
        usual.leastTip(),
        usual.maxBacklog(),
        usual.window());
  }

  /** The attempts of its contracts. */
  EvmRounds rounds() throws IOException {
    return new EvmRounds(chain, contracts, Contracts.read(), gas());
  }

  @Override
  public void close() throws IOException {
    sender.close();
    rpc.close();
  }
}
