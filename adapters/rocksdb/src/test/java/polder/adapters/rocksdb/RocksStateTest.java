package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.StateStore;
import polder.ports.StateStoreContract;

final class RocksStateTest extends StateStoreContract {
  @TempDir Path directory;
  private final List<RocksStore> opened = new ArrayList<>();

  @Override
  protected StateStore open() throws IOException {
    close();
    RocksStore store = RocksStore.open(directory);
    opened.add(store);
    return store.state();
  }

  @AfterEach
  void close() {
    opened.forEach(RocksStore::close);
  }
}
