package polder.adapters.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.ports.ReportJournalContract.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;

/** Crash images: what a disk may hold after the power went while the last batch was written. */
final class TornLogTest {
  private static final int PAGE = 4_096;

  @TempDir Path temporary;
  private final List<Entry> acknowledged = new ArrayList<>();
  private final List<Entry> last = new ArrayList<>();
  private Path image;
  private Path log;
  private byte[] whole;
  private int lastBatchAt;

  /** Twenty batches, then one of several pages and blocks that was never acknowledged. */
  @BeforeEach
  void copyADyingNode() throws IOException {
    image = temporary.resolve("image");
    SplittableRandom random = new SplittableRandom(5);
    Path live = temporary.resolve("live");
    try (RocksStore store = RocksStore.open(live)) {
      for (int number = 0; number < 20; number++) {
        Entry entry = large(number, random, 3_000);
        acknowledged.add(entry);
        store.journal().append(List.of(new Batch(List.of(entry), Bytes.EMPTY)));
      }
      lastBatchAt = Math.toIntExact(Files.size(logOf(live)));
      for (int number = 20; number < 60; number++) {
        last.add(large(number, random, 2_500));
      }
      store.journal().append(List.of(new Batch(last, Bytes.EMPTY)));
      copy(live, image);
    }
    log = logOf(image);
    whole = Files.readAllBytes(log);
    assertThat(whole.length - lastBatchAt).isGreaterThan(3 * 32_768);
  }

  private static Entry large(int number, SplittableRandom random, int size) {
    byte[] wire = new byte[size];
    random.nextBytes(wire);
    return new Entry(entry(number).message(), Bytes.wrap(wire));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static Path logOf(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  private List<Entry> recover(byte[] damaged, String how) throws IOException {
    Path folder = temporary.resolve("recovered " + how);
    copy(image, folder);
    Files.write(folder.resolve(log.getFileName()), damaged);
    try (RocksStore store = RocksStore.open(folder)) {
      List<Entry> entries = new ArrayList<>();
      store.journal().read(0, store.journal().end(), entries::add);
      return entries;
    }
  }

  @Test
  void keepsAllOfAWholeLog() throws IOException {
    assertThat(recover(whole, "whole")).hasSize(60).startsWith(acknowledged.toArray(Entry[]::new));
  }

  @Test
  void dropsALastBatchThatEndsAnywhere() throws IOException {
    for (int end = lastBatchAt; end < whole.length; end += 9_973) {
      assertThat(recover(Arrays.copyOf(whole, end), "cut at " + end)).isEqualTo(acknowledged);
    }
  }

  @Test
  void dropsALastBatchOfWhichAnyPagesAreMissing() throws IOException {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 12; round++) {
      byte[] torn = whole.clone();
      int first = (lastBatchAt / PAGE + 1) * PAGE;
      // One page for sure, others by chance, the very first piece included.
      int sure = first + random.nextInt((whole.length - first) / PAGE) * PAGE;
      for (int page = first; page < torn.length; page += PAGE) {
        if (page == sure || random.nextInt(3) == 0) {
          Arrays.fill(torn, page, Math.min(page + PAGE, torn.length), (byte) 0);
        }
      }
      if (round % 3 == 0) {
        Arrays.fill(torn, lastBatchAt, first, (byte) 0);
      }
      assertThat(recover(torn, "seed " + seed + " round " + round)).isEqualTo(acknowledged);
    }
  }

  @Test
  void refusesToForgetWhatWasAcknowledged() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < 12; round++) {
      byte[] damaged = whole.clone();
      int at = lastBatchAt / 20 + random.nextInt(lastBatchAt * 9 / 10);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      String how = "bit at " + at;
      assertThatThrownBy(() -> recover(damaged, how))
          .as(how)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be opened");
    }
  }
}
