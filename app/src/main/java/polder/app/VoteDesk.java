package polder.app;

import java.io.IOException;
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
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmGovernance;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.ports.chain.Governance;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/**
 * Proposes and votes from the command line. Its log of transactions is thrown away: what was
 * proposed or voted already is refused by the contract.
 */
public final class VoteDesk implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_ROUNDS = 6_000;

  private final JsonRpc rpc;
  private final EvmGovernance governance;
  private final Sender sender;
  private final Path folder;

  /** The contract refused, or would; nothing was changed. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
      super(reason);
    }
  }

  private VoteDesk(JsonRpc rpc, EvmGovernance governance, Sender sender, Path folder) {
    this.rpc = rpc;
    this.governance = governance;
    this.sender = sender;
    this.folder = folder;
  }

  /**
   * Where the vote is.
   *
   * @param governor as a node says; it is checked with the timelock
   * @param local whether it is a development chain
   */
  public record Place(
      URI rpc, long chainId, SettlementContracts contracts, Account governor, boolean local) {}

  /**
   * Opens the way to a chain.
   *
   * @param key of the account that proposes or votes, and pays the gas
   */
  public static VoteDesk open(Place place, Path key) throws IOException {
    var wallet = ClaimDesk.wallet(key);
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(List.of(place.rpc()), place.chainId());
    Optional<Path> made = Optional.empty();
    try {
      Path folder = Files.createTempDirectory("polder-vote");
      made = Optional.of(folder);
      EvmGovernance governance =
          new EvmGovernance(
              new EvmChain(rpc, 0),
              place.contracts(),
              compiled,
              place.local() ? EvmSettlement.Gas.BOUNDED : EvmSettlement.Gas.ESTIMATED,
              new EvmGovernance.Hint.Told(place.governor()));
      Sender sender =
          new Sender(
              rpc,
              wallet,
              compiled.reasons(),
              SenderLimits.usual().withConfirmations(0),
              folder.resolve("transactions"));
      return new VoteDesk(rpc, governance, sender, folder);
    } catch (IOException | RuntimeException e) {
      rpc.close();
      if (made.isPresent()) {
        Files.deleteIfExists(made.get());
      }
      throw e;
    }
  }

  /** The vote. */
  public Governance governance() {
    return governance;
  }

  /** Whose key it has. */
  public Account account() {
    return sender.account();
  }

  /**
   * Does it, and waits until it is in a block.
   *
   * @throws RefusedException if the contract would refuse, or did
   */
  public void carryOut(Intent intent) throws IOException, InterruptedException {
    sender.submit(intent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      sender.advance();
      switch (sender.progress(intent.label()).orElseThrow()) {
        case Progress.Succeeded done -> {
          return;
        }
        case Progress.Failed(String reason, var transaction) -> throw new RefusedException(reason);
        case Progress.Blocked(String reason) -> throw new IOException(reason);
        default -> Thread.sleep(PAUSE_MILLIS);
      }
    }
    throw new IOException(
        "it is not in a block"
            + sender.backlog().trouble().map(why -> ": " + why).orElse("; try again later"));
  }

  @Override
  public void close() throws IOException {
    sender.close();
    rpc.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(folder);
  }
}
