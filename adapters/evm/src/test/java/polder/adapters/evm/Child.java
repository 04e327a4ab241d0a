package polder.adapters.evm;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import polder.ports.chain.Intent;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/** A JVM of its own, to be killed. */
final class Child {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  static Child start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The first line that it prints. */
  String said() throws IOException {
    String line = process.inputReader().readLine();
    return line == null ? "" : line;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the child does not end");
    }
  }

  /** Takes one intent and carries it out. */
  static final class Sends {
    private Sends() {}

    /** Address of the node, secret, log, account to pay. */
    public static void main(String[] arguments) throws IOException {
      JsonRpc rpc =
          new JsonRpc(List.of(URI.create(arguments[0])), OptionalLong.empty(), LocalChain.QUICK);
      Wallet wallet = Wallet.of(HexFormat.of().parseHex(arguments[1]));
      try (rpc;
          Sender sender =
              new Sender(
                  rpc,
                  wallet,
                  new RevertReasons(List.of()),
                  SenderLimits.usual().withConfirmations(0),
                  Path.of(arguments[2]))) {
        sender.submit(payment(Account.parse(arguments[3])));
        while (!sender.progress("payment").orElseThrow().isOver()) {
          sender.advance();
        }
      }
    }
  }

  static Intent payment(Account to) {
    return new Intent(
        "payment",
        Optional.of(to),
        Bytes.EMPTY,
        java.math.BigInteger.ONE,
        OptionalLong.of(21_000),
        OptionalLong.empty());
  }

  /** Starts a local chain, mines a block, says where it is, and waits. */
  static final class HasChain {
    private HasChain() {}

    /** Program of anvil, folder. */
    public static void main(String[] arguments) throws IOException {
      Anvil anvil =
          Anvil.start(Path.of(arguments[0]), Path.of(arguments[1]), 0, Duration.ofHours(1));
      try (JsonRpc rpc = JsonRpc.at(anvil.url())) {
        rpc.ask(node -> node.call("anvil_mine", "0x7"));
      }
      System.out.println(anvil.url());
      System.out.flush();
      // Until it is killed.
      System.in.read();
    }
  }
}
