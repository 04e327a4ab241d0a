package polder.node.view;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Lets only so many questions at once do what takes the node long, such as reading the archive
 * again. Whoever comes meanwhile is told so at once instead of waiting with a thread.
 */
final class Turns {
  /** When to ask again. */
  static final int RETRY_SECONDS = 5;

  private final Semaphore free;

  /** So many at once. */
  Turns(int most) {
    this.free = new Semaphore(most);
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
    if (!free.tryAcquire()) {
      throw new Question.BusyException(RETRY_SECONDS);
    }
    try {
      return work.work();
    } finally {
      free.release();
    }
  }
}
