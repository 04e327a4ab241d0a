package polder.system;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.adapters.evm.Abi;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.RpcLimits;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/** What accounts do on a development chain beside any node: strangers, thieves, stakers. */
final class ChainHands implements AutoCloseable {
  static final BigInteger TOKEN = BigInteger.TEN.pow(18);
  private static final long GAS = 3_000_000;
  private static final int MOST_ROUNDS = 1_200;
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_TRIES = 100;
  private static final long TRY_MILLIS = 1_000;

  private final Path folder;
  private final JsonRpc rpc;
  private final EvmChain chain;
  private final Contracts compiled;
  private final SettlementContracts contracts;
  private final List<Sender> senders = new ArrayList<>();
  private int sent;

  /** Keeps what is sent below {@code folder}. */
  ChainHands(URI url, long chainId, SettlementContracts contracts, Path folder) throws IOException {
    this.folder = folder;
    this.rpc =
        new JsonRpc(
            List.of(url),
            OptionalLong.of(chainId),
            new RpcLimits(Duration.ofSeconds(30), 32 << 20, 4, Duration.ofMillis(200), 50));
    this.chain = new EvmChain(rpc, 0);
    this.compiled = Contracts.read();
    this.contracts = contracts;
  }

  /** So many tokens in the token's smallest unit. */
  static BigInteger wei(long tokens) {
    return TOKEN.multiply(BigInteger.valueOf(tokens));
  }

  EvmSettlement settlement() {
    return new EvmSettlement(chain, contracts, compiled, EvmSettlement.Gas.BOUNDED);
  }

  /** What a function of a contract gives. */
  List<Object> ask(Account contract, String name, String function, Object... values)
      throws IOException {
    Abi abi = compiled.get(name).abi();
    return abi.result(function, chain.call(contract, abi.call(function, values)));
  }

  Account staking() throws IOException {
    return (Account) ask(contracts.settlement(), "Settlement", "staking").getFirst();
  }

  /** What a validator has bonded of its own, in wei. */
  BigInteger bonded(Account validator) throws IOException {
    List<?> of = (List<?>) ask(staking(), "Staking", "validatorOf", validator).getFirst();
    return (BigInteger) of.get(0);
  }

  BigInteger tokens(Account account) throws IOException {
    return settlement().tokens(account);
  }

  /** Someone's way onto the chain. */
  Hand of(Wallet wallet) throws IOException {
    Sender sender =
        new Sender(
            rpc,
            wallet,
            compiled.reasons(),
            SenderLimits.usual().withConfirmations(0),
            folder.resolve("hand-" + senders.size()));
    senders.add(sender);
    return new Hand(sender);
  }

  /** Has the set of those that are registered now sign from here on, as soon as it may. */
  void openSet(Hand hand) throws IOException, InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        hand.call(staking(), "Staking", "openVersion");
        return;
      } catch (IOException e) {
        if (tries == MOST_TRIES || !String.valueOf(e.getMessage()).contains("TooSoon")) {
          throw e;
        }
        Thread.sleep(TRY_MILLIS);
      }
    }
  }

  /** Sends as one account. */
  final class Hand {
    private final Sender sender;

    private Hand(Sender sender) {
      this.sender = sender;
    }

    /** Calls a function and waits until that is in a block. */
    void call(Account contract, String name, String function, Object... values)
        throws IOException, InterruptedException {
      Bytes data = compiled.get(name).abi().call(function, values);
      carryOut(intent(Optional.of(contract), data, BigInteger.ZERO));
    }

    void giveTokens(Account to, long tokens) throws IOException, InterruptedException {
      call(contracts.token(), "PolderToken", "transfer", to, wei(tokens));
    }

    /** For gas. */
    void giveCoins(Account to) throws IOException, InterruptedException {
      carryOut(intent(Optional.of(to), Bytes.EMPTY, TOKEN.multiply(BigInteger.TEN)));
    }

    /** Becomes a validator. */
    void register(long tokens) throws IOException, InterruptedException {
      Account staking = staking();
      call(contracts.token(), "PolderToken", "approve", staking, wei(tokens));
      call(staking, "Staking", "register", wei(tokens), 0, Hash.sha256(new byte[] {1}));
    }

    private Intent intent(Optional<Account> to, Bytes data, BigInteger value) {
      return new Intent(
          "hand-" + sent++, to, data, value, OptionalLong.of(GAS), OptionalLong.empty());
    }

    void carryOut(Intent intent) throws IOException, InterruptedException {
      sender.submit(intent);
      for (int round = 0; round < MOST_ROUNDS; round++) {
        sender.advance();
        switch (sender.progress(intent.label()).orElseThrow()) {
          case Progress.Succeeded done -> {
            return;
          }
          case Progress.Failed(String reason, var transaction) -> throw new IOException(reason);
          default -> Thread.sleep(PAUSE_MILLIS);
        }
      }
      throw new IOException("not in a block: " + sender.backlog());
    }
  }

  @Override
  public void close() throws IOException {
    for (Sender sender : senders) {
      sender.close();
    }
    rpc.close();
  }
}
