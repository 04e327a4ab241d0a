package polder.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import polder.adapters.yaml.ManifestFile;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;

/**
 * How long a node keeps what it could do without: {@code retention.yaml}. Without it the evidence
 * and the readings are kept for ever, and sealed messages in the journal for a thousand epochs.
 *
 * @param journal how long a sealed message is known again when it is repeated
 * @param archive messages, outcomes and snapshots of the archive
 * @param readingsMillis how long after the end of their epoch readings can be asked for; {@link
 *     Long#MAX_VALUE} for ever
 */
public record Retention(Keep journal, Pruner.Rules archive, long readingsMillis) {
  /** Without a file. */
  public static final Retention USUAL =
      new Retention(new Keep.Epochs(1_000), Pruner.Rules.ALL, Long.MAX_VALUE);

  private static final long MOST_EPOCHS = 1_000_000_000;
  private static final String FOREVER = "forever";

  /**
   * Reads the file of a data directory.
   *
   * @param manifests the rules that it must fit to
   * @throws IOException in one line what is wrong with it
   */
  public static Retention read(DataDirectory data, Manifests manifests) throws IOException {
    Path file = data.retentionFile();
    if (!Files.exists(file)) {
      return USUAL;
    }
    try {
      Parameters top = new Parameters("", ManifestFile.read(file));
      Retention read =
          new Retention(
              keep(top, "journal", USUAL.journal()),
              new Pruner.Rules(keep(top, "evidence", USUAL.archive().evidence()), snapshots(top)),
              readings(top));
      top.finish();
      read.check(manifests);
      return read;
    } catch (IllegalArgumentException e) {
      // What the parser says has several lines.
      String problem = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
      throw new IOException(
          (problem.startsWith(file.toString()) ? problem : file + ": " + problem)
              + "; see \"Retention\" in docs/operate.md",
          e);
    }
  }

  private static Keep keep(Parameters top, String key, Keep usual) {
    Optional<Value> value = top.find(key);
    if (value.isEmpty()) {
      return usual;
    }
    return switch (value.get()) {
      case Value.Whole whole -> new Keep.Epochs(top.whole(key, 1, MOST_EPOCHS));
      case Value.Text text when text.text().equals(FOREVER) -> new Keep.Forever();
      case Value.Text text ->
          Parameters.parseDurationMillis(text.text())
              .filter(millis -> millis > 0)
              .map(Keep.Duration::new)
              .orElseThrow(() -> notKept(key, text));
      default -> throw notKept(key, value.get());
    };
  }

  private static ManifestException notKept(String key, Value value) {
    return new ManifestException(
        key
            + " must be a number of epochs, a duration such as 30d, or forever"
            + (value instanceof Value.Text text ? ", not " + text.text() : ""));
  }

  private static long snapshots(Parameters top) {
    Optional<Value> value = top.find("snapshots");
    return value.isEmpty() || value.get().equals(new Value.Text(FOREVER))
        ? Long.MAX_VALUE
        : top.whole("snapshots", 1, MOST_EPOCHS);
  }

  private static long readings(Parameters top) {
    return switch (keep(top, "readings", new Keep.Forever())) {
      case Keep.Forever() -> Long.MAX_VALUE;
      case Keep.Duration(long millis) -> millis;
      case Keep.Epochs epochs ->
          throw new ManifestException("readings must be a duration such as 400d, or forever");
    };
  }

  /** What cannot work is refused before it deletes anything. */
  private void check(Manifests manifests) {
    DeploymentManifest deployment = manifests.deployment();
    for (long millis :
        new long[] {
          millis(journal, deployment), millis(archive.evidence(), deployment), readingsMillis
        }) {
      if (millis < deployment.epochMillis()) {
        throw new ManifestException(
            "nothing can be kept for less than an epoch, which takes "
                + deployment.epochMillis() / 1_000
                + "s");
      }
    }
    checkSnapshots(deployment);
    for (NetworkManifest network : manifests.networks().values()) {
      checkDelay(network, "evidence", millis(archive.evidence(), deployment));
      checkDelay(network, "readings", readingsMillis);
    }
  }

  /** The archive is pruned up to a snapshot, so one must live until its epoch may go. */
  private void checkSnapshots(DeploymentManifest deployment) {
    if (archive.evidence() instanceof Keep.Forever || archive.snapshots() == Long.MAX_VALUE) {
      return;
    }
    long epochs = Math.ceilDiv(millis(archive.evidence(), deployment), deployment.epochMillis());
    long least = Math.ceilDiv(epochs, deployment.snapshotEvery()) + 1;
    if (archive.snapshots() < least) {
      throw new ManifestException(
          "snapshots must be "
              + least
              + " or more: the evidence of "
              + epochs
              + " epochs is kept, and what is older can only go up to a snapshot, of which there is"
              + " one every "
              + deployment.snapshotEvery()
              + " epochs");
    }
  }

  /** What is published late must not be gone before. */
  private static void checkDelay(NetworkManifest network, String key, long millis) {
    NetworkManifest.DataPolicy data = network.data();
    if (data.access() == NetworkManifest.DataPolicy.Access.DELAYED
        && millis <= data.delayMillis()) {
      throw new ManifestException(
          key
              + " must be kept for longer than data.delay of the network "
              + network.name()
              + ", or nobody outside ever sees it");
    }
  }

  private static long millis(Keep keep, DeploymentManifest deployment) {
    return switch (keep) {
      case Keep.Forever() -> Long.MAX_VALUE;
      case Keep.Duration(long millis) -> millis;
      case Keep.Epochs(long count) -> Math.multiplyExact(count, deployment.epochMillis());
    };
  }
}
