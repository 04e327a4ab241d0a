package polder.node.closing;

import polder.ports.Time;

/** The machine's clock. */
public final class SystemTime implements Time {
  // Short enough that a clock which was set is noticed soon.
  private static final long LONGEST_SLEEP_MILLIS = 1_000;

  @Override
  public long nowMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void awaitMillis(long millis) throws InterruptedException {
    long left = millis - nowMillis();
    while (left > 0) {
      Thread.sleep(Math.min(left, LONGEST_SLEEP_MILLIS));
      left = millis - nowMillis();
    }
  }
}
