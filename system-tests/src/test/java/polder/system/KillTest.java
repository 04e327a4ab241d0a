package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.app.DataDirectory;
import polder.app.Kinds;
import polder.app.ManifestFolder;
import polder.epoch.EpochHeader;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.ProgramHash;
import polder.node.witness.Anchor;
import polder.node.witness.Audit;
import polder.node.witness.AuditReport;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Message;
import polder.protocol.receipt.Receipt;

/**
 * A node that is killed at any moment under load keeps every promise: what it acknowledged is in
 * exactly one epoch, not after the receipt's deadline, and all roots are those of the messages.
 */
class KillTest {
  private static final long SEED = 20_261_123;
  private static final int LEAST_MILLIS = 100;
  private static final int MOST_MILLIS = 1_500;
  private static final int START_MILLIS = 1_500;

  @TempDir Path folder;
  private Optional<ChildNode> child = Optional.empty();

  @AfterEach
  void end() throws IOException, InterruptedException {
    if (child.isPresent()) {
      child.get().close();
    }
  }

  @Test
  void everyPromiseIsKeptOverThreeKills() throws Exception {
    survives(3, new Loader(Loader::http));
  }

  @Test
  void everyPromiseOverMqttIsKeptOverThreeKills() throws Exception {
    survives(3, new Loader(node -> MqttWay.open(folder)));
  }

  @Tag("full")
  @Test
  void everyPromiseIsKeptOverFiftyKills() throws Exception {
    survives(50, new Loader(Loader::http));
  }

  private void survives(int kills, Loader loader) throws Exception {
    DataDirectory data = new DataDirectory(folder);
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createDeployment("killed", "1s", System.currentTimeMillis());
    manifests.createNetwork("demo", "demo");
    SplittableRandom random = new SplittableRandom(SEED);

    for (int kill = 0; kill < kills; kill++) {
      ChildNode node = next();
      // Some die before they ever answer: while they take up what the one before left.
      if (kill % 5 == 4) {
        assertThat(node.endsWithin(random.nextInt(START_MILLIS))).as(node.said()).isFalse();
      } else {
        long before = loader.promises();
        loader.connect(node.address());
        node.await("a promise", () -> loader.promises() > before);
        assertThat(node.endsWithin(random.nextInt(LEAST_MILLIS, MOST_MILLIS)))
            .as(node.said())
            .isFalse();
      }
      node.kill();
    }

    ChildNode last = next();
    URI address = last.address();
    loader.connect(address);
    long begun = ChildNode.latestEpoch(address);
    last.await("an epoch under load", () -> ChildNode.latestEpoch(address) > begun);
    loader.stop();
    long deadline =
        loader.promised().values().stream().mapToLong(Receipt::deadlineEpoch).max().orElseThrow();
    last.await("the last deadline", () -> ChildNode.latestEpoch(address) >= deadline);
    last.stop();

    assertThat(data.nodeFile()).as("a node that stops in order says so").doesNotExist();
    AuditReport audit = audit(data);
    report(loader, audit, kills);
    assertThat(audit.difference()).isEmpty();
    promisesAreKept(loader, data, audit.last());
  }

  private ChildNode next() throws IOException, InterruptedException {
    end();
    ChildNode node = ChildNode.start(folder, "--no-demo", "--mqtt-port", "0");
    child = Optional.of(node);
    return node;
  }

  private static AuditReport audit(DataDirectory data) throws IOException {
    EpochArchive archive = new EpochArchive(new DirectoryArchive(data.archive()));
    DeviceId node = KeyFile.device(data.nodeKey()).id();
    long latest = archive.latest().orElseThrow().epoch();
    try (InProcessEngine engine = InProcessEngine.overAllCores()) {
      return new Audit(archive, new RuleBook(Kinds.ALL), engine)
          .run(
              new Audit.Request(
                  0, latest, new Anchor.Signatures(node), true, ProgramHash.of(Kinds.ALL)),
              (done, total) -> {});
    }
  }

  private static void promisesAreKept(Loader loader, DataDirectory data, long latest)
      throws IOException {
    EpochArchive archive = new EpochArchive(new DirectoryArchive(data.archive()));
    DeviceId node = KeyFile.device(data.nodeKey()).id();
    Map<Hash, Long> epochs = new HashMap<>();
    for (long epoch = 0; epoch <= latest; epoch++) {
      assertThat(archive.attempts(epoch)).as("attempts at epoch " + epoch).hasSize(1);
      EpochHeader header = archive.header(archive.attempts(epoch).getFirst()).header();
      for (Bytes wire : archive.inputs(header)) {
        Hash message = Message.decode(wire.toArray()).id();
        assertThat(epochs.put(message, epoch)).as("message twice: " + message).isNull();
      }
    }
    assertThat(new HashSet<>(loader.sent())).containsAll(epochs.keySet());
    loader
        .promised()
        .forEach((message, receipt) -> {
          assertThat(receipt.verifies()).isTrue();
          assertThat(receipt.node()).isEqualTo(node);
          assertThat(epochs.getOrDefault(message, Long.MAX_VALUE))
              .as("epoch of the promised message " + message)
              .isLessThanOrEqualTo(receipt.deadlineEpoch());
        });
    assertThat(loader.promised()).isNotEmpty();
    try (Stream<Path> folders = Files.list(data.archive().resolve("epochs"))) {
      assertThat(folders).hasSize((int) latest + 1);
    }
  }

  /** So that a reader of the build's log sees how much was tried. */
  private static void report(Loader loader, AuditReport audit, int kills) {
    System.out.println(
        "kill test, seed "
            + SEED
            + ": "
            + kills
            + " kills, "
            + audit.epochs()
            + " epochs with "
            + audit.messages()
            + " messages, "
            + loader.promised().size()
            + " promised, verdicts "
            + loader.counts());
  }
}
