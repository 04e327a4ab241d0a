package polder.ports;

/** The node's clock. Only the rooms that need one get it; pure code never does. */
public interface Time {
  /** Now, in epoch milliseconds. */
  long nowMillis();

  /** Waits until {@link #nowMillis} is {@code millis} or later. */
  void awaitMillis(long millis) throws InterruptedException;
}
