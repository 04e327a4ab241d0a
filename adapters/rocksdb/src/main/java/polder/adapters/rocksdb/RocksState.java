package polder.adapters.rocksdb;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import polder.ports.StateStore;
import polder.protocol.Bytes;

/** The state by key. RocksDB orders keys as unsigned bytes, as {@link Bytes} does. */
final class RocksState implements StateStore {
  private static final byte[] HEADER = {'h', 'e', 'a', 'd', 'e', 'r'};

  private final Database database;

  RocksState(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Bytes> header() throws IOException {
    return optional(database.get(Family.META, HEADER));
  }

  private static Optional<Bytes> optional(byte @Nullable [] value) {
    return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
  }

  @Override
  public Optional<Bytes> load(BiConsumer<Bytes, Bytes> reader) throws IOException {
    return optional(
        database.scanAll(
            Family.STATE,
            HEADER,
            (key, value) -> {
              reader.accept(Bytes.wrap(key), Bytes.wrap(value));
              return true;
            }));
  }

  @Override
  public void commit(Bytes header, SortedMap<Bytes, Optional<Bytes>> changes) throws IOException {
    database.write((batch, open) -> {
      ColumnFamilyHandle state = open.handle(Family.STATE);
      for (Map.Entry<Bytes, Optional<Bytes>> change : changes.entrySet()) {
        byte[] key = change.getKey().unsafeArray();
        if (change.getValue().isPresent()) {
          batch.put(state, key, change.getValue().get().unsafeArray());
        } else {
          batch.delete(state, key);
        }
      }
      batch.put(open.handle(Family.META), HEADER, header.unsafeArray());
    });
  }
}
