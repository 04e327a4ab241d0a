package polder.node.settle.rules;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.RuleBook;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.Manifests;

/**
 * Books of rules by their hash, beside those of sealed epochs in the archive: an epoch that is
 * closed by them finds them there. For any thread, beside the archive's one writer, who writes
 * other files.
 */
public final class RulesStore {
  /** Most bytes of a book; a network's manifest has some thousand. */
  public static final int MOST_BYTES = 1 << 20;

  private final Archive archive;
  private final RuleBook kinds;

  /** In {@code archive}, for a program that knows {@code kinds}. */
  public RulesStore(Archive archive, RuleBook kinds) {
    this.archive = archive;
    this.kinds = kinds;
  }

  /** Whether the book is here. */
  public boolean has(Hash hash) throws IOException {
    return bytes(hash).isPresent();
  }

  /** The book's bytes. */
  public Optional<Bytes> bytes(Hash hash) throws IOException {
    Optional<Bytes> bytes = archive.reader().read(ArchivePaths.manifests(hash));
    if (bytes.isPresent() && !Hash.sha256(bytes.get().unsafeArray()).equals(hash)) {
      throw new IOException(
          ArchivePaths.manifests(hash) + " of the archive was changed; remove that file");
    }
    return bytes;
  }

  /**
   * The rules in a book.
   *
   * @throws IOException if the archive cannot be read
   * @throws IllegalArgumentException if this program cannot run them
   */
  public Optional<Manifests> read(Hash hash) throws IOException {
    return bytes(hash).map(this::parse);
  }

  /**
   * The rules that {@code bytes} are.
   *
   * @throws IllegalArgumentException in one line, if they are none, or name a kind or parameters
   *     that this program does not know
   */
  public Manifests parse(Bytes bytes) {
    if (bytes.size() > MOST_BYTES) {
      throw new IllegalArgumentException("rules have at most " + MOST_BYTES + " bytes");
    }
    try {
      Manifests manifests = Manifests.decode(bytes);
      kinds.of(manifests);
      return manifests;
    } catch (CodecException | ArithmeticException e) {
      throw new IllegalArgumentException("these are no rules: " + e.getMessage(), e);
    }
  }

  /** Keeps {@code manifests}. */
  public synchronized void put(Manifests manifests) throws IOException {
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put(ArchivePaths.manifests(manifests.hash()), manifests.encode());
    archive.write(files);
  }

  /** The rules of the newest sealed epoch. */
  public Optional<Manifests> latest() throws IOException {
    EpochArchive epochs = new EpochArchive(archive.reader());
    Optional<EpochArchive.Position> latest = epochs.latest();
    return latest.isEmpty()
        ? Optional.empty()
        : Optional.of(epochs.manifests(epochs.header(latest.get()).header()));
  }
}
