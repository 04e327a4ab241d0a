package polder.node.closing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
    FutureTask<List<Bytes>> latter = new FutureTask<>(() -> read(middle, to));
    Thread.ofPlatform().daemon().name("polder-messages").start(latter);
    List<Bytes> messages = new ArrayList<>(Math.toIntExact(to - from));
    try {
      messages.addAll(read(from, middle));
    } finally {
      // Nothing is read behind the caller's back, whatever came of the former half.
      await(latter);
    }
    messages.addAll(await(latter));
    return messages;
  }

  private List<Bytes> read(long from, long to) throws IOException {
    List<Bytes> messages = new ArrayList<>(Math.toIntExact(to - from));
    journal.read(from, to, entry -> messages.add(entry.wire()));
    return messages;
  }

  /** Waits, however often others interrupt. */
  private static List<Bytes> await(FutureTask<List<Bytes>> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw new IllegalStateException("messages cannot be read: " + e.getCause(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
