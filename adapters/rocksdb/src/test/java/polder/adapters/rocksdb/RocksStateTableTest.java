package polder.adapters.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import polder.ports.StateStore;
import polder.ports.StateStoreContract;
import polder.protocol.Bytes;

/** The same promises where every commit is a table of its own, as large ones are. */
final class RocksStateTableTest extends StateStoreContract {
  @TempDir Path directory;
  private final List<Database> opened = new ArrayList<>();

  @Override
  protected StateStore open() throws IOException {
    return open(0);
  }

  private StateStore open(long tableBytes) throws IOException {
    close();
    try {
      Database database =
          Database.open(directory, false, WALRecoveryMode.TolerateCorruptedTailRecords);
      opened.add(database);
      return new RocksState(database, tableBytes);
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @AfterEach
  void close() {
    opened.forEach(Database::close);
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }

  private static List<Map.Entry<Bytes, Optional<Bytes>>> change(String key, String value) {
    return List.of(Map.entry(bytes(key), Optional.of(bytes(value))));
  }

  private static Map<Bytes, Bytes> load(StateStore store) throws IOException {
    Map<Bytes, Bytes> loaded = new TreeMap<>();
    store.load(loaded::put);
    return loaded;
  }

  /** The newest counts, whether it went through the log or not. */
  @Test
  void tablesAndBatchesFollowEachOther() throws IOException {
    open(0).commit(bytes("header 0"), change("a", "table"));
    StateStore batches = open(Long.MAX_VALUE);
    batches.commit(bytes("header 1"), change("a", "batch"));
    batches.commit(bytes("header 2"), change("b", "batch"));
    StateStore tables = open(0);
    tables.commit(bytes("header 3"), change("b", "table"));
    StateStore again = open();
    assertThat(again.header()).contains(bytes("header 3"));
    assertThat(load(again))
        .isEqualTo(Map.of(bytes("a"), bytes("batch"), bytes("b"), bytes("table")));
  }

  /** A crash may leave a second name of a table that was taken in: it must not be written to. */
  @Test
  void whatACrashLeftOfATableDoesNoHarm() throws IOException {
    open(0).commit(bytes("header 0"), change("a", "1"));
    close();
    Path table;
    try (Stream<Path> files = Files.list(directory)) {
      table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
    Files.createLink(directory.resolve("coming-0.sst"), table);
    open(0).commit(bytes("header 1"), change("b", "2"));
    assertThat(load(open())).isEqualTo(Map.of(bytes("a"), bytes("1"), bytes("b"), bytes("2")));
    assertThat(directory.resolve("coming-0.sst")).doesNotExist();
  }

  /** As many as are written by two threads, with the new value of each and without the deleted. */
  @Test
  void keepsManyChanges() throws IOException {
    StateStore store = open(0);
    Map<Bytes, Bytes> expected = new TreeMap<>();
    Map<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int i = 0; i < 25_000; i++) {
      changes.put(bytes("key %05d".formatted(i)), Optional.of(bytes("value " + i)));
    }
    store.commit(bytes("header 0"), changes.entrySet());
    for (int i = 0; i < 25_000; i++) {
      Bytes key = bytes("key %05d".formatted(i));
      Optional<Bytes> value = i % 3 == 0 ? Optional.empty() : Optional.of(bytes("new " + i));
      changes.put(key, value);
      value.ifPresent(its -> expected.put(key, its));
    }
    store.commit(bytes("header 1"), changes.entrySet());
    StateStore again = open(0);
    assertThat(again.header()).contains(bytes("header 1"));
    assertThat(load(again)).isEqualTo(expected);
  }

  @Test
  void refusesEverythingOnceATableCannotBeWritten() throws IOException {
    StateStore store = open();
    List<Map.Entry<Bytes, Optional<Bytes>>> descending = new ArrayList<>(change("b", "1"));
    descending.addAll(change("a", "1"));
    assertThatThrownBy(() -> store.commit(bytes("header 0"), descending))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.commit(bytes("header 0"), change("a", "1")))
        .hasMessageContaining("until the node starts anew");
    assertThat(open().header()).isEmpty();
  }
}
