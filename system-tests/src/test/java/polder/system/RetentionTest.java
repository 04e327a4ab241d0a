package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.adapters.rocksdb.RocksStore;
import polder.adapters.rocksdb.RocksView;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.agent.Verdict;
import polder.app.DataDirectory;
import polder.app.Kinds;
import polder.app.ManifestFolder;
import polder.epoch.RuleBook;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.Kept;
import polder.node.archive.ProgramHash;
import polder.node.witness.Anchor;
import polder.node.witness.Audit;
import polder.node.witness.AuditReport;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.Site;

/**
 * A node that keeps little, and is killed while it deletes: it starts again, what it keeps audits,
 * and what it promised to know again it knows.
 */
class RetentionTest {
  private static final long SEED = 20_261_126;
  private static final int KILLS = 3;
  private static final long JOURNAL_EPOCHS = 3;

  @TempDir Path folder;

  @Test
  void whatIsKeptAuditsHoweverOftenTheNodeIsKilled() throws Exception {
    DataDirectory data = prepare();
    SplittableRandom random = new SplittableRandom(SEED);
    long kept = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      ChildNode node = ChildNode.start(folder);
      try {
        long before = kept;
        node.await("epochs to be pruned", () -> kept(data).from() > before);
        kept = kept(data).from();
        assertThat(node.endsWithin(random.nextInt(1_500))).as(node.said()).isFalse();
      } finally {
        node.kill();
        node.close();
      }
    }
    ChildNode last = ChildNode.start(folder);
    try {
      URI address = last.address();
      promisesAreKept(last, address);
      assertThat(status(address, "/v1/epochs/0")).isEqualTo(410);
      assertThat(status(address, "/v1/epochs/0/archive/inputs.cbor")).isEqualTo(410);
      assertThat(status(address, "/v1/epochs/0/archive/header.cose")).isEqualTo(200);
      last.stop();
    } finally {
      last.close();
    }
    AuditReport audit = audit(data, kept(data).from());
    assertThat(audit.difference()).isEmpty();
    assertThat(audit.keptFrom()).isGreaterThan(kept);
    assertThat(audit.epochs()).isBetween(1L, 12L);
    assertThat(audit(data, 0).difference().orElseThrow().summary()).contains("pruned: kept from");
    for (long epoch = 0; epoch < kept(data).swept(); epoch++) {
      assertThat(data.archive().resolve(ArchivePaths.inputs(epoch, 0))).doesNotExist();
    }
    try (RocksView view = RocksStore.openReadOnly(data.store())) {
      long latest = view.journal().lastCut().orElseThrow().epoch();
      assertThat(view.journal().begin())
          .isEqualTo(view.journal().cut(latest - JOURNAL_EPOCHS).orElseThrow().endOffset());
    }
  }

  private DataDirectory prepare() throws IOException {
    DataDirectory data = new DataDirectory(folder);
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createDeployment("kept", "1s", System.currentTimeMillis());
    manifests.createNetwork("demo", "demo");
    Path deployment = manifests.deploymentFile();
    Files.writeString(
        deployment,
        Files.readString(deployment).replaceFirst("snapshot_every: .*", "snapshot_every: 2"));
    Files.writeString(
        data.retentionFile(),
        "{journal: " + JOURNAL_EPOCHS + ", evidence: 6, snapshots: 4, readings: 10s}",
        StandardCharsets.UTF_8);
    return data;
  }

  private static Kept kept(DataDirectory data) throws IOException {
    return new EpochArchive(new DirectoryArchive(data.archive())).kept();
  }

  /** A repeated message gets its first receipt as long as the journal keeps it. */
  private static void promisesAreKept(ChildNode node, URI address)
      throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address)) {
      Bytes wire = enrolment(client);
      Verdict first = post(client, wire);
      assertThat(first).isInstanceOf(Verdict.Accepted.class);
      long accepted = ChildNode.latestEpoch(address);
      node.await("its epoch to be sealed", () -> ChildNode.latestEpoch(address) > accepted);
      assertThat(post(client, wire))
          .isEqualTo(new Verdict.Duplicate(first.message(), ((Verdict.Accepted) first).receipt()));
      node.await(
          "the journal to forget it",
          () -> ChildNode.latestEpoch(address) > accepted + JOURNAL_EPOCHS + 2);
      assertThat(post(client, wire)).isInstanceOf(Verdict.Refused.class);
    }
  }

  private static Verdict post(NodeClient client, Bytes wire)
      throws IOException, InterruptedException {
    return client.post(List.of(wire)).getFirst();
  }

  private static Bytes enrolment(NodeClient client) throws IOException, InterruptedException {
    byte[] owner = new byte[32];
    owner[31] = 77;
    Account account = Secp256k1.account(owner);
    DeviceKey device = DeviceKey.ed25519(owner);
    Action.Enrol bare =
        new Action.Enrol(
            "demo",
            device.id(),
            Optional.of(new Site(new Place(52_000_000, 5_000_000), 0)),
            Optional.empty(),
            Bytes.EMPTY);
    Action.Enrol proven = AccountMessage.proven(client.deployment(), account, 1, bare, device);
    return new AccountMessage.Draft(account, 1, proven).sign(owner, client.deployment()).wire();
  }

  private static int status(URI address, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address)) {
      client.get(path);
      return 200;
    } catch (NodeException e) {
      return e.status();
    }
  }

  private static AuditReport audit(DataDirectory data, long first) throws IOException {
    EpochArchive archive = new EpochArchive(new DirectoryArchive(data.archive()));
    Anchor anchor = new Anchor.Signatures(KeyFile.device(data.nodeKey()).id());
    long latest = archive.latest().orElseThrow().epoch();
    try (InProcessEngine engine = InProcessEngine.overAllCores()) {
      return new Audit(archive, new RuleBook(Kinds.ALL), engine)
          .run(
              new Audit.Request(first, latest, anchor, false, ProgramHash.of(Kinds.ALL)),
              (done, total) -> {});
    }
  }
}
