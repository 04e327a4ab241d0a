package polder.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.readings.ReadingSamples;
import polder.ports.readings.ReadingStore;
import polder.ports.readings.ReadingStoreContract;

class SqliteReadingsTest extends ReadingStoreContract {
  @TempDir private Path folder;

  @Override
  protected ReadingStore open() throws IOException {
    return SqliteReadings.open(folder.resolve("store"));
  }

  @Test
  void aDamagedFileBecomesANewStore() throws IOException {
    Path other = folder.resolve("damaged");
    try (SqliteReadings store = SqliteReadings.open(other)) {
      store.add(ReadingSamples.hours(1).getFirst(), Long.MIN_VALUE);
    }
    Files.writeString(other.resolve("readings.sqlite"), "this is no database, however long it is");
    try (SqliteReadings store = SqliteReadings.open(other)) {
      assertThat(store.projected()).isEmpty();
    }
  }

  @Test
  void twoDoNotWriteAtOnce() throws IOException {
    Path other = folder.resolve("shared");
    try (SqliteReadings store = SqliteReadings.open(other)) {
      assertThatThrownBy(() -> SqliteReadings.open(other)).hasMessageContaining("are in use");
      assertThat(store.projected()).isEmpty();
    }
  }
}
