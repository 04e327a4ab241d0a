package polder.adapters.rocksdb;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import polder.ports.StateStore;
import polder.protocol.Bytes;

/** The state by key. RocksDB orders keys as unsigned bytes, as {@link Bytes} does. */
final class RocksState implements StateStore {
  private static final byte[] HEADER = {'h', 'e', 'a', 'd', 'e', 'r'};

  // What surrounds a key and a value in a batch: a kind, a family and two lengths.
  private static final int FRAME = 16;

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
  public void commit(Bytes header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException {
    write(Optional.of(header), changes);
  }

  @Override
  public void goBack(Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException {
    write(header, changes);
  }

  private void write(Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException {
    long size = header.map(Bytes::size).orElse(0);
    for (Map.Entry<Bytes, Optional<Bytes>> change : changes) {
      size += FRAME + change.getKey().size() + change.getValue().map(Bytes::size).orElse(0);
    }
    database.write(
        size,
        (batch, open) -> {
          ColumnFamilyHandle state = open.handle(Family.STATE);
          for (Map.Entry<Bytes, Optional<Bytes>> change : changes) {
            byte[] key = change.getKey().unsafeArray();
            if (change.getValue().isPresent()) {
              batch.put(state, key, change.getValue().get().unsafeArray());
            } else {
              batch.delete(state, key);
            }
          }
          if (header.isPresent()) {
            batch.put(open.handle(Family.META), HEADER, header.get().unsafeArray());
          } else {
            batch.delete(open.handle(Family.META), HEADER);
          }
        });
  }
}
