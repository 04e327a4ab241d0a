package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.evm.contracts.EvmStaking;
import polder.adapters.files.KeyFile;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.ports.chain.Staking;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SettlementContracts;

/**
 * Stakes from the command line: asks the contracts, and has done what a key's account may do. What
 * they would refuse is not sent. Its log of transactions is thrown away.
 */
public final class StakeDesk implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_ROUNDS = 6_000;

  private final JsonRpc rpc;
  private final EvmSettlement settlement;
  private final EvmStaking staking;
  private final Optional<Teller> teller;

  /** Who sends. */
  private record Teller(Sender sender, Path key, Path folder) {}

  /** The contracts refused, or would; nothing was changed. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    /** With the contract's own reason. */
    RefusedException(String reason) {
      super(reason);
    }
  }

  private StakeDesk(
      JsonRpc rpc, EvmSettlement settlement, EvmStaking staking, Optional<Teller> teller) {
    this.rpc = rpc;
    this.settlement = settlement;
    this.staking = staking;
    this.teller = teller;
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
      EvmSettlement.Gas gas = local ? EvmSettlement.Gas.BOUNDED : EvmSettlement.Gas.ESTIMATED;
      Optional<Teller> teller = Optional.empty();
      if (wallet.isPresent()) {
        Path folder = Files.createTempDirectory("polder-stake");
        Sender sender =
            new Sender(
                rpc,
                wallet.get(),
                compiled.reasons(),
                SenderLimits.usual().withConfirmations(0),
                folder.resolve("transactions"));
        teller = Optional.of(new Teller(sender, key.orElseThrow(), folder));
      }
      return new StakeDesk(
          rpc,
          new EvmSettlement(chain, contracts, compiled, gas),
          new EvmStaking(chain, contracts, compiled, gas),
          teller);
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /** Whose key it has. */
  public Account account() {
    return teller.orElseThrow().sender().account();
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
    return SeedChain.of(KeyFile.seed(teller.orElseThrow().key()), SeedChain.USUAL_LENGTH).tip();
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
    Sender sender = teller.orElseThrow().sender();
    sender.submit(intent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      sender.advance();
      switch (sender.progress(intent.label()).orElseThrow()) {
        case Progress.Succeeded done -> {
          return;
        }
        case Progress.Failed(String reason, var transaction) -> throw new RefusedException(reason);
        default -> Thread.sleep(PAUSE_MILLIS);
      }
    }
    throw new IOException(
        intent.label()
            + " is not in a block"
            + sender.backlog().trouble().map(why -> ": " + why).orElse("; try again later"));
  }

  @Override
  public void close() throws IOException {
    if (teller.isPresent()) {
      teller.get().sender().close();
      Path folder = teller.get().folder();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.delete(folder);
    }
    rpc.close();
  }
}
