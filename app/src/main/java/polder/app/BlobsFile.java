package polder.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.adapters.files.FileBlobs;
import polder.adapters.yaml.ManifestFile;
import polder.node.blobs.BlobTerms;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Parameters;

/**
 * What an operator decides about blobs: {@code blobs.yaml}. Without it a node takes blobs if it has
 * a network whose jobs need them, as usual.
 *
 * @param networks networks that take blobs beside those whose kind needs them
 * @param terms what whoever puts and gets blobs may cost
 * @param limits how much there may be on the disk
 */
record BlobsFile(SortedSet<String> networks, BlobTerms terms, FileBlobs.Limits limits) {
  /** The kinds of network whose messages name blobs. */
  private static final List<String> KINDS = List.of("compute", "learning");

  /** Without a file: 64 GiB of blobs, and 1 GiB of the disk left to others. */
  static final BlobsFile USUAL =
      new BlobsFile(new TreeSet<>(), BlobTerms.USUAL, new FileBlobs.Limits(64L << 30, 1L << 30));

  /**
   * Reads the file of a data directory.
   *
   * @param manifests the rules whose networks it names
   * @throws IOException in one line what is wrong with it
   */
  static BlobsFile read(DataDirectory data, Manifests manifests) throws IOException {
    Path file = data.blobsFile();
    if (!Files.exists(file)) {
      return USUAL;
    }
    try {
      Parameters top = new Parameters("", ManifestFile.read(file));
      BlobsFile read = of(top);
      top.finish();
      for (String network : read.networks) {
        if (manifests.network(network).isEmpty()) {
          throw new IllegalArgumentException("networks: there is no network " + network);
        }
      }
      return read;
    } catch (IllegalArgumentException e) {
      // What the parser says has several lines.
      String problem = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
      throw new IOException(
          (problem.startsWith(file.toString()) ? problem : file + ": " + problem)
              + "; see docs/blobs.md",
          e);
    }
  }

  private static BlobsFile of(Parameters top) {
    BlobTerms usual = BlobTerms.USUAL;
    return new BlobsFile(
        new TreeSet<>(top.has("networks") ? top.texts("networks") : List.of()),
        new BlobTerms(
            bytes(top, "blob_bytes", usual.blobBytes()),
            bytes(top, "owner_bytes", usual.ownerBytes()),
            top.has("keep") ? Duration.ofMillis(top.durationMillis("keep")) : usual.keep(),
            Math.toIntExact(top.has("puts") ? top.whole("puts", 1, 10_000) : usual.puts()),
            usual.slowestBytesASecond()),
        new FileBlobs.Limits(
            bytes(top, "store_bytes", USUAL.limits.storeBytes()),
            bytes(top, "free_bytes", USUAL.limits.leastFreeBytes())));
  }

  private static long bytes(Parameters top, String key, long usual) {
    return top.has(key) ? top.whole(key, 1, Long.MAX_VALUE >> 1) : usual;
  }

  /** Whether devices of {@code network} put blobs. */
  boolean isTaking(NetworkManifest network) {
    return KINDS.contains(network.kind()) || networks.contains(network.name());
  }

  /** The same if any network of {@code manifests} takes blobs. */
  Optional<BlobsFile> ifNeeded(Manifests manifests) {
    return Optional.of(this)
        .filter(_ -> manifests.networks().values().stream().anyMatch(this::isTaking));
  }
}
