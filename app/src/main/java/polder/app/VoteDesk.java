package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmGovernance;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.ports.chain.Governance;
import polder.ports.chain.Intent;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/**
 * Proposes and votes from the command line: what was proposed or voted already is refused by the
 * contract.
 */
public final class VoteDesk implements AutoCloseable {
  private final JsonRpc rpc;
  private final EvmGovernance governance;
  private final Teller teller;

  private VoteDesk(JsonRpc rpc, EvmGovernance governance, Teller teller) {
    this.rpc = rpc;
    this.governance = governance;
    this.teller = teller;
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
    Wallet wallet = ClaimDesk.wallet(key);
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(List.of(place.rpc()), place.chainId());
    try {
      EvmGovernance governance =
          new EvmGovernance(
              new EvmChain(rpc, 0),
              place.contracts(),
              compiled,
              EvmSettlement.Gas.of(place.local()),
              new EvmGovernance.Hint.Told(place.governor()));
      return new VoteDesk(rpc, governance, Teller.open(rpc, wallet, compiled.reasons()));
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /** The vote. */
  public Governance governance() {
    return governance;
  }

  /** Whose key it has. */
  public Account account() {
    return teller.account();
  }

  /**
   * Does it, and waits until it is in a block.
   *
   * @throws RefusedException if the contract would refuse, or did
   */
  public void carryOut(Intent intent) throws IOException, InterruptedException {
    teller.carryOut(intent);
  }

  @Override
  public void close() throws IOException {
    teller.close();
    rpc.close();
  }
}
