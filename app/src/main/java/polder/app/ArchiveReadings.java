package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.HttpArchive;
import polder.adapters.sqlite.SqliteReadings;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.readings.Projection;
import polder.ports.readings.ReadModel;
import polder.ports.readings.Visibility;
import polder.protocol.manifest.NetworkManifest;

/**
 * The readings of an archive, without a node: in a store of one's own that is brought up to the
 * archive, and shows what the data policies of its newest epoch allow. For one thread.
 */
final class ArchiveReadings implements AutoCloseable {
  private final EpochArchive archive;
  private final Optional<HttpArchive> far;
  private final SqliteReadings store;

  private ArchiveReadings(EpochArchive archive, Optional<HttpArchive> far, SqliteReadings store) {
    this.archive = archive;
    this.far = far;
    this.store = store;
  }

  /**
   * Opens the store in {@code folder}, a new one if there is none.
   *
   * @param archive a folder or an address
   * @throws IllegalArgumentException if it is an address that none can have
   */
  static ArchiveReadings open(String archive, Path folder) throws IOException {
    String lower = archive.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      HttpArchive far = new HttpArchive(URI.create(archive), HttpArchive.Limits.USUAL);
      return open(new EpochArchive(far), Optional.of(far), folder);
    }
    return open(new EpochArchive(new DirectoryArchive(Path.of(archive))), Optional.empty(), folder);
  }

  private static ArchiveReadings open(EpochArchive archive, Optional<HttpArchive> far, Path folder)
      throws IOException {
    try {
      return new ArchiveReadings(archive, far, SqliteReadings.open(folder));
    } catch (IOException e) {
      far.ifPresent(HttpArchive::close);
      throw e;
    }
  }

  /** The networks as of the newest epoch. */
  SortedMap<String, NetworkManifest> networks() throws IOException {
    EpochArchive.Position latest =
        archive
            .latest()
            .orElseThrow(() -> new IOException("there is no archive at " + archive.name()));
    return archive.manifests(archive.header(latest).header()).networks();
  }

  /**
   * What was taken.
   *
   * @param epochs how many
   * @param closed why not the next one, if the archive does not show it
   */
  record Taken(long epochs, Optional<HttpArchive.ClosedException> closed) {}

  /** Takes the epochs that the store does not know yet, until one that is not shown. */
  Taken catchUp() throws IOException {
    AtomicLong epochs = new AtomicLong();
    Optional<HttpArchive.ClosedException> closed = Optional.empty();
    try {
      new Projection(archive, new RuleBook(Kinds.ALL), store, Long.MAX_VALUE)
          .catchUp(epoch -> epochs.incrementAndGet());
    } catch (HttpArchive.ClosedException e) {
      closed = Optional.of(e);
    }
    return new Taken(epochs.get(), closed);
  }

  /** Asks the store, for as long as that takes, what {@code networks} allow to be shown now. */
  <T> T read(SortedMap<String, NetworkManifest> networks, ReadModel.Questions<T> questions)
      throws IOException {
    return store
        .model()
        .read(
            Visibility.of(networks, System.currentTimeMillis()),
            Long.MAX_VALUE / 1_000_000,
            questions);
  }

  /** The first epoch whose readings the archive keeps; 0 if it was not pruned. */
  long keptFrom() throws IOException {
    return archive.kept().from();
  }

  @Override
  public void close() throws IOException {
    try {
      store.close();
    } finally {
      far.ifPresent(HttpArchive::close);
    }
  }
}
