package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmInputs;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/**
 * Brings tokens and messages onto the chain from the command line, for the next epochs to take in.
 * Whoever ends it in the middle looks what came of it before doing it again.
 */
public final class InboundDesk implements AutoCloseable {
  private final JsonRpc rpc;
  private final EvmSettlement settlement;
  private final EvmInputs inputs;
  private final Teller teller;

  private InboundDesk(JsonRpc rpc, EvmSettlement settlement, EvmInputs inputs, Teller teller) {
    this.rpc = rpc;
    this.settlement = settlement;
    this.inputs = inputs;
    this.teller = teller;
  }

  /**
   * Opens the way to a chain.
   *
   * @param key of the account that pays
   */
  public static InboundDesk open(URI url, long chainId, SettlementContracts contracts, Path key)
      throws IOException {
    Wallet wallet = ClaimDesk.wallet(key);
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(List.of(url), chainId);
    try {
      EvmChain chain = new EvmChain(rpc, 0);
      return new InboundDesk(
          rpc,
          new EvmSettlement(chain, contracts, compiled, EvmSettlement.Gas.ESTIMATED),
          new EvmInputs(chain, contracts, compiled),
          Teller.open(rpc, wallet, compiled.reasons()));
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /** Who pays. */
  public Account account() {
    return teller.account();
  }

  /** How many tokens {@code account} has, in wei. */
  public BigInteger tokens(Account account) throws ChainException {
    return settlement.tokens(account);
  }

  /**
   * Brings tokens in for {@code account}, and waits until they are in a block.
   *
   * @param wei how many; above 0, a multiple of 10⁹
   * @return number of the block
   */
  public long deposit(Account account, BigInteger wei) throws IOException, InterruptedException {
    allow(inputs.deposits(), wei);
    return carryOut(inputs.deposit(account, wei), "the deposit");
  }

  /** What posting a message burns, in wei. */
  public BigInteger fee(Account inbox) throws ChainException {
    return inputs.fee(inbox);
  }

  /** In which block exactly these bytes were posted before; 0 if never. */
  public long postedAt(Account inbox, Bytes message) throws ChainException {
    return inputs.postedAt(inbox, message).longValue();
  }

  /**
   * Posts a message, and waits until it is in a block.
   *
   * @return number of the block
   */
  public long post(Account inbox, Bytes message) throws IOException, InterruptedException {
    BigInteger fee = inputs.fee(inbox);
    if (fee.signum() > 0) {
      allow(inbox, fee);
    }
    return carryOut(inputs.post(inbox, message), "the message");
  }

  private void allow(Account spender, BigInteger wei) throws IOException, InterruptedException {
    if (inputs.allowance(account(), spender).compareTo(wei) < 0) {
      carryOut(inputs.approve(spender, wei), "the approval");
    }
  }

  private long carryOut(Intent intent, String what) throws IOException, InterruptedException {
    try {
      return teller.carryOut(intent).block().number();
    } catch (RefusedException e) {
      throw new IOException(what + " was refused: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    teller.close();
    rpc.close();
  }
}
