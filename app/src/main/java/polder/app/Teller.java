package polder.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.RevertReasons;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.identity.Account;

/**
 * Has a key's account do one thing after the other on a chain, from the command line. Its log of
 * transactions is thrown away: what is done twice must be refused or have no effect, or whoever
 * ends it in the middle looks what came of it before doing it again.
 */
final class Teller implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_ROUNDS = 6_000;

  private final Sender sender;
  private final Path folder;

  private Teller(Sender sender, Path folder) {
    this.sender = sender;
    this.folder = folder;
  }

  /** For the account of {@code wallet}; {@code rpc} is closed by whoever opened it. */
  static Teller open(JsonRpc rpc, Wallet wallet, RevertReasons reasons) throws IOException {
    Path folder = Files.createTempDirectory("polder-transactions");
    try {
      return new Teller(
          new Sender(
              rpc,
              wallet,
              reasons,
              SenderLimits.usual().withConfirmations(0),
              folder.resolve("transactions")),
          folder);
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  Account account() {
    return sender.account();
  }

  /**
   * Does it, and waits until it is in a block.
   *
   * @throws RefusedException if the contract would refuse, or did; nothing was changed
   */
  Progress.Succeeded carryOut(Intent intent) throws IOException, InterruptedException {
    sender.submit(intent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      sender.advance();
      switch (sender.progress(intent.label()).orElseThrow()) {
        case Progress.Succeeded done -> {
          return done;
        }
        case Progress.Failed(String reason, var transaction) -> throw new RefusedException(reason);
        case Progress.Blocked(String reason) -> throw new IOException(reason);
        default -> Thread.sleep(PAUSE_MILLIS);
      }
    }
    throw new IOException(
        "the transaction is not in a block"
            + sender
                .backlog()
                .trouble()
                .map(why -> ": " + why)
                .orElse("; look what came of it before you try again"));
  }

  @Override
  public void close() throws IOException {
    sender.close();
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(folder);
  }
}
