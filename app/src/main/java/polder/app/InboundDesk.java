package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmInputs;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/**
 * Brings tokens and messages onto the chain from the command line, for the next epochs to take in.
 * Its log of transactions is thrown away: whoever ends it in the middle looks what came of it
 * before he does it again.
 */
public final class InboundDesk implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_ROUNDS = 6_000;

  private final JsonRpc rpc;
  private final EvmSettlement settlement;
  private final EvmInputs inputs;
  private final Sender sender;
  private final Path folder;

  private InboundDesk(
      JsonRpc rpc, EvmSettlement settlement, EvmInputs inputs, Sender sender, Path folder) {
    this.rpc = rpc;
    this.settlement = settlement;
    this.inputs = inputs;
    this.sender = sender;
    this.folder = folder;
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
    EvmChain chain = new EvmChain(rpc, 0);
    Path folder = Files.createTempDirectory("polder-inbound");
    Sender sender =
        new Sender(
            rpc,
            wallet,
            compiled.reasons(),
            SenderLimits.usual().withConfirmations(0),
            folder.resolve("transactions"));
    return new InboundDesk(
        rpc,
        new EvmSettlement(chain, contracts, compiled, EvmSettlement.Gas.ESTIMATED),
        new EvmInputs(chain, contracts, compiled),
        sender,
        folder);
  }

  /** Who pays. */
  public Account account() {
    return sender.account();
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
    sender.submit(intent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      sender.advance();
      switch (sender.progress(intent.label()).orElseThrow()) {
        case Progress.Succeeded done -> {
          return done.block().number();
        }
        case Progress.Failed(String reason, var transaction) ->
            throw new IOException(what + " was refused: " + reason);
        default -> Thread.sleep(PAUSE_MILLIS);
      }
    }
    throw new IOException(
        what
            + " is not in a block"
            + sender
                .backlog()
                .trouble()
                .map(why -> ": " + why)
                .orElse("; look before you try again"));
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
