package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.chain.Backlog;
import polder.ports.chain.BacklogFullException;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/** What a sender promises, with a real chain that does what chains do. */
class SenderTest {
  private static final SenderLimits AT_ONCE = SenderLimits.usual().withConfirmations(0);
  private static final SenderLimits AFTER_TWO = SenderLimits.usual().withConfirmations(2);
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  private static final long GAS = 100_000;

  @TempDir Path folder;
  private LocalChain chain;
  private Wallet wallet;

  @BeforeEach
  void start() throws IOException {
    chain = LocalChain.in(folder.resolve("chain"));
    wallet = chain.funded();
  }

  @AfterEach
  void stop() throws IOException {
    if (chain != null) {
      chain.close();
    }
  }

  private Sender sender(SenderLimits limits, String log, JsonRpc rpc) throws IOException {
    RevertReasons reasons = new RevertReasons(List.of(Tally.ABI));
    return new Sender(rpc, wallet, reasons, limits, folder.resolve(log));
  }

  private Sender sender(SenderLimits limits) throws IOException {
    return sender(limits, "log", chain.rpc);
  }

  private static Intent create(String label) {
    return new Intent(
        label,
        Optional.empty(),
        Tally.CREATION,
        BigInteger.ZERO,
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static Intent pay(String label, Account to) {
    return new Intent(
        label,
        Optional.of(to),
        Bytes.EMPTY,
        BigInteger.ONE,
        OptionalLong.of(GAS),
        OptionalLong.empty());
  }

  /** A call whose gas is known, which is therefore sent without asking whether it would revert. */
  private static Intent blind(String label, Account to, long word) {
    return new Intent(
        label,
        Optional.of(to),
        Tally.word(word),
        BigInteger.ZERO,
        OptionalLong.of(GAS),
        OptionalLong.empty());
  }

  private Account tally(Sender sender) throws IOException {
    sender.submit(create("tally"));
    sender.advance();
    chain.mine(2);
    sender.advance();
    Progress progress = sender.progress("tally").orElseThrow();
    assertThat(progress).isInstanceOf(Progress.Succeeded.class);
    return ((Progress.Succeeded) progress).created().orElseThrow();
  }

  private long count(Account tally) throws IOException {
    return Tally.count(chain.rpc.ask(node -> new Eth(node).call(tally, Bytes.EMPTY, Eth.LATEST)));
  }

  private static Account stranger() {
    return Wallet.random().account();
  }

  @Test
  void anIntentHasItsEffectOnce() throws IOException {
    Account to = stranger();
    try (Sender sender = sender(AT_ONCE)) {
      sender.submit(pay("one", to));
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
      assertThat(sender.submit(pay("one", to))).isInstanceOf(Progress.Succeeded.class);
      sender.advance();
    }
    try (Sender again = sender(AT_ONCE)) {
      assertThat(again.submit(pay("one", to))).isInstanceOf(Progress.Succeeded.class);
      Backlog backlog = again.advance();
      assertThat(backlog.size()).isZero();
      assertThat(backlog.trouble()).isEmpty();
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
    assertThat(chain.count(wallet.account())).isEqualTo(1);
  }

  @Test
  void aLabelIsForOneEffect() throws IOException {
    try (Sender sender = sender(AT_ONCE)) {
      sender.submit(pay("one", stranger()));
      assertThatThrownBy(() -> sender.submit(pay("one", stranger())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("label of another intent");
    }
  }

  @Test
  void countsOnlyWithItsConfirmations() throws IOException {
    try (Sender sender = sender(AFTER_TWO)) {
      sender.submit(pay("one", stranger()));
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one"))
          .get()
          .isInstanceOfSatisfying(
              Progress.Mined.class, mined -> assertThat(mined.confirmations()).isZero());
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Mined.class);
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
  }

  @Test
  void whatWouldRevertIsNotSentAndMayBeTriedAgain() throws IOException {
    try (Sender sender = sender(AT_ONCE)) {
      Account tally = tally(sender);
      sender.submit(Intent.call("zero", tally, Tally.word(0)));
      sender.advance();
      assertThat(sender.progress("zero"))
          .get()
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              failed -> {
                assertThat(failed.reason()).contains("would revert: Refused(code 42)");
                assertThat(failed.transaction()).isEmpty();
              });
      assertThat(chain.count(wallet.account())).isEqualTo(1);
      assertThat(sender.submit(Intent.call("zero", tally, Tally.word(7))))
          .isInstanceOf(Progress.Waiting.class);
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("zero")).get().isInstanceOf(Progress.Succeeded.class);
      assertThat(count(tally)).isEqualTo(1);
    }
  }

  @Test
  void aRevertIsReportedWithTheContractsReason() throws IOException {
    try (Sender sender = sender(AT_ONCE)) {
      Account tally = tally(sender);
      sender.submit(blind("zero", tally, 0));
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("zero"))
          .get()
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              failed -> {
                assertThat(failed.reason()).isEqualTo("reverted: Refused(code 42)");
                assertThat(failed.transaction()).isPresent();
              });
    }
  }

  @Test
  void aReorganisationDropsATransactionAndItIsSentAgain() throws IOException {
    Account to = stranger();
    try (Sender sender = sender(AFTER_TWO)) {
      sender.submit(pay("one", to));
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Mined.class);
      chain.mine(1);
      chain.reorganise(2);
      assertThat(chain.balance(to)).isZero();
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Sent.class);
      chain.mine(3);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
  }

