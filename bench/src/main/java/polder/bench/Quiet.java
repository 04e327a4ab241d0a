package polder.bench;

import java.util.function.DoubleSupplier;

/**
 * Waits until a process rests: what it does behind its answers would else be in the next figure.
 */
final class Quiet {
  private static final long LOOK_MILLIS = 1_000;
  // Of one core.
  private static final double MOST_SHARE = 0.1;

  private Quiet() {}

  /**
   * Returns after a second in which it did next to nothing.
   *
   * @param processorSeconds what the process used so far
   */
  static void await(DoubleSupplier processorSeconds) throws InterruptedException {
    double before = processorSeconds.getAsDouble();
    double share;
    do {
      Thread.sleep(LOOK_MILLIS);
      double now = processorSeconds.getAsDouble();
      share = (now - before) * 1_000 / LOOK_MILLIS;
      before = now;
    } while (share > MOST_SHARE);
  }
}
