package polder.node.view;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets only so many questions at once do what takes the node long, such as reading the archive
 * again. Whoever comes meanwhile is told so instead of waiting for long.
 */
final class Turns {
  /** When to ask again. */
  static final int RETRY_SECONDS = 5;

  private final Semaphore free;
  private final Duration patience;

  /** So many at once; whoever comes meanwhile is told so. */
  Turns(int most) {
    this(most, Duration.ZERO);
  }

  /**
   * So many at once.
   *
   * @param patience how long whoever comes meanwhile waits first, because each turn is short
   */
  Turns(int most, Duration patience) {
    this.free = new Semaphore(most);
    this.patience = patience;
  }

  private boolean isMine() {
    try {
      return free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What takes long. */
  interface Work<T> {
    T work() throws IOException;
  }

  /**
   * Does {@code work}.
   *
   * @throws Question.BusyException if so many do theirs already
   */
  <T> T take(Work<T> work) throws IOException {
    if (!isMine()) {
      throw new Question.BusyException(RETRY_SECONDS);
    }
    try {
      return work.work();
    } finally {
      free.release();
    }
  }
}
