package polder.adapters.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.readings.EarningsStoreContract;
import polder.ports.readings.ReadingStore;

class SqliteEarningsTest extends EarningsStoreContract {
  @TempDir private Path folder;

  @Override
  protected ReadingStore open() throws IOException {
    return SqliteReadings.open(folder.resolve("store"));
  }
}
