package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import polder.adapters.evm.Anvil;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmDisputes;
import polder.adapters.evm.contracts.EvmFaults;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.node.settle.SealReader;
import polder.ports.chain.ChainException;
import polder.ports.chain.Disputes;
import polder.ports.chain.Faults;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.settlement.SettlementContracts;

/**
 * Brings proofs and challenges before the contracts from the command line: what is proven twice
 * counts once.
 */
public final class ChallengeDesk implements AutoCloseable {
  private final JsonRpc rpc;
  private final EvmChain chain;
  private final EvmSettlement settlement;
  private final Contracts compiled;
  private final EvmSettlement.Gas gas;
  private final Teller teller;

  private ChallengeDesk(
      JsonRpc rpc,
      EvmSettlement settlement,
      Contracts compiled,
      EvmSettlement.Gas gas,
      Teller teller) {
    this.rpc = rpc;
    this.chain = new EvmChain(rpc, 0);
    this.settlement = settlement;
    this.compiled = compiled;
    this.gas = gas;
    this.teller = teller;
  }

  /**
   * Opens the way to the contracts of {@code deployment}.
   *
   * @param url a node of its chain
   * @param key of the account that pays the gas, and gets the rewards
   * @throws IOException if the deployment names no contracts, or the key cannot be read
   */
  public static ChallengeDesk open(URI url, DeploymentManifest deployment, Path key)
      throws IOException {
    SettlementContracts contracts =
        deployment
            .settlement()
            .orElseThrow(() ->
                new IOException("the deployment names no contracts: nobody has a stake there"));
    Wallet wallet = ClaimDesk.wallet(key);
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(List.of(url), deployment.chainId());
    EvmSettlement.Gas gas = EvmSettlement.Gas.of(deployment.chainId() == Anvil.CHAIN_ID);
    try {
      return new ChallengeDesk(
          rpc,
          new EvmSettlement(new EvmChain(rpc, 0), contracts, compiled, gas),
          compiled,
          gas,
          Teller.open(rpc, wallet, compiled.reasons()));
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /** Who pays the gas, and gets the rewards. */
  public Account account() {
    return teller.account();
  }

  /** The contract that pays. */
  public Settlement settlement() {
    return settlement;
  }

  /** The contract that takes proofs. */
  public Faults faults() throws ChainException {
    return EvmFaults.of(chain, settlement, compiled, gas);
  }

  /** The contract that takes challenges. */
  public Disputes disputes() throws ChainException {
    return EvmDisputes.of(chain, settlement, compiled, gas);
  }

  /**
   * Which headers are final from {@code epoch} on, by the chain.
   *
   * @param fromBlock a block before the first of them
   */
  public NavigableMap<Long, Settlement.Finalised> seals(long fromBlock, long epoch)
      throws ChainException {
    SealReader reader = new SealReader(chain, settlement);
    reader.read(fromBlock, epoch);
    return reader.seals();
  }

  /** How many tokens the account has, in wei. */
  public BigInteger tokens() throws ChainException {
    return settlement.tokens(teller.account());
  }

  /**
   * Sends a transaction and waits until it is in a block.
   *
   * @return its hash
   * @throws RefusedException if it had no effect
   */
  public Hash carryOut(Intent intent) throws IOException, InterruptedException {
    return teller.carryOut(intent).transaction();
  }

  @Override
  public void close() throws IOException {
    teller.close();
    rpc.close();
  }
}
