package polder.adapters.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.ports.ReportJournalContract.batch;
import static polder.ports.ReportJournalContract.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.util.Environment;
import polder.ports.JournalReader;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

final class RocksStoreTest {
  @TempDir Path temporary;

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }

  private static List<Entry> read(JournalReader journal) throws IOException {
    List<Entry> entries = new ArrayList<>();
    journal.read(journal.begin(), journal.end(), entries::add);
    return entries;
  }

  @Test
  void letsOnlyOneNodeRunOnItsData() throws Exception {
    try (RocksStore store = RocksStore.open(temporary)) {
      assertThatThrownBy(() -> RocksStore.open(temporary))
          .isInstanceOf(IOException.class)
          .hasMessage("another node runs on this data: " + temporary);
      assertThat(ChildNode.run("", temporary, temporary, 1))
          .containsExactly("not opened another node runs on this data: " + temporary);
      store.journal().append(List.of(batch(0, 1)));
    }
    assertThat(ChildNode.run("", temporary, temporary, 0)).isEmpty();
  }

  @Test
  void showsARunningNodesDataAndTouchesNothing() throws IOException {
    try (RocksStore store = RocksStore.open(temporary)) {
      store.journal().append(List.of(batch(0, 2)));
      store.journal().cut(new Cut(0, 0, 10, 1, Hash.ZERO, ChainPoint.NONE));
      store.journal().discard(1);
      store
          .state()
          .commit(bytes("header"), List.of(Map.entry(bytes("k"), Optional.of(bytes("v")))));
      List<Path> before = files();
      try (RocksView view = RocksStore.openReadOnly(temporary)) {
        store.journal().append(List.of(batch(2, 3)));
        assertThat(read(view.journal())).containsExactly(entry(1));
        assertThat(view.journal().lastCut()).map(Cut::endOffset).contains(1L);
        assertThat(view.state().header()).contains(bytes("header"));
        List<Bytes> values = new ArrayList<>();
        view.state().load((key, value) -> values.add(value));
        assertThat(values).containsExactly(bytes("v"));
      }
      assertThat(files()).isEqualTo(before);
      store.journal().append(List.of(batch(3, 4)));
      assertThat(read(store.journal())).containsExactly(entry(1), entry(2), entry(3));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.sorted().toList();
    }
  }

  @Test
  void showsAllThatWasWrittenHoweverBusyTheNodeIs() throws Exception {
    try (RocksStore store = RocksStore.open(temporary)) {
      Bytes large = Bytes.wrap(new byte[400_000]);
      store.journal().append(List.of(batch(0, 1)));
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                // Enough for several files to be finished and their logs to be removed.
                for (int number = 1; number < 150; number++) {
                  try {
                    store.journal().append(List.of(new Batch(List.of(entry(number)), large)));
                  } catch (IOException e) {
                    return;
                  }
                }
              });
      long least = store.journal().end();
      while (writer.isAlive()) {
        try (RocksView view = RocksStore.openReadOnly(temporary)) {
          assertThat(view.journal().end()).isGreaterThanOrEqualTo(least);
          assertThat(read(view.journal())).hasSize((int) view.journal().end());
          assertThat(view.journal().batch(entry((int) least - 1).message())).isPresent();
        }
        least = store.journal().end();
      }
      assertThat(least).isEqualTo(150);
    }
  }

  @Test
  void saysSoWhereThereIsNoData() {
    assertThatThrownBy(() -> RocksStore.openReadOnly(temporary.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no node's data");
    assertThat(temporary.resolve("none")).doesNotExist();
  }

  @Test
  void refusesDataOfAnotherVersion() throws Exception {
    RocksStore.open(temporary).close();
    try (Database database = Database.open(temporary, false, WALRecoveryMode.AbsoluteConsistency)) {
      database.write((batch, open) ->
          batch.put(open.handle(Family.META), "format".getBytes(UTF_8), new byte[] {1}));
    }
    assertThatThrownBy(() -> RocksStore.open(temporary)).hasMessageContaining("another version");
    assertThatThrownBy(() -> RocksStore.openReadOnly(temporary))
        .hasMessageContaining("another version");
  }

  /** As format 5 kept it: the header of the state with the format. */
  @Test
  void bringsDataOfTheVersionBeforeUpToDate() throws Exception {
    Bytes header = Bytes.wrap("the header".getBytes(UTF_8));
    RocksStore.open(temporary).close();
    try (Database database = Database.open(temporary, false, WALRecoveryMode.AbsoluteConsistency)) {
      database.write((batch, open) -> {
        batch.put(open.handle(Family.META), "format".getBytes(UTF_8), new byte[] {5});
        batch.put(open.handle(Family.META), "header".getBytes(UTF_8), header.toArray());
        batch.put(open.handle(Family.STATE), new byte[] {'a'}, new byte[] {1});
      });
    }
    assertThatThrownBy(() -> RocksStore.openReadOnly(temporary))
        .hasMessageContaining("earlier version")
        .hasMessageContaining("start the node");
    RocksStore.open(temporary).close();
    try (RocksView view = RocksStore.openReadOnly(temporary)) {
      SortedMap<Bytes, Bytes> loaded = new TreeMap<>();
      assertThat(view.state().load(loaded::put)).contains(header);
      assertThat(view.state().header()).contains(header);
      assertThat(loaded)
          .isEqualTo(Map.of(Bytes.wrap(new byte[] {'a'}), Bytes.wrap(new byte[] {1})));
    }
  }

  @Test
  void acknowledgesNothingMoreOnceTheDiskRefuses() throws Exception {
    // No file may grow above 64 KiB (ulimit counts 512 bytes in sh): the log soon cannot.
    Path library = Files.createDirectory(temporary.resolve("library"));
    Path data = temporary.resolve("data");
    String name = Environment.getJniLibraryFileName("rocksdb");
    try (InputStream packed = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(packed), library.resolve(name));
    }
    List<String> lines = ChildNode.run("ulimit -f 128;", library, data, 1_000);
    List<String> written = lines.stream().filter(line -> line.startsWith("written")).toList();
    assertThat(written).hasSizeBetween(20, 200).doesNotContain("written after all");
    assertThat(lines.subList(written.size(), lines.size()))
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("refused the disk refuses"),
            line -> assertThat(line).startsWith("refused again nothing more is written"));
    try (RocksStore store = RocksStore.open(data)) {
      List<Entry> entries = read(store.journal());
      assertThat(entries).hasSizeBetween(written.size(), written.size() + 1);
      for (int number = 0; number < entries.size(); number++) {
        assertThat(entries.get(number)).isEqualTo(entry(number));
      }
    }
  }

  @Test
  void failsClearlyAfterClosing() throws IOException {
    RocksStore store = RocksStore.open(temporary);
    store.journal().append(List.of(batch(0, 1)));
    store.close();
    store.close();
    assertThatThrownBy(() -> store.journal().contains(entry(0).message()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.journal().append(List.of(batch(1, 2))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.state().header()).isInstanceOf(IOException.class);
  }

  @Test
  void discardsManyEntries() throws IOException {
    try (RocksStore store = RocksStore.open(temporary)) {
      List<Entry> entries = new ArrayList<>();
      for (int number = 0; number < 25_000; number++) {
        entries.add(entry(number));
      }
      store.journal().append(List.of(new Batch(entries, Bytes.EMPTY)));
      store.journal().cut(new Cut(0, 0, 10, 24_990, Hash.ZERO, ChainPoint.NONE));
      store.journal().discard(24_990);
      assertThat(read(store.journal())).isEqualTo(entries.subList(24_990, 25_000));
      assertThat(store.journal().contains(entry(24_989).message())).isFalse();
    }
  }
}
