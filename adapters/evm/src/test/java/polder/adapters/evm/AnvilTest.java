package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.chain.Anchor;
import polder.protocol.identity.Account;

/** A local chain comes and goes with its node, and is there again whole. */
class AnvilTest {
  @TempDir Path folder;

  private static AnvilRecord record(Path chain) throws IOException {
    return AnvilRecord.read(chain.resolve("anvil.json")).orElseThrow();
  }

  private static void awaitEnd(AnvilRecord record) throws InterruptedException {
    for (AnvilRecord.Known known : record.processes()) {
      Optional<ProcessHandle> alive = known.alive();
      if (alive.isPresent()) {
        try {
          alive.get().onExit().get();
        } catch (ExecutionException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Test
  void aRestartedChainHasItsBlocksAndItsPort() throws IOException {
    Account account = Wallet.random().account();
    Anchor genesis;
    Anchor head;
    int port;
    try (LocalChain chain = LocalChain.in(folder)) {
      chain.anvil().fund(account, LocalChain.ETHER);
      chain.mine(5);
      genesis = new EvmChain(chain.rpc, 0).block(0).orElseThrow();
      head = new EvmChain(chain.rpc, 0).head();
      port = chain.url().getPort();
      assertThat(head.number()).isEqualTo(5);
    }
    assertThat(folder.resolve("anvil.json")).doesNotExist();
    try (LocalChain chain = LocalChain.in(folder, port)) {
      EvmChain reading = new EvmChain(chain.rpc, 0);
      assertThat(reading.chainId()).isEqualTo(Anvil.CHAIN_ID);
      assertThat(reading.block(0)).contains(genesis);
      assertThat(reading.head()).isEqualTo(head);
      assertThat(reading.balance(account)).isEqualTo(LocalChain.ETHER);
      assertThat(chain.url().getPort()).isEqualTo(port);
    }
  }

  @Test
  void aKilledNodeTakesItsChainWithItAndLosesNothing() throws IOException, InterruptedException {
    Child child =
        Child.start(Child.HasChain.class, LocalChain.binary().toString(), folder.toString());
    AnvilRecord left;
    int port;
    try {
      port = URI.create(child.said()).getPort();
      left = record(folder);
      assertThat(left.processes()).hasSize(3).allMatch(known -> known.alive().isPresent());
    } finally {
      child.kill();
    }
    awaitEnd(left);
    try (LocalChain chain = LocalChain.in(folder)) {
      assertThat(chain.height()).isEqualTo(7);
      assertThat(chain.url().getPort()).isEqualTo(port);
    }
  }

  @Test
  void anOrphanIsEndedAndItsChainTakenOver() throws IOException, InterruptedException {
    Child child =
        Child.start(Child.HasChain.class, LocalChain.binary().toString(), folder.toString());
    List<ProcessHandle> orphans;
    try {
      child.said();
      Predicate<ProcessHandle> shell =
          process -> process.info().command().orElse("").endsWith("sh");
      List<ProcessHandle> all =
          record(folder).processes().stream().flatMap(known -> known.alive().stream()).toList();
      orphans = all.stream().filter(shell.negate()).toList();
      // All who would end it are killed first.
      all.stream().filter(shell).forEach(ProcessHandle::destroyForcibly);
    } finally {
      child.kill();
    }
    assertThat(orphans).hasSize(1).allMatch(ProcessHandle::isAlive);
    try (LocalChain chain = LocalChain.in(folder)) {
      assertThat(orphans).noneMatch(ProcessHandle::isAlive);
      assertThat(chain.height()).isEqualTo(7);
    }
  }

  @Test
  void twoNodesDoNotShareAChain() throws IOException, InterruptedException {
    Child child =
        Child.start(Child.HasChain.class, LocalChain.binary().toString(), folder.toString());
    AnvilRecord its;
    try {
      child.said();
      its = record(folder);
      assertThatThrownBy(() -> LocalChain.in(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by process");
    } finally {
      child.kill();
    }
    awaitEnd(its);
  }

  @Test
  void aFileThatWasCutOffIsNotTakenForTheChain() throws IOException {
    try (LocalChain chain = LocalChain.in(folder)) {
      chain.mine(3);
      chain.anvil().save();
    }
    String whole = Files.readString(folder.resolve("chain.json"), StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("chain.exit.json"), whole.substring(0, whole.length() - 9));
    try (LocalChain chain = LocalChain.in(folder)) {
      assertThat(chain.height()).isEqualTo(3);
    }
    Files.delete(folder.resolve("chain.exit.json"));
    Files.writeString(folder.resolve("chain.json"), whole.substring(0, 99));
    assertThatThrownBy(() -> LocalChain.in(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void anotherProgramsPortIsNotTakenForTheChain() throws IOException {
    try (LocalChain chain = LocalChain.in(folder.resolve("one"))) {
      int taken = chain.url().getPort();
      assertThatThrownBy(() -> LocalChain.in(folder.resolve("two"), taken))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken);
    }
  }

  @Test
  void whatAnvilSaysWhenItDoesNotStartIsPassedOn() throws IOException {
    LocalChain.binary();
    Path program = folder.resolve("broken");
    Files.writeString(program, "#!/bin/sh\necho no memory\nexit 1\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> Anvil.start(program, folder, 0, Duration.ofHours(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("anvil did not start: no memory");
  }

  @Test
  void isLookedForWhereItMayBe() throws IOException {
    Path program = folder.resolve("anvil");
    Files.writeString(program, "#!/bin/sh\n");
    Map<String, String> path = Map.of("PATH", "/nowhere:" + folder);
    assertThat(AnvilBinary.find(path, folder)).isEmpty();
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(AnvilBinary.find(path, folder)).contains(program);
    assertThat(AnvilBinary.find(Map.of(AnvilBinary.VARIABLE, program.toString()), folder))
        .contains(program);
    Map<String, String> wrong = Map.of(AnvilBinary.VARIABLE, "/nowhere/anvil", "PATH", "" + folder);
    assertThat(AnvilBinary.find(wrong, folder)).isEmpty();
    Path linked = folder.resolve("contracts/node_modules/.bin/anvil");
    Files.createDirectories(linked.getParent());
    Files.copy(program, linked, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(AnvilBinary.find(Map.of(), folder)).contains(linked);
  }
}
