package polder.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says once and for good that it is time to end. Safe for several threads. */
public final class StopSignal {
  private final CountDownLatch given = new CountDownLatch(1);
  private volatile Runnable listener = () -> {};

  /** Runs {@code listener} when the signal is given, at once if it was. */
  public void whenGiven(Runnable listener) {
    this.listener = listener;
    if (isGiven()) {
      listener.run();
    }
  }

  /** Gives it. */
  public void give() {
    given.countDown();
    listener.run();
  }

  /** Whether it was given. */
  public boolean isGiven() {
    return given.getCount() == 0;
  }

  /** Waits for it, at most so long; whether it was given. */
  public boolean await(long millis) throws InterruptedException {
    return given.await(millis, TimeUnit.MILLISECONDS);
  }
}