  @Test
  void whatWasSettledIsSentAgainWhenTheChainGoesBackBehindIt() throws IOException {
    Account to = stranger();
    try (Sender sender = sender(AT_ONCE)) {
      sender.submit(pay("one", to));
      sender.submit(pay("two", to));
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("two")).get().isInstanceOf(Progress.Succeeded.class);
    }
    chain.tell("anvil_rollback", 1);
    assertThat(chain.balance(to)).isZero();
    try (Sender sender = sender(AT_ONCE)) {
      assertThat(sender.advance().sent()).isEqualTo(2);
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
      assertThat(sender.progress("two")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.TWO);
  }

  @Test
  void feesRiseWhenTheGasPriceLeavesATransactionBehind() throws IOException {
    Account to = stranger();
    try (Sender sender = sender(AT_ONCE)) {
      sender.submit(pay("one", to));
      sender.submit(pay("two", to));
      sender.advance();
      Progress.Sent first = (Progress.Sent) sender.progress("one").orElseThrow();
      BigInteger price = GWEI.multiply(BigInteger.valueOf(40));
      for (int block = 0; block < AT_ONCE.stuckBlocks(); block++) {
        chain.nextBaseFee(price);
        chain.mine(1);
      }
      assertThat(chain.balance(to)).isZero();
      Backlog backlog = sender.advance();
      assertThat(backlog.replacements()).isEqualTo(1);
      assertThat(sender.progress("one"))
          .get()
          .isInstanceOfSatisfying(
              Progress.Sent.class,
              sent -> {
                assertThat(sent.versions()).isEqualTo(2);
                assertThat(sent.nonce()).isEqualTo(first.nonce());
                assertThat(sent.transaction()).isNotEqualTo(first.transaction());
              });
      chain.nextBaseFee(price);
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
      assertThat(sender.progress("two")).get().isInstanceOf(Progress.Sent.class);
      chain.nextBaseFee(GWEI);
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("two")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.TWO);
  }

