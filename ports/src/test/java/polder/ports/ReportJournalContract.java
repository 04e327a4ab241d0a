package polder.ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/** What every {@link ReportJournal} promises. */
public abstract class ReportJournalContract {
  private static final Hash MANIFESTS = Hash.sha256("manifests".getBytes(UTF_8));

  /** The journal of this test: empty the first time; then closed and opened anew in its place. */
  protected abstract ReportJournal open() throws IOException;

  /** A made-up entry; equal numbers give equal entries. */
  public static Entry entry(int number) {
    byte[] wire = ("message " + number).getBytes(UTF_8);
    return new Entry(Hash.sha256(wire), Bytes.wrap(wire));
  }

  /** The made-up entries from one number to another, under a promise that tells them apart. */
  public static Batch batch(int from, int to) {
    return new Batch(entries(from, to), Bytes.copyOf((from + " to " + to).getBytes(UTF_8)));
  }

  private static List<Entry> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(ReportJournalContract::entry).toList();
  }

  private static Cut cutAt(long epoch, long endOffset) {
    return new Cut(
        epoch,
        epoch * 10_000,
        (epoch + 1) * 10_000,
        endOffset,
        MANIFESTS,
        new ChainPoint(epoch, MANIFESTS, 2),
        entry((int) epoch).message());
  }

  private static List<Entry> read(JournalReader journal, long from, long to) throws IOException {
    List<Entry> entries = new ArrayList<>();
    journal.read(from, to, entries::add);
    return entries;
  }

  @Test
  void beginsEmpty() throws IOException {
    ReportJournal journal = open();
    assertThat(journal.begin()).isZero();
    assertThat(journal.end()).isZero();
    assertThat(read(journal, 0, 0)).isEmpty();
    assertThat(journal.contains(entry(0).message())).isFalse();
    assertThat(journal.batch(entry(0).message())).isEmpty();
    assertThat(journal.lastCut()).isEmpty();
    assertThat(journal.cut(0)).isEmpty();
  }

  @Test
  void keepsEntriesInOrderOfArrival() throws IOException {
    ReportJournal journal = open();
    assertThat(journal.append(List.of(batch(0, 3)))).isZero();
    assertThat(journal.append(List.of(batch(3, 4), batch(4, 300)))).isEqualTo(3);
    assertThat(journal.end()).isEqualTo(300);
    assertThat(read(journal, 0, 300)).isEqualTo(entries(0, 300));
    assertThat(read(journal, 2, 5)).isEqualTo(entries(2, 5));
    assertThat(journal.contains(entry(299).message())).isTrue();
    assertThat(journal.contains(entry(300).message())).isFalse();
  }

  @Test
  void appendsNothingAsNothing() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 2)));
    assertThat(journal.append(List.of())).isEqualTo(2);
    assertThat(journal.end()).isEqualTo(2);
  }

  @Test
  void keepsBytesOfAnySize() throws IOException {
    ReportJournal journal = open();
    SplittableRandom random = new SplittableRandom(20_261_123);
    List<Entry> entries = new ArrayList<>();
    for (int size : new int[] {0, 1, 127, 128, 16_383, 16_384, 65_536, 1_000_000}) {
      byte[] wire = new byte[size];
      random.nextBytes(wire);
      entries.add(new Entry(Hash.sha256(wire), Bytes.wrap(wire)));
    }
    Batch batch = new Batch(entries, entries.getLast().wire());
    journal.append(List.of(batch));
    assertThat(read(open(), 0, entries.size())).isEqualTo(entries);
    assertThat(open().batch(entries.get(3).message())).contains(batch);
  }

  @Test
  void findsEverythingAfterReopening() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 5)));
    journal.cut(cutAt(0, 5));
    journal.append(List.of(batch(5, 9)));
    ReportJournal again = open();
    assertThat(again.end()).isEqualTo(9);
    assertThat(read(again, 0, 9)).isEqualTo(entries(0, 9));
    assertThat(again.contains(entry(8).message())).isTrue();
    assertThat(again.batch(entry(8).message())).contains(batch(5, 9));
    assertThat(again.lastCut()).contains(cutAt(0, 5));
    assertThat(again.append(List.of(batch(9, 10)))).isEqualTo(9);
  }

  @Test
  void refusesToReadWhatItDoesNotHold() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 4)));
    journal.cut(cutAt(0, 2));
    journal.discard(2);
    for (long[] range : new long[][] {{0, 4}, {1, 3}, {2, 5}, {3, 2}, {-1, 0}}) {
      assertThatThrownBy(() -> journal.read(range[0], range[1], entry -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keepsCuts() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 4)));
    journal.cut(cutAt(0, 3));
    journal.cut(cutAt(1, 3));
    journal.cut(cutAt(2, 4));
    ReportJournal again = open();
    assertThat(again.cut(0)).contains(cutAt(0, 3));
    assertThat(again.cut(1)).contains(cutAt(1, 3));
    assertThat(again.cut(3)).isEmpty();
    assertThat(again.lastCut()).contains(cutAt(2, 4));
  }

  /** As whoever takes over closing needs it. */
  @Test
  void beginsWithAnyEpoch() throws IOException {
    ReportJournal journal = open();
    journal.cut(cutAt(7, 0));
    journal.append(List.of(batch(0, 2)));
    assertThatThrownBy(() -> journal.cut(cutAt(9, 1))).isInstanceOf(IllegalArgumentException.class);
    journal.cut(cutAt(8, 1));
    assertThat(open().cut(7)).contains(cutAt(7, 0));
    assertThat(open().cut(6)).isEmpty();
    assertThat(open().lastCut()).contains(cutAt(8, 1));
  }

  @Test
  void refusesCutsOutOfOrder() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 4)));
    assertThatThrownBy(() -> journal.cut(cutAt(0, 5))).isInstanceOf(IllegalArgumentException.class);
    journal.cut(cutAt(0, 3));
    for (Cut cut : List.of(cutAt(0, 3), cutAt(0, 4), cutAt(2, 4), cutAt(1, 2), cutAt(1, 5))) {
      assertThatThrownBy(() -> journal.cut(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(open().lastCut()).contains(cutAt(0, 3));
  }

  @Test
  void discardsWhatIsSealedAndGoesOn() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 4), batch(4, 6)));
    journal.cut(cutAt(0, 4));
    journal.discard(4);
    assertDiscarded(journal);
    assertDiscarded(open());
  }

  private static void assertDiscarded(JournalReader reader) throws IOException {
    assertThat(reader.begin()).isEqualTo(4);
    assertThat(reader.end()).isEqualTo(6);
    assertThat(reader.contains(entry(3).message())).isFalse();
    assertThat(reader.batch(entry(3).message())).isEmpty();
    assertThat(reader.contains(entry(4).message())).isTrue();
    assertThat(reader.batch(entry(5).message())).contains(batch(4, 6));
    assertThat(read(reader, 4, 6)).isEqualTo(entries(4, 6));
    assertThat(reader.cut(0)).contains(cutAt(0, 4));
  }

  @Test
  void neverGivesAnOffsetTwice() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 6)));
    journal.cut(cutAt(0, 6));
    journal.discard(6);
    ReportJournal again = open();
    assertThat(again.begin()).isEqualTo(6);
    assertThat(again.end()).isEqualTo(6);
    assertThat(again.append(List.of(batch(0, 1)))).isEqualTo(6);
    assertThat(open().batch(entry(0).message())).contains(batch(0, 1));
  }

  @Test
  void discardsOnlyBeforeTheLastCut() throws IOException {
    ReportJournal journal = open();
    journal.append(List.of(batch(0, 6)));
    assertThatThrownBy(() -> journal.discard(1)).isInstanceOf(IllegalArgumentException.class);
    journal.cut(cutAt(0, 4));
    assertThatThrownBy(() -> journal.discard(5)).isInstanceOf(IllegalArgumentException.class);
    journal.discard(3);
    journal.discard(3);
    journal.discard(1);
    assertThat(journal.begin()).isEqualTo(3);
    assertThat(journal.contains(entry(3).message())).isTrue();
    assertThat(journal.batch(entry(3).message())).as("of which a part is gone").isEmpty();
    assertThat(read(journal, 3, 6)).isEqualTo(entries(3, 6));
  }

  @Test
  void readersSeeWholeBatchesWhileTheWriterGoesOn() throws Exception {
    ReportJournal journal = open();
    int batch = 50;
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int first = 0; first < 2_000; first += batch) {
                try {
                  journal.append(List.of(batch(first, first + batch)));
                } catch (IOException e) {
                  return;
                }
              }
            });
    long end = 0;
    while (writer.isAlive() || end < journal.end()) {
      end = journal.end();
      assertThat(end % batch).isZero();
      long from = Math.max(0, end - batch);
      assertThat(read(journal, from, end)).isEqualTo(entries((int) from, (int) end));
    }
    assertThat(end).isEqualTo(2_000);
  }
}
