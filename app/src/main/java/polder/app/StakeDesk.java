package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.evm.contracts.EvmStaking;
import polder.adapters.files.KeyFile;
import polder.ports.chain.Intent;
import polder.ports.chain.Staking;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SettlementContracts;

/**
 * Stakes from the command line: asks the contracts, and has done what a key's account may do. What
 * they would refuse is not sent.
 */
public final class StakeDesk implements AutoCloseable {
  private final JsonRpc rpc;
  private final EvmSettlement settlement;
  private final EvmStaking staking;
  private final Optional<Holder> holder;

  /** Who sends, and the file of its key. */
  private record Holder(Teller teller, Path key) {}

  private StakeDesk(
      JsonRpc rpc, EvmSettlement settlement, EvmStaking staking, Optional<Holder> holder) {
    this.rpc = rpc;
    this.settlement = settlement;
    this.staking = staking;
    this.holder = holder;
  }

  /**
   * Opens the way to a chain.
   *
   * @param key of the account that stakes; without one nothing can be sent
   * @param local whether it is a development chain
   */
  public static StakeDesk open(
      URI url, long chainId, SettlementContracts contracts, Optional<Path> key, boolean local)
      throws IOException {
    Optional<Wallet> wallet =
        key.isPresent() ? Optional.of(ClaimDesk.wallet(key.get())) : Optional.empty();
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(List.of(url), chainId);
    try {
      EvmChain chain = new EvmChain(rpc, 0);
      EvmSettlement.Gas gas = EvmSettlement.Gas.of(local);
      Optional<Holder> holder =
          wallet.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Holder(
                      Teller.open(rpc, wallet.get(), compiled.reasons()), key.orElseThrow()));
      return new StakeDesk(
          rpc,
          new EvmSettlement(chain, contracts, compiled, gas),
          new EvmStaking(chain, contracts, compiled, gas),
          holder);
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /** Whose key it has. */
  public Account account() {
    return holder.orElseThrow().teller().account();
  }

  /** What is staked. */
  public Staking staking() {
    return staking;
  }

  /** How many tokens {@code account} has, in wei. */
  public BigInteger tokens(Account account) throws IOException {
    return settlement.tokens(account);
  }

  /**
   * The end of the seed chain that goes with the key; its secret is made and kept beside the key if
   * there is none.
   */
  public Hash seedTip() throws IOException {
    return SeedChain.of(KeyFile.seed(holder.orElseThrow().key()), SeedChain.USUAL_LENGTH).tip();
  }

  /** Lets the contract take {@code wei} more than it has taken, if it may not yet. */
  public void allow(BigInteger wei) throws IOException, InterruptedException {
    if (staking.allowance(account()).compareTo(wei) < 0) {
      carryOut(staking.approve(wei));
    }
  }

  /**
   * Does it, and waits until it is in a block.
   *
   * @throws RefusedException if the contract would refuse, or did
   */
  public void carryOut(Intent intent) throws IOException, InterruptedException {
    holder.orElseThrow().teller().carryOut(intent);
  }

  @Override
  public void close() throws IOException {
    if (holder.isPresent()) {
      holder.get().teller().close();
    }
    rpc.close();
  }
}
