package polder.node.validator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.SignedHeader;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * What is kept of headers that are not signed: the report and the files it rests on, below {@code
 * refused/EPOCH-ATTEMPT/HASH}; of two headers for one epoch and attempt both, below {@code
 * sealed-twice/EPOCH-ATTEMPT}. Bounded: a node can seal nonsense without end.
 */
final class Findings {
  /** So many of each are kept and remembered until the next start. */
  private static final int MOST = 1_000;

  private final Archive kept;
  private final Listener listener;
  private final Map<Hash, Refusal> refused = new LinkedHashMap<>();
  private final Set<Hash> twice = new LinkedHashSet<>();

  Findings(Archive kept, Listener listener) {
    this.kept = kept;
    this.listener = listener;
  }

  boolean isRefused(SignedHeader header) {
    return refused(header.header().hash()).isPresent();
  }

  /** Why the header of this hash was refused, if it was; for any thread. */
  Optional<Refusal> refused(Hash header) {
    synchronized (refused) {
      return Optional.ofNullable(refused.get(header));
    }
  }

  void refuse(Refusal refusal, Source source) throws IOException {
    boolean room;
    synchronized (refused) {
      room = refused.size() < MOST;
      if (!room) {
        refused.keySet().stream().findFirst().ifPresent(refused::remove);
      }
      refused.put(refusal.header().header().hash(), refusal);
    }
    if (room) {
      keep(refusal, source);
    }
    listener.refused(refusal);
  }

  private void keep(Refusal refusal, Source source) throws IOException {
    EpochHeader header = refusal.header().header();
    String folder = "refused/" + place(header) + "/" + header.hash().toHex() + "/";
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put(folder + "header.cose", refusal.header().encode());
    add(
        files,
        folder + "inputs.cbor",
        source,
        ArchivePaths.inputs(header.epoch(), header.attempt()));
    add(
        files,
        folder + "outcome.cbor",
        source,
        ArchivePaths.outcome(header.epoch(), header.attempt()));
    add(files, folder + "manifests.cbor", source, ArchivePaths.manifests(header.manifests()));
    String report = String.join("\n", refusal.lines()) + "\n";
    // Found again, perhaps at another node, it may be told in other words.
    Hash words = Hash.sha256(report.getBytes(StandardCharsets.UTF_8));
    files.put(
        folder + "report-" + words.toHex().substring(0, 8) + ".txt",
        Bytes.wrap(report.getBytes(StandardCharsets.UTF_8)));
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      // Of a file that changes with each reading the first one is kept.
      if (kept.reader().read(file.getKey()).isEmpty()) {
        kept.write(new TreeMap<>(Map.of(file.getKey(), file.getValue())));
      }
    }
  }

  private static void add(
      SortedMap<String, Bytes> files, String place, Source source, String path) {
    try {
      source.read(path).ifPresent(bytes -> files.put(place, bytes));
    } catch (Source.UnreachableException e) {
      // The report says what was found; the file can be had no more.
    }
  }

  /** Whether this is new. */
  boolean sealedTwice(SignedHeader mine, SignedHeader other, Source source) throws IOException {
    if (!add(twice, other.header().hash())) {
      return false;
    }
    SortedMap<String, Bytes> files = new TreeMap<>();
    for (SignedHeader header : List.of(mine, other)) {
      files.put(
          "sealed-twice/"
              + place(header.header())
              + "/"
              + header.header().hash().toHex()
              + "-"
              + Hash.sha256(header.encode().toArray()).toHex().substring(0, 8)
              + ".cose",
          header.encode());
    }
    kept.write(files);
    listener.sealedTwice(mine, other, source.name());
    return true;
  }

  /** Whether {@code hash} is new and there is room for it. */
  private static boolean add(Set<Hash> hashes, Hash hash) {
    if (hashes.contains(hash)) {
      return false;
    }
    boolean room = hashes.size() < MOST;
    if (!room) {
      Optional<Hash> oldest = hashes.stream().findFirst();
      oldest.ifPresent(hashes::remove);
    }
    hashes.add(hash);
    return room;
  }

  private static String place(EpochHeader header) {
    return header.epoch() + "-" + header.attempt();
  }
}
