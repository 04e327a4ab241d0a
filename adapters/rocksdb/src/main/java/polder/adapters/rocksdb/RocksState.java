package polder.adapters.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;
import org.rocksdb.WriteBatch;
import polder.ports.StateStore;
import polder.protocol.Bytes;
import polder.protocol.Content;

/**
 * The state by key, and the header behind it under a key of its own, so that both are always
 * replaced together. RocksDB orders keys as unsigned bytes, as {@link Bytes} does.
 *
 * <p>A small commit is a batch. A large one is written as tables, which the database then takes in
 * as they stand: a batch would go to the log, to memory, and from there to many small tables, for
 * each few of which all of the state is merged anew.
 */
final class RocksState implements StateStore {
  /** Behind every entry of the state, since those begin with a letter. */
  static final byte[] HEADER = {(byte) 0xff, 'h', 'e', 'a', 'd', 'e', 'r'};

  // What surrounds a key and a value in a batch: a kind, a family and two lengths.
  private static final int FRAME = 16;

  /** How many tables a large commit is written as. */
  static final int TABLES = 2;

  // Fewer entries are not worth more tables than one.
  private static final int MANY = 10_000;

  private final Database database;
  private final long tableBytes;

  RocksState(Database database) {
    this(database, Settings.BUFFER_BYTES);
  }

  /**
   * The same.
   *
   * @param tableBytes from so many bytes on a commit is written as a table
   */
  RocksState(Database database, long tableBytes) {
    this.database = database;
    this.tableBytes = tableBytes;
  }

  @Override
  public Optional<Bytes> header() throws IOException {
    return optional(database.get(Family.STATE, HEADER));
  }

  private static Optional<Bytes> optional(byte @Nullable [] value) {
    return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
  }

  @Override
  public Optional<Bytes> load(BiConsumer<Bytes, Bytes> reader) throws IOException {
    List<Bytes> header = new ArrayList<>();
    database.scan(
        Family.STATE,
        new byte[0],
        (key, value) -> {
          if (Arrays.equals(key, HEADER)) {
            header.add(Bytes.wrap(value));
          } else {
            reader.accept(Bytes.wrap(key), Bytes.wrap(value));
          }
          return true;
        });
    return header.stream().findFirst();
  }

  @Override
  public void commit(
      Bytes header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes, Evidence evidence)
      throws IOException {
    write(Optional.of(header), changes, evidence);
  }

  @Override
  public void goBack(Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException {
    write(header, changes, () -> {});
  }

  @Override
  public List<Content> aside(List<Bytes> values) throws IOException {
    return database.aside(values);
  }

  private void write(
      Optional<Bytes> header,
      Collection<Map.Entry<Bytes, Optional<Bytes>>> changes,
      Evidence evidence)
      throws IOException {
    long size = header.map(Bytes::size).orElse(0);
    for (Map.Entry<Bytes, Optional<Bytes>> change : changes) {
      size += FRAME + change.getKey().size() + change.getValue().map(Bytes::size).orElse(0);
    }
    if (size < tableBytes) {
      evidence.await();
      database.write(
          (batch, open) -> put(header, changes, new IntoBatch(batch, open.handle(Family.STATE))));
    } else {
      database.writeTables(Family.STATE, tables(header, changes), evidence);
    }
  }

  /** The lesser half of many changes beside the greater, since a table is filled by one thread. */
  private static List<Database.TableFilling> tables(
      Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes) {
    if (changes.size() < MANY) {
      return List.of(table -> put(header, changes, new IntoTable(table)));
    }
    int half = changes.size() / 2;
    return List.of(
        table -> put(changes, 0, half, new IntoTable(table)),
        table -> {
          Target target = new IntoTable(table);
          put(changes, half, changes.size(), target);
          put(HEADER, header, target);
        });
  }

  private static void put(
      Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes, Target target)
      throws RocksDBException {
    put(changes, 0, changes.size(), target);
    put(HEADER, header, target);
  }

  private static void put(
      Collection<Map.Entry<Bytes, Optional<Bytes>>> changes, int from, int to, Target target)
      throws RocksDBException {
    int at = 0;
    for (Map.Entry<Bytes, Optional<Bytes>> change : changes) {
      if (at >= from && at < to) {
        put(change.getKey().unsafeArray(), change.getValue(), target);
      }
      at++;
    }
  }

  private static void put(byte[] key, Optional<Bytes> value, Target target)
      throws RocksDBException {
    if (value.isPresent()) {
      target.put(key, value.get().unsafeArray());
    } else {
      target.delete(key);
    }
  }

  /** Takes entries in order of their keys. */
  private interface Target {
    void put(byte[] key, byte[] value) throws RocksDBException;

    void delete(byte[] key) throws RocksDBException;
  }

  private record IntoBatch(WriteBatch batch, ColumnFamilyHandle family) implements Target {
    @Override
    public void put(byte[] key, byte[] value) throws RocksDBException {
      batch.put(family, key, value);
    }

    @Override
    public void delete(byte[] key) throws RocksDBException {
      batch.delete(family, key);
    }
  }

  private record IntoTable(SstFileWriter table) implements Target {
    @Override
    public void put(byte[] key, byte[] value) throws RocksDBException {
      table.put(key, value);
    }

    @Override
    public void delete(byte[] key) throws RocksDBException {
      table.delete(key);
    }
  }
}
