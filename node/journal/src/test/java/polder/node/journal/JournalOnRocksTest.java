package polder.node.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.rocksdb.RocksStore;
import polder.ports.ReportJournal;

final class JournalOnRocksTest extends JournalRules {
  @TempDir Path directory;
  private final List<RocksStore> opened = new ArrayList<>();

  @Override
  ReportJournal open() throws IOException {
    close();
    RocksStore store = RocksStore.open(directory);
    opened.add(store);
    return store.journal();
  }

  @AfterEach
  void close() {
    opened.forEach(RocksStore::close);
  }
}
