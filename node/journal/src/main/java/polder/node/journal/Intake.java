package polder.node.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import polder.node.journal.Work.Done;
import polder.node.journal.Work.EpochEnd;
import polder.node.journal.Work.Report;
import polder.node.journal.Work.Reports;

/**
 * Where messages and epochs' ends wait for the writer, in one order. Bounded in messages and bytes;
 * the end of an epoch always finds room, for there is one at a time.
 */
final class Intake {
  /** What became of a message at the entry. */
  enum Entrance {
    TAKEN,
    FULL,
    CLOSED
  }

  /** A run of messages that no epoch's end divides, or an epoch's end. */
  private sealed interface Waiting {
    record OfReport(Report report) implements Waiting {}

    record OfEnd(EpochEnd end) implements Waiting {}
  }

  private final JournalLimits limits;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private final Lock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private int messages;
  private long bytes;
  private boolean closed;

  Intake(JournalLimits limits) {
    this.limits = limits;
  }

  Entrance offer(Report report) {
    lock.lock();
    try {
      if (closed) {
        return Entrance.CLOSED;
      }
      boolean fits =
          messages < limits.queuedMessages()
              && (messages == 0 || bytes + report.wire().size() <= limits.queuedBytes());
      if (!fits) {
        return Entrance.FULL;
      }
      queue.add(new Waiting.OfReport(report));
      messages++;
      bytes += report.wire().size();
      arrived.signal();
      return Entrance.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the end was taken; not after closing. */
  boolean put(EpochEnd end) {
    lock.lock();
    try {
      if (!closed) {
        queue.add(new Waiting.OfEnd(end));
        arrived.signal();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to do; takes as many messages as are there and may be written at once. */
  Work take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      return switch (queue.peek()) {
        case null -> new Done();
        case Waiting.OfEnd(EpochEnd end) -> {
          queue.remove();
          yield end;
        }
        case Waiting.OfReport _ -> batch();
      };
    } finally {
      lock.unlock();
    }
  }

  private Reports batch() {
    List<Report> batch = new ArrayList<>(Math.min(messages, limits.batchMessages()));
    long batchBytes = 0;
    while (queue.peek() instanceof Waiting.OfReport(Report report)
        && batch.size() < limits.batchMessages()
        && (batch.isEmpty() || batchBytes + report.wire().size() <= limits.batchBytes())) {
      queue.remove();
      batch.add(report);
      batchBytes += report.wire().size();
    }
    messages -= batch.size();
    bytes -= batchBytes;
    return new Reports(batch);
  }

  /** Takes nothing more; what is there will still be handed out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  int messages() {
    lock.lock();
    try {
      return messages;
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }
}
