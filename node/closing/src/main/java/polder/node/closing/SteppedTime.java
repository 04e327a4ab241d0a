package polder.node.closing;

import polder.ports.Time;

/** A clock that somebody sets: for replaying recorded data, and for tests. */
public final class SteppedTime implements Time {
  private long nowMillis;

  /** Standing at {@code startMillis}. */
  public SteppedTime(long startMillis) {
    this.nowMillis = startMillis;
  }

  @Override
  public synchronized long nowMillis() {
    return nowMillis;
  }

  /** Moves the clock to {@code millis}; it never goes back. */
  public synchronized void advanceTo(long millis) {
    nowMillis = Math.max(nowMillis, millis);
    notifyAll();
  }

  @Override
  public synchronized void awaitMillis(long millis) throws InterruptedException {
    while (nowMillis < millis) {
      wait();
    }
  }
}
