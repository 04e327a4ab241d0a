package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.ReportJournal;
import polder.ports.StateStore;

/**
 * A node's journal and state in one folder, which one process at a time may open. Both are safe for
 * any thread; the journal's writing is for one.
 *
 * <p>What was acknowledged must be there or be missed loudly. So a log that is damaged in its
 * middle keeps the store from opening, while its very end, which a dying machine may have left half
 * written, is cut off: it was never acknowledged.
 */
public final class RocksStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

  private static final byte[] FORMAT = {'f', 'o', 'r', 'm', 'a', 't'};
  private static final byte[] FORMAT_6 = {6};

  /** As 6, with the state's header in {@link Family#META}. */
  private static final byte[] FORMAT_5 = {5};

  private static final byte[] HEADER_5 = {'h', 'e', 'a', 'd', 'e', 'r'};

  private final Database database;
  private final RocksJournal journal;
  private final RocksState state;

  private RocksStore(Database database) throws IOException {
    this.database = database;
    this.journal = new RocksJournal(database);
    this.state = new RocksState(database);
  }

  /**
   * Opens the data in {@code directory}, which is created where there is none.
   *
   * @throws IOException if another process has it open, it is damaged, of another version, or the
   *     disk refuses
   */
  public static RocksStore open(Path directory) throws IOException {
    Files.createDirectories(directory);
    Database database = openMended(directory);
    try {
      bringUpToDate(database);
      requireFormat(database, directory);
      return new RocksStore(database);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static Database openMended(Path directory) throws IOException {
    try {
      return Database.open(directory, false, WALRecoveryMode.TolerateCorruptedTailRecords);
    } catch (RocksDBException e) {
      if (isLocked(e)) {
        throw new IOException("another node runs on this data: " + directory, e);
      }
      if (!isCorrupt(e) || !LogTail.isTornAtItsEnd(directory)) {
        throw new IOException(
            "the data in " + directory + " cannot be opened: " + Database.said(e), e);
      }
    }
    LOG.warn("the last write to {} was cut short and never acknowledged; it is dropped", directory);
    try {
      return Database.open(directory, false, WALRecoveryMode.PointInTimeRecovery);
    } catch (RocksDBException e) {
      throw new IOException(
          "the data in " + directory + " cannot be opened: " + Database.said(e), e);
    }
  }

  /** RocksDB says it differently for a lock of another process and one of this one. */
  private static boolean isLocked(RocksDBException e) {
    String said = Database.said(e);
    return said.contains("lock hold by current process") || said.contains("While lock file");
  }

  private static boolean isCorrupt(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  /** Brings what an earlier version wrote up to this one, if it can, in one write. */
  private static void bringUpToDate(Database database) throws IOException {
    byte @Nullable [] format = database.get(Family.META, FORMAT);
    byte @Nullable [] header = database.get(Family.META, HEADER_5);
    if (format == null || Arrays.equals(format, FORMAT_5)) {
      database.write((batch, open) -> {
        batch.put(open.handle(Family.META), FORMAT, FORMAT_6);
        if (header != null) {
          batch.put(open.handle(Family.STATE), RocksState.HEADER, header);
          batch.delete(open.handle(Family.META), HEADER_5);
        }
      });
    }
  }

  static void requireFormat(Database database, Path directory) throws IOException {
    byte @Nullable [] format = database.get(Family.META, FORMAT);
    if (Arrays.equals(format, FORMAT_5)) {
      throw new IOException(
          "the data in "
              + directory
              + " is of an earlier version of Polder; start the node, which brings it up to date");
    }
    if (!Arrays.equals(format, FORMAT_6)) {
      throw new IOException("the data in " + directory + " is of another version of Polder");
    }
  }

  /**
   * Opens the data in {@code directory} as it is now, for reading alone, also beside a running
   * node. Changes nothing, not even a file of the folder.
   *
   * @throws IOException if there is no data, it is damaged or of another version, or the disk
   *     refuses
   */
  public static RocksView openReadOnly(Path directory) throws IOException {
    return RocksView.open(directory);
  }

  /** The journal. */
  public ReportJournal journal() {
    return journal;
  }

  /** The state. */
  public StateStore state() {
    return state;
  }

  /** Bytes of the files that hold the journal; the newest of it is only in a log yet. */
  public long journalBytes() throws IOException {
    return database.tableBytes(Family.ENTRIES)
        + database.tableBytes(Family.BATCHES)
        + database.tableBytes(Family.MESSAGES)
        + database.tableBytes(Family.CUTS);
  }

  /** Bytes of the files that hold the state; the newest of it is only in a log yet. */
  public long stateBytes() throws IOException {
    return database.tableBytes(Family.STATE);
  }

  /** Waits for readers, then lets go of the folder. What was written is safe without it. */
  @Override
  public void close() {
    database.close();
  }
}
