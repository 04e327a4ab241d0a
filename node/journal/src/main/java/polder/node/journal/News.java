package polder.node.journal;

import java.util.concurrent.TimeUnit;

/** That something was appended or cut, for those who wait for it. For any thread. */
public final class News {
  private long count;
  private boolean closed;

  News() {}

  /** How often there was something new. */
  public synchronized long count() {
    return count;
  }

  synchronized void tell() {
    count++;
    notifyAll();
  }

  /**
   * Waits until there is more than {@code seen}, for {@code millis} at most, or until the journal
   * has no followers any more.
   */
  public synchronized void await(long seen, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (count == seen && !closed && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  /** Lets go of all who wait, now and later. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