  @Test
  void neverPaysMoreThanTheCeiling() throws IOException {
    SenderLimits low =
        new SenderLimits(0, 1, GWEI.multiply(BigInteger.valueOf(3)), BigInteger.ONE, 9, 9);
    Account to = stranger();
    try (Sender sender = sender(low)) {
      BigInteger price = GWEI.multiply(BigInteger.valueOf(50));
      chain.nextBaseFee(price);
      chain.mine(1);
      sender.submit(pay("one", to));
      Backlog dear = sender.advance();
      assertThat(dear.waiting()).isEqualTo(1);
      assertThat(dear.trouble()).get().asString().contains("is the most allowed");
      chain.nextBaseFee(GWEI);
      chain.mine(1);
      assertThat(sender.advance().sent()).isEqualTo(1);
      for (int block = 0; block < 30; block++) {
        chain.nextBaseFee(price);
        chain.mine(1);
        sender.advance();
      }
      assertThat(sender.backlog().trouble()).get().asString().contains("is the most allowed");
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Sent.class);
      chain.nextBaseFee(GWEI);
      chain.mine(1);
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
  }

  @Test
  void aStuckTransactionIsReplacedAndOnlyOneVersionIsMined() throws IOException {
    Account to = stranger();
    SenderLimits impatient = new SenderLimits(0, 1, AT_ONCE.maxFee(), BigInteger.ONE, 9, 9);
    try (Sender sender = sender(impatient)) {
      sender.submit(pay("one", to));
      sender.advance();
      for (int i = 0; i < 4; i++) {
        chain.nextBaseFee(GWEI.multiply(BigInteger.valueOf(20L << i)));
        chain.mine(1);
        sender.advance();
      }
      Progress.Sent sent = (Progress.Sent) sender.progress("one").orElseThrow();
      assertThat(sent.versions()).isGreaterThan(2);
      chain.nextBaseFee(GWEI);
      chain.mine(2);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
    assertThat(chain.count(wallet.account())).isEqualTo(1);
  }

  @Test
  void aNonceTakenByAnotherTransactionIsFollowedByANewOne() throws IOException {
    Account to = stranger();
    Account other = stranger();
    try (Sender sender = sender(AFTER_TWO);
        Sender thief = sender(AT_ONCE, "other-log", chain.rpc)) {
      sender.submit(pay("one", to));
      sender.advance();
      chain.tell("anvil_dropAllTransactions");
      thief.submit(pay("theft", other));
      thief.advance();
      chain.mine(1);
      Backlog before = sender.advance();
      assertThat(before.trouble()).get().asString().contains("its nonce is used");
      assertThat(sender.nonce("one")).contains(0L);
      chain.mine(2);
      sender.advance();
      assertThat(sender.nonce("one")).contains(1L);
      chain.mine(3);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
    assertThat(chain.balance(other)).isEqualTo(BigInteger.ONE);
  }

  @Test
  void theSameIntentOfTwoProcessesHasItsEffectOnce() throws IOException {
    Account to = stranger();
    SenderLimits dearer =
        new SenderLimits(0, 5, AT_ONCE.maxFee(), GWEI.multiply(BigInteger.TWO), 9, 9);
    try (Sender one = sender(AT_ONCE);
        Sender two = sender(dearer, "other-log", chain.rpc)) {
      one.submit(pay("epoch-1", to));
      two.submit(pay("epoch-1", to));
      one.advance();
      two.advance();
      chain.mine(1);
      for (int i = 0; i < 3; i++) {
        one.advance();
        two.advance();
        chain.mine(1);
      }
      assertThat(one.progress("epoch-1")).get().isInstanceOf(Progress.Succeeded.class);
      assertThat(two.progress("epoch-1")).isEqualTo(one.progress("epoch-1"));
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
    assertThat(chain.count(wallet.account())).isEqualTo(1);
  }

  @Test
  void aNodeWithoutHistoryIsReadBlockByBlock() throws IOException {
    Account to = stranger();
    try (Proxy proxy = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(proxy.url());
        Sender sender = sender(AFTER_TWO, "log", rpc);
        Sender thief = sender(AT_ONCE, "other-log", chain.rpc)) {
      sender.submit(pay("one", to));
      sender.advance();
      chain.tell("anvil_dropAllTransactions");
      thief.submit(pay("theft", stranger()));
      thief.advance();
      chain.mine(9);
      proxy.answer =
          (asked, said) ->
              asked.contains("eth_getTransactionCount")
                      && !asked.contains(Eth.LATEST)
                      && !asked.contains("\"" + Quantity.of(7) + "\"")
                  ? "{\"id\":1,\"error\":{\"code\":-32000,\"message\":\"missing trie node\"}}"
                  : said;
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.nonce("one")).contains(1L);
      chain.mine(3);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
  }

  @Test
  void whatCannotBeFoundOutIsNotGuessedAt() throws IOException {
    Account to = stranger();
    try (Sender sender = sender(AT_ONCE);
        Sender thief = sender(AT_ONCE, "other-log", chain.rpc)) {
      sender.submit(pay("one", to));
      sender.advance();
      chain.tell("anvil_dropAllTransactions");
      thief.submit(pay("theft", stranger()));
      thief.advance();
      // More than the node keeps, and than is read block by block.
      chain.mine(600);
      Backlog backlog = sender.advance();
      assertThat(backlog.blocked()).isEqualTo(1);
      assertThat(backlog.trouble()).get().asString().contains("then retry one");
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Blocked.class);
      sender.retry("one");
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
  }

  @Test
  void aLostAnswerCostsNothing() throws IOException {
    Account to = stranger();
    try (Proxy proxy = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(proxy.url());
        Sender sender = sender(AT_ONCE, "log", rpc)) {
      proxy.spoil(Proxy.Spoil.LOSE_ANSWER, "eth_sendRawTransaction");
      sender.submit(pay("one", to));
      Backlog backlog = sender.advance();
      assertThat(backlog.trouble()).get().asString().contains("is the chain's node running?");
      // It came twice, as the client tried again.
      assertThat(proxy.spoilt.get()).isEqualTo(2);
      proxy.spoil(Proxy.Spoil.NOTHING, "");
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
    assertThat(chain.count(wallet.account())).isEqualTo(1);
  }

  @Test
  void aBacklogIsSettledWhenTheChainIsBack() throws IOException {
    Account to = stranger();
    try (Proxy proxy = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(proxy.url());
        Sender sender = sender(AT_ONCE, "log", rpc)) {
      proxy.spoil(Proxy.Spoil.DOWN, "");
      for (int i = 0; i < 40; i++) {
        sender.submit(pay("epoch-" + i, to));
      }
      Backlog down = sender.advance();
      assertThat(down.waiting()).isEqualTo(40);
      assertThat(down.trouble()).get().asString().contains("is the chain's node running?");
      proxy.spoil(Proxy.Spoil.NOTHING, "");
      for (int i = 0; i < 4; i++) {
        sender.advance();
        chain.mine(1);
      }
      assertThat(sender.backlog()).matches(left -> left.size() == 0);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.valueOf(40));
  }

  @Test
  void aChainThatIsSlowIsAskedAgain() throws IOException {
    Account to = stranger();
    RpcLimits hasty =
        new RpcLimits(
            java.time.Duration.ofMillis(200), 1 << 20, 1, java.time.Duration.ofMillis(1), 50);
    try (Proxy proxy = new Proxy(chain.url());
        JsonRpc rpc = new JsonRpc(List.of(proxy.url()), OptionalLong.empty(), hasty);
        Sender sender = sender(AT_ONCE, "log", rpc)) {
      proxy.spoil(Proxy.Spoil.HOLD, "eth_sendRawTransaction");
      sender.submit(pay("one", to));
      assertThat(sender.advance().trouble()).isPresent();
    }
    try (Sender sender = sender(AT_ONCE)) {
      // Whatever was answered in time: it is carried out once.
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
  }

  @Test
  void nobodyWaitsForASlowChainButTheRound() throws IOException, InterruptedException {
    try (Proxy proxy = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(proxy.url());
        Sender sender = sender(AT_ONCE, "log", rpc)) {
      proxy.spoil(Proxy.Spoil.HOLD, "eth_feeHistory");
      sender.submit(pay("one", stranger()));
      Thread round =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  sender.advance();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      proxy.awaitHeld();
      assertThat(sender.submit(pay("two", stranger()))).isInstanceOf(Progress.Waiting.class);
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Waiting.class);
      assertThat(round.isAlive()).isTrue();
      round.interrupt();
      round.join();
    }
  }

  @Test
  void aRestartedChainForgetsWhatWaitedAndGetsItAgain() throws IOException {
    Account to = stranger();
    int port = chain.url().getPort();
    try (Sender sender = sender(AT_ONCE)) {
      sender.submit(pay("one", to));
      sender.advance();
    }
    chain.close();
    chain = LocalChain.in(folder.resolve("chain"), port);
    try (Sender sender = sender(AT_ONCE)) {
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
    assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
  }

  @Test
  void anotherChainGetsNothing() throws IOException {
    String genesis =
        chain.rpc.ask(node -> new Eth(node).block(0)).orElseThrow().at().hash().toHex();
    try (Proxy other = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(other.url())) {
      try (Sender sender = sender(AT_ONCE)) {
        sender.submit(pay("one", stranger()));
        sender.advance();
        chain.mine(1);
      }
      // Another chain of the same number differs by its first block.
      other.answer = (asked, said) -> said.replace(genesis, "ab".repeat(32));
      try (Sender sender = sender(AT_ONCE, "log", rpc)) {
        sender.submit(pay("two", stranger()));
        Backlog backlog = sender.advance();
        assertThat(backlog.trouble()).get().asString().contains("use a node of that chain");
        assertThat(chain.count(wallet.account())).isEqualTo(1);
      }
    }
  }

  @Test
  void withoutMoneyItWaitsAndSaysWhatIsNeeded() throws IOException {
    Account to = stranger();
    chain.anvil().fund(wallet.account(), BigInteger.ZERO);
    try (Sender sender = sender(AT_ONCE)) {
      sender.submit(pay("one", to));
      Backlog backlog = sender.advance();
      assertThat(backlog.trouble())
          .get()
          .asString()
          .containsIgnoringCase("insufficient funds")
          .contains("send ether to " + wallet.account());
      chain.anvil().fund(wallet.account(), LocalChain.ETHER);
      sender.advance();
      chain.mine(1);
      sender.advance();
      assertThat(sender.progress("one")).get().isInstanceOf(Progress.Succeeded.class);
    }
  }

  @Test
  void takesNoMoreThanItsBacklog() throws IOException {
    SenderLimits two = new SenderLimits(0, 1, AT_ONCE.maxFee(), BigInteger.ONE, 2, 1);
    Account to = stranger();
    try (Sender sender = sender(two)) {
      sender.submit(pay("one", to));
      sender.submit(pay("two", to));
      assertThatThrownBy(() -> sender.submit(pay("three", to)))
          .isInstanceOf(BacklogFullException.class)
          .hasMessageContaining("2 intents");
      Backlog backlog = sender.advance();
      assertThat(backlog.sent()).isEqualTo(1);
      assertThat(backlog.waiting()).isEqualTo(1);
      assertThat(backlog.oldest()).contains("one");
      chain.mine(1);
      sender.advance();
      sender.submit(pay("three", to));
      assertThat(sender.backlog().sent()).isEqualTo(1);
    }
  }

  @Test
  void oneProcessAtATimeHasTheLog() throws IOException {
    try (Sender sender = sender(AT_ONCE)) {
      assertThat(sender.backlog()).isEqualTo(Backlog.EMPTY);
      assertThatThrownBy(() -> sender(AT_ONCE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another process");
    }
  }
}
