package polder.adapters.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.readings.ReadingQueryContract;
import polder.ports.readings.ReadingStore;

class SqliteQueriesTest extends ReadingQueryContract {
  @TempDir private Path folder;

  @Override
  protected ReadingStore open() throws IOException {
    return SqliteReadings.open(folder.resolve("store"));
  }
}
