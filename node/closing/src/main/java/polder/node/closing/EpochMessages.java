package polder.node.closing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import polder.ports.ReportJournal;
import polder.protocol.Bytes;

/**
 * The messages between two cuts of a journal. Many are read by two threads, since a journal hands
 * them over one by one.
 *
 * @param many how many are worth a second thread
 */
record EpochMessages(ReportJournal journal, long many) {
  private static final long MANY = 100_000;

  EpochMessages(ReportJournal journal) {
    this(journal, MANY);
  }

  /**
   * In the order in which they were acknowledged.
   *
   * @throws IOException if the disk refuses
   */
  List<Bytes> between(long from, long to) throws IOException {
    if (to - from < many) {
      return read(from, to);
    }
    long middle = from + (to - from) / 2;
    CompletableFuture<List<Bytes>> latter =
        CompletableFuture.supplyAsync(
            () -> readUnchecked(middle, to),
            work -> Thread.ofPlatform().daemon().name("polder-messages").start(work));
    try {
      List<Bytes> messages = read(from, middle);
      messages.addAll(latter.join());
      return messages;
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException refused) {
        throw refused.getCause();
      }
      throw new IllegalStateException("messages cannot be read: " + e.getCause(), e.getCause());
    } finally {
      // Nothing is read behind the caller's back, whatever came of the former half.
      latter.exceptionally(told -> List.of()).join();
    }
  }

  private List<Bytes> read(long from, long to) throws IOException {
    List<Bytes> messages = new ArrayList<>(Math.toIntExact(to - from));
    journal.read(from, to, entry -> messages.add(entry.wire()));
    return messages;
  }

  private List<Bytes> readUnchecked(long from, long to) {
    try {
      return read(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
