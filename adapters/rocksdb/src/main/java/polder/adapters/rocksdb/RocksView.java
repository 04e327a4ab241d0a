package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import polder.ports.JournalReader;
import polder.ports.StateReader;

/** A node's journal and state as they were when the view was opened; it never changes. */
public final class RocksView implements AutoCloseable {
  /** More often than this nobody's node finishes a file while another process opens three. */
  private static final int ATTEMPTS = 20;

  private final Database database;
  private final JournalReader journal;
  private final StateReader state;

  private RocksView(Database database) throws IOException {
    this.database = database;
    this.journal = new RocksJournalReader(database);
    this.state = new RocksState(database);
  }

  /**
   * A running node may finish and remove files while they are opened here. It lists its files in a
   * manifest before it removes any: if that is the same before and after, all of them were seen.
   */
  static RocksView open(Path directory) throws IOException {
    IOException last = new IOException("the data in " + directory + " changes too fast to be read");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String before = manifest(directory);
      try {
        Database database =
            Database.open(directory, true, WALRecoveryMode.TolerateCorruptedTailRecords);
        if (manifest(directory).equals(before)) {
          return view(database, directory);
        }
        database.close();
      } catch (RocksDBException e) {
        last =
            new IOException("the data in " + directory + " cannot be read: " + Database.said(e), e);
        if (manifest(directory).equals(before)) {
          throw last;
        }
      }
    }
    throw last;
  }

  private static RocksView view(Database database, Path directory) throws IOException {
    try {
      RocksStore.requireFormat(database, directory);
      return new RocksView(database);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Which manifest is in force and how long it is; it only grows. */
  private static String manifest(Path directory) throws IOException {
    Path current = directory.resolve("CURRENT");
    if (!Files.exists(current)) {
      throw new IOException("there is no node's data in " + directory);
    }
    String name = Files.readString(current).strip();
    Path manifest = directory.resolve(name);
    return name + " " + (Files.exists(manifest) ? Files.size(manifest) : -1);
  }

  /** The journal. */
  public JournalReader journal() {
    return journal;
  }

  /** The state. */
  public StateReader state() {
    return state;
  }

  @Override
  public void close() {
    database.close();
  }
}
