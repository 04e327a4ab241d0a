package polder.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.node.journal.Acknowledgement.Accepted;
import polder.node.journal.Acknowledgement.Busy;
import polder.node.journal.Acknowledgement.Failed;
import polder.ports.MemoryJournal;
import polder.ports.ReportJournal;
import polder.protocol.Hash;
import polder.protocol.message.Message;
import polder.protocol.settlement.ChainPoint;

/**
 * The same rules, and what only a store that obeys the test can show: a failing and a slow disk.
 */
final class JournalOnMemoryTest extends JournalRules {
  private final MemoryJournal store = new MemoryJournal();

  @Override
  ReportJournal open() {
    return store;
  }

  @Test
  void acknowledgesNothingMoreOnceTheDiskFails() throws Exception {
    try (Journal journal = journal(store)) {
      store.failAfter(3);
      List<Acknowledgement> answers = new ArrayList<>();
      for (int number = 0; number < 10; number++) {
        answers.add(journal.submit(message(number)).join());
      }
      assertThat(answers.subList(0, 3)).allMatch(Accepted.class::isInstance);
      assertThat(answers.subList(3, 10))
          .allSatisfy(answer ->
              assertThat(answer)
                  .isInstanceOfSatisfying(
                      Failed.class,
                      failed -> assertThat(failed.reason()).contains("disk of this test")));
      assertThatThrownBy(() -> journal.cut(0, 0, 10, Hash.ZERO, ChainPoint.NONE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("disk of this test");
      // The disk recovers; the journal does not trust it.
      store.failAfter(1_000);
      assertThat(journal.submit(message(20)).join()).isInstanceOf(Failed.class);
      assertThat(journal.submit(message(0)).join()).isInstanceOf(Failed.class);
      assertThat(journal.counts().failure()).isPresent();
      assertThat(journal.counts().failed()).isEqualTo(9);
    }
    assertThat(store.end()).isEqualTo(3);
    try (Journal journal = journal(store)) {
      assertThat(journal.submit(message(3)).join()).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void failsAllThatWaitTogetherWhenTheDiskFails() throws Exception {
    Gate gate = new Gate(store);
    try (Journal journal = journal(gate)) {
      store.failAfter(1);
      CompletableFuture<Acknowledgement> first = journal.submit(message(0));
      gate.reached.await();
      List<CompletableFuture<Acknowledgement>> others =
          IntStream.range(1, 6_000).mapToObj(number -> journal.submit(message(number))).toList();
      gate.opened.countDown();
      assertThat(first.join()).isInstanceOf(Accepted.class);
      assertThat(others).allMatch(answer -> answer.join() instanceof Failed);
    }
    assertThat(store.end()).isEqualTo(1);
  }

  @Test
  void anErrorInTheStoreLeavesNobodyWaiting() throws Exception {
    ReportJournal careless =
        new Gate(store) {
          @Override
          public long append(List<Batch> batches) {
            throw new IllegalStateException("a mistake");
          }
        };
    try (Journal journal = journal(careless)) {
      assertThat(journal.submit(message(0)).join())
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.reason()).contains("a mistake"));
      assertThat(journal.submit(message(1)).join()).isInstanceOf(Failed.class);
    }
  }

  @Test
  void saysBusyWhenTooMuchWaits() throws Exception {
    Gate gate = new Gate(store);
    long size = message(0).wire().size();
    JournalLimits limits = new JournalLimits(5, 4 * size, 2, 100 * size);
    try (Journal journal = new Journal(gate, DEPLOYMENT, NODE, limits)) {
      CompletableFuture<Acknowledgement> first = journal.submit(message(0));
      gate.reached.await();
      List<CompletableFuture<Acknowledgement>> waiting =
          IntStream.range(1, 5).mapToObj(number -> journal.submit(message(number))).toList();
      assertThat(journal.submit(message(5)).join()).isInstanceOf(Busy.class);
      assertThat(journal.counts().busy()).isEqualTo(1);
      assertThat(journal.counts().queuedMessages()).isEqualTo(4);
      assertThat(journal.counts().queuedBytes()).isEqualTo(4 * size);
      gate.opened.countDown();
      assertThat(first.join()).isInstanceOf(Accepted.class);
      assertThat(waiting).allMatch(answer -> answer.join() instanceof Accepted);
      assertThat(journal.counts().batches()).as("of one, two and two").isEqualTo(3);
      assertThat(journal.submit(message(5)).join()).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void boundsABatchByItsBytesButTakesOneOfAnySize() throws Exception {
    Gate gate = new Gate(store);
    long size = message(0).wire().size();
    try (Journal journal =
        new Journal(gate, DEPLOYMENT, NODE, new JournalLimits(100, 1, 100, size - 1))) {
      CompletableFuture<Acknowledgement> first = journal.submit(message(0));
      gate.reached.await();
      CompletableFuture<Acknowledgement> second = journal.submit(message(1));
      assertThat(journal.submit(message(2)).join()).isInstanceOf(Busy.class);
      gate.opened.countDown();
      assertThat(first.join()).isInstanceOf(Accepted.class);
      assertThat(second.join()).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void theEndOfAnEpochDividesWhatWaits() throws Exception {
    Gate gate = new Gate(store);
    try (Journal journal = journal(gate)) {
      CompletableFuture<Acknowledgement> first = journal.submit(message(0));
      gate.reached.await();
      List<CompletableFuture<Acknowledgement>> before = submit(journal, 1, 11);
      CompletableFuture<ReportJournal.Cut> cut = new CompletableFuture<>();
      Thread closing =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  cut.complete(journal.cut(0, 0, 10, Hash.ZERO, ChainPoint.NONE));
                } catch (IOException | InterruptedException e) {
                  cut.completeExceptionally(e);
                }
              });
      // Until the cut is in the queue its thread does not wait yet.
      while (closing.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      List<CompletableFuture<Acknowledgement>> after = submit(journal, 11, 31);
      gate.opened.countDown();
      assertThat(first.join()).isInstanceOf(Accepted.class);
      assertThat(cut.join().endOffset()).isEqualTo(11);
      assertThat(before).allMatch(answer -> answer.join() instanceof Accepted);
      assertThat(after).allMatch(answer -> answer.join() instanceof Accepted);
      assertThat(store.end()).isEqualTo(31);
      assertThat(journal.counts().batches()).isEqualTo(3);
    }
  }

  private static List<CompletableFuture<Acknowledgement>> submit(
      Journal journal, int from, int to) {
    return IntStream.range(from, to)
        .<Message>mapToObj(JournalRules::message)
        .map(journal::submit)
        .toList();
  }

  /** Holds the first write until the test lets it go on. */
  private static class Gate implements ReportJournal {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final ReportJournal behind;

    Gate(ReportJournal behind) {
      this.behind = behind;
    }

    @Override
    public long append(List<Batch> batches) throws IOException {
      reached.countDown();
      try {
        opened.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return behind.append(batches);
    }

    @Override
    public void cut(Cut cut) throws IOException {
      behind.cut(cut);
    }

    @Override
    public void discard(long offset) throws IOException {
      behind.discard(offset);
    }

    @Override
    public Set<Hash> known(List<Hash> messages) throws IOException {
      return behind.known(messages);
    }

    @Override
    public Optional<Batch> batch(Hash message) throws IOException {
      return behind.batch(message);
    }

    @Override
    public long begin() {
      return behind.begin();
    }

    @Override
    public long end() {
      return behind.end();
    }

    @Override
    public void read(long from, long to, Consumer<Entry> reader) throws IOException {
      behind.read(from, to, reader);
    }

    @Override
    public Optional<Cut> cut(long epoch) throws IOException {
      return behind.cut(epoch);
    }

    @Override
    public Optional<Cut> lastCut() throws IOException {
      return behind.lastCut();
    }
  }
}
