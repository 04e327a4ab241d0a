package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.ports.chain.Progress;
import polder.protocol.identity.Account;

/** A sender's process is killed; whatever it had done by then, the intent has its effect once. */
class KilledSenderTest {
  @TempDir Path folder;

  /**
   * Killed before it signs, between writing down and sending, and while it waits for the answer.
   */
  @ParameterizedTest
  @ValueSource(strings = {"eth_feeHistory", "eth_sendRawTransaction", "eth_getTransactionReceipt"})
  void killedWhileItAsks(String method) throws IOException, InterruptedException {
    Account to = Wallet.random().account();
    try (LocalChain chain = LocalChain.in(folder.resolve("chain"));
        Proxy proxy = new Proxy(chain.url())) {
      Wallet wallet = chain.funded();
      Path log = folder.resolve("log");
      proxy.spoil(Proxy.Spoil.HOLD, method);
      Child child =
          Child.start(
              Child.Sends.class,
              proxy.url().toString(),
              HexFormat.of().formatHex(wallet.secret()),
              log.toString(),
              to.toString());
      try {
        proxy.awaitHeld();
      } finally {
        child.kill();
      }
      chain.mine(1);
      boolean sent = method.equals("eth_getTransactionReceipt");
      assertThat(chain.count(wallet.account())).isEqualTo(sent ? 1 : 0);
      try (Sender sender =
          new Sender(
              chain.rpc,
              wallet,
              new RevertReasons(List.of()),
              SenderLimits.usual().withConfirmations(0),
              log)) {
        sender.submit(Child.payment(to));
        while (!sender.progress("payment").orElseThrow().isOver()) {
          sender.advance();
          chain.mine(1);
        }
        assertThat(sender.progress("payment")).get().isInstanceOf(Progress.Succeeded.class);
      }
      assertThat(chain.balance(to)).isEqualTo(BigInteger.ONE);
      assertThat(chain.count(wallet.account())).isEqualTo(1);
    }
  }
}
