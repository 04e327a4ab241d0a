package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileWriter;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import polder.ports.StateStore;
import polder.protocol.Bytes;
import polder.protocol.Content;

/**
 * The open database. Reading and closing exclude each other, because a native iterator outliving
 * its database would take the process down. After one failed write all others are refused: the disk
 * may have dropped what it was to keep, and the next sync would not tell.
 */
final class Database implements AutoCloseable {
  /** Puts into a batch what is to be written at once. */
  interface Filling {
    void fill(WriteBatch batch, Database database) throws RocksDBException;
  }

  /** Puts into a table what is to be written at once. */
  interface TableFilling {
    void fill(SstFileWriter table) throws RocksDBException;
  }

  /** Brings something to the disk. */
  private interface Write {
    void run() throws RocksDBException;
  }

  /** Looks at an entry. */
  interface Visitor {
    /** Whether the next entry is wanted as well. */
    boolean visit(byte[] key, byte[] value) throws IOException;
  }

  /** Tables that are being written, by number. */
  private static final String COMING = "coming-%d.sst";

  /** What is put aside, while it is being written. */
  private static final String ASIDE = "aside";

  private final Path directory;
  private final Settings settings;
  private final RocksDB rocks;
  private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final ReadWriteLock usage = new ReentrantReadWriteLock();
  private final Lock writing = new ReentrantLock();
  private volatile @Nullable String failure;
  private boolean closed;

  private Database(Path directory, Settings settings, RocksDB rocks) {
    this.directory = directory;
    this.settings = settings;
    this.rocks = rocks;
  }

  /** Opens the database in {@code directory}. */
  static Database open(Path directory, boolean readOnly, WALRecoveryMode recovery)
      throws IOException, RocksDBException {
    NativeLibrary.load();
    Settings settings = new Settings(readOnly, recovery);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (Family family : Family.values()) {
      descriptors.add(new ColumnFamilyDescriptor(family.nameBytes(), settings.family(family)));
    }
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    try {
      String path = directory.toString();
      RocksDB rocks =
          readOnly
              ? RocksDB.openReadOnly(settings.database(), path, descriptors, opened)
              : RocksDB.open(settings.database(), path, descriptors, opened);
      Database database = new Database(directory, settings, rocks);
      for (Family family : Family.values()) {
        database.handles.put(family, opened.get(family.ordinal()));
      }
      return database;
    } catch (RocksDBException e) {
      settings.close();
      throw e;
    }
  }

  ColumnFamilyHandle handle(Family family) {
    ColumnFamilyHandle handle = handles.get(family);
    if (handle == null) {
      throw new IllegalStateException(family + " is not open");
    }
    return handle;
  }

