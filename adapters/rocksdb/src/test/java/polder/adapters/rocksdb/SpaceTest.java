package polder.adapters.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/** What the journal forgets is gone from the disk, not only from sight. */
final class SpaceTest {
  private static final int EPOCHS = 40;
  private static final int MESSAGES = 2_000;
  private static final int MESSAGE_BYTES = 1_000;
  private static final int KEPT_EPOCHS = 2;
  private static final long EPOCH_BYTES = (long) MESSAGES * MESSAGE_BYTES;

  /** The limit, and what comes in while two full buffers are on their way to files. */
  private static final long LOGS_MOST_BYTES = Settings.LOG_BYTES + 2 * Settings.BUFFER_BYTES;

  private final SplittableRandom random = new SplittableRandom(20_261_126);

  @TempDir Path directory;

  @Test
  void aJournalThatForgetsStaysSmall() throws IOException {
    long most = 0;
    Entry last;
    try (RocksStore store = RocksStore.open(directory)) {
      ReportJournal journal = store.journal();
      List<Entry> entries = List.of();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        entries = entries();
        journal.append(List.of(new Batch(entries, Bytes.EMPTY)));
        journal.cut(new Cut(epoch, epoch, epoch + 1, journal.end(), Hash.ZERO, ChainPoint.NONE));
        if (epoch >= KEPT_EPOCHS) {
          journal.discard(journal.cut(epoch - KEPT_EPOCHS).orElseThrow().endOffset());
        }
        most = Math.max(most, bytes());
      }
      last = entries.getFirst();
      assertThat(journal.begin()).isEqualTo((long) (EPOCHS - KEPT_EPOCHS) * MESSAGES);
      assertThat(journal.contains(last.message())).isTrue();
    }
    // All that was ever written, its index and its log aside, would be 80 MB.
    assertThat(most).isLessThan(EPOCHS * EPOCH_BYTES * 3 / 4);
    assertThat(bytes()).as("kept: %d bytes", KEPT_EPOCHS * EPOCH_BYTES).isLessThan(24_000_000);
    try (RocksStore store = RocksStore.open(directory)) {
      assertThat(store.journal().batch(last.message()).orElseThrow().entries()).contains(last);
    }
  }

  /** Each log lives until all that is in it is in files, also what is written once and stays. */
  @Test
  void logsAreBoundedWhenNothingIsForgotten() throws IOException {
    long written = 0;
    long most = 0;
    try (RocksStore store = RocksStore.open(directory)) {
      for (int epoch = 0; written < 2 * LOGS_MOST_BYTES; epoch++) {
        store.journal().append(List.of(new Batch(entries(), Bytes.EMPTY)));
        store
            .journal()
            .cut(
                new Cut(
                    epoch, epoch, epoch + 1, store.journal().end(), Hash.ZERO, ChainPoint.NONE));
        written += EPOCH_BYTES;
        most = Math.max(most, bytes(".log"));
      }
    }
    assertThat(most).isBetween(Settings.LOG_BYTES / 2, LOGS_MOST_BYTES);
  }

  /** Random, so that compression saves nothing. */
  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      byte[] wire = new byte[MESSAGE_BYTES];
      random.nextBytes(wire);
      entries.add(new Entry(Hash.sha256(wire), Bytes.wrap(wire)));
    }
    return entries;
  }

  private long bytes() throws IOException {
    return bytes("");
  }

  private long bytes(String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
