package polder.networks.learning.train;

/**
 * Tells whether this thread computes as Java promises. Native code in the same process can set a
 * processor to take the smallest numbers for zero, and no Java code would be told.
 */
final class Subnormals {
  private Subnormals() {}

  /**
   * Does nothing on a thread that computes by IEEE 754.
   *
   * @param divisor 2 to 2²⁰, known only at run time, so that the division is made by the processor
   * @throws IllegalStateException if the smallest numbers have been lost
   */
  static void check(int divisor) {
    if (Float.MIN_NORMAL / divisor == 0f || Double.MIN_NORMAL / divisor == 0.0) {
      throw new IllegalStateException(
          "a native library has set this thread to take tiny numbers for zero, so its results"
              + " would be its own: train in a process without that library");
    }
  }
}