  byte @Nullable [] get(Family family, byte[] key) throws IOException {
    usage.readLock().lock();
    try {
      requireOpen();
      return rocks.get(handle(family), key);
    } catch (RocksDBException e) {
      throw unreadable(e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** The places of those of {@code keys} that are there: cheaper than one by one. */
  BitSet present(Family family, List<byte[]> keys) throws IOException {
    usage.readLock().lock();
    try {
      requireOpen();
      BitSet present = new BitSet(keys.size());
      List<byte[]> values =
          rocks.multiGetAsList(Collections.nCopies(keys.size(), handle(family)), keys);
      for (int i = 0; i < keys.size(); i++) {
        present.set(i, values.get(i) != null);
      }
      return present;
    } catch (RocksDBException e) {
      throw unreadable(e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** Visits entries in order of their keys, from {@code from} on, as they are at one moment. */
  void scan(Family family, byte[] from, Visitor visitor) throws IOException {
    usage.readLock().lock();
    try {
      requireOpen();
      // What is scanned is read once; it must not drive the index of messages out of the cache.
      try (ReadOptions options = new ReadOptions().setFillCache(false);
          RocksIterator at = rocks.newIterator(handle(family), options)) {
        at.seek(from);
        while (at.isValid() && visitor.visit(at.key(), at.value())) {
          at.next();
        }
        at.status();
      }
    } catch (RocksDBException e) {
      throw unreadable(e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** The largest key of {@code family}, if it has any. */
  byte @Nullable [] lastKey(Family family) throws IOException {
    usage.readLock().lock();
    try {
      requireOpen();
      try (RocksIterator at = rocks.newIterator(handle(family))) {
        at.seekToLast();
        at.status();
        return at.isValid() ? at.key() : null;
      }
    } catch (RocksDBException e) {
      throw unreadable(e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** Bytes of the files that hold {@code family}; what is only in memory and the log is not. */
  long tableBytes(Family family) throws IOException {
    usage.readLock().lock();
    try {
      requireOpen();
      return rocks.getLongProperty(handle(family), "rocksdb.total-sst-files-size");
    } catch (RocksDBException e) {
      throw unreadable(e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** Writes a batch as a whole; it is on the disk when this returns. */
  void write(Filling filling) throws IOException {
    usage.readLock().lock();
    try {
      requireOpen();
      try (WriteBatch batch = new WriteBatch()) {
        filling.fill(batch, this);
        commit(() -> rocks.write(synced, batch));
      } catch (RocksDBException e) {
        throw new IOException("a batch cannot be made: " + said(e), e);
      }
    } finally {
      usage.readLock().unlock();
    }
  }

  /**
   * Writes many entries as a whole, as tables of their own beside the others; they are on the disk
   * when this returns. Other writes go on until the tables are there. One call at a time.
   *
   * @param fillings each puts into a table, on a thread of its own, entries in order of their keys,
   *     each key once; no table has keys between those of another
   * @param evidence what is waited for before any of it can be seen
   */
  void writeTables(Family family, List<TableFilling> fillings, StateStore.Evidence evidence)
      throws IOException {
    usage.readLock().lock();
    try (IngestExternalFileOptions moved = new IngestExternalFileOptions().setMoveFiles(true)) {
      requireOpen();
      List<String> coming = new ArrayList<>(fillings.size());
      for (int i = 0; i < fillings.size(); i++) {
        Path table = directory.resolve(COMING.formatted(i));
        // It may be a second name of a table that was taken in; what is removed here is the name.
        Files.deleteIfExists(table);
        coming.add(table.toString());
      }
      failingForGood(() -> fill(family, coming, fillings));
      evidence.await();
      commit(() -> rocks.ingestExternalFile(handle(family), coming, moved));
    } finally {
      usage.readLock().unlock();
    }
  }

  private void fill(Family family, List<String> coming, List<TableFilling> fillings)
      throws RocksDBException {
    List<FutureTask<@Nullable Void>> tables = new ArrayList<>(fillings.size());
    for (int i = 0; i < fillings.size(); i++) {
      int table = i;
      tables.add(
          new FutureTask<>(() -> {
            fill(family, coming.get(table), fillings.get(table));
            return null;
          }));
    }
    tables.stream().skip(1).forEach(its -> Thread.ofPlatform().name("polder-table").start(its));
    tables.getFirst().run();
    for (FutureTask<@Nullable Void> its : tables) {
      await(its);
    }
  }

  private void fill(Family family, String coming, TableFilling filling) throws RocksDBException {
    try (Options options = settings.table(family);
        SstFileWriter table = new SstFileWriter(settings.environment(), options)) {
      table.open(coming);
      filling.fill(table);
      table.finish();
    }
  }

  /** Waits for a table, however often others interrupt: its thread uses what is freed next. */
  private static void await(FutureTask<@Nullable Void> table) throws RocksDBException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          table.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RocksDBException refused) {
        throw refused;
      }
      throw new IllegalStateException("a table cannot be filled: " + e.getCause(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Puts {@code values} into a file of their own that nobody finds again. One call at a time. */
  List<Content> aside(List<Bytes> values) throws IOException {
    return values.isEmpty() ? List.of() : AsideFile.write(directory.resolve(ASIDE), values);
  }

  private void commit(Write write) throws IOException {
    writing.lock();
    try {
      failingForGood(write);
    } finally {
      writing.unlock();
    }
  }

  private void failingForGood(Write write) throws IOException {
    if (failure != null) {
      throw new IOException(
          "nothing more is written to " + directory + " until the node starts anew: " + failure);
    }
    try {
      write.run();
    } catch (RocksDBException e) {
      failure = said(e);
      throw new IOException("the disk refuses to write to " + directory + ": " + said(e), e);
    }
  }

  /**
   * Gives back the space of entries from {@code from} to {@code to}, which were deleted: everything
   * in memory goes to files, so that no log keeps them, files that hold nothing else are removed,
   * and those at the edge are written anew without them.
   */
  void giveBack(Family family, byte[] from, byte[] to) throws IOException {
    usage.readLock().lock();
    try (FlushOptions flush = new FlushOptions();
        CompactRangeOptions compaction =
            new CompactRangeOptions().setExclusiveManualCompaction(false)) {
      requireOpen();
      rocks.flush(flush, List.copyOf(handles.values()));
      rocks.deleteFilesInRanges(handle(family), List.of(from, to), false);
      rocks.compactRange(handle(family), from, to, compaction);
    } catch (RocksDBException e) {
      throw new IOException("space in " + directory + " cannot be given back: " + said(e), e);
    } finally {
      usage.readLock().unlock();
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the data in " + directory + " is closed");
    }
  }

  private IOException unreadable(RocksDBException e) {
    return new IOException("cannot read from " + directory + ": " + said(e), e);
  }

  /** RocksDB's own words; the status alone where it has none. */
  static String said(RocksDBException e) {
    String message = e.getMessage();
    return message == null || message.isEmpty() ? String.valueOf(e.getStatus()) : message;
  }

  @Override
  public void close() {
    usage.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        handles.values().forEach(ColumnFamilyHandle::close);
        rocks.close();
        synced.close();
        settings.close();
      }
    } finally {
      usage.writeLock().unlock();
    }
  }
}
