package polder.node.archive;

/** How long something of the past is kept. */
public sealed interface Keep {
  /** For ever. */
  record Forever() implements Keep {}

  /**
   * The latest epochs.
   *
   * @param count how many, from 1 on
   */
  record Epochs(long count) implements Keep {
    public Epochs {
      if (count < 1) {
        throw new IllegalArgumentException("at least the latest epoch is kept, not " + count);
      }
    }
  }

  /**
   * Epochs that ended lately.
   *
   * @param millis how long before the end of the latest one, above 0
   */
  record Duration(long millis) implements Keep {
    public Duration {
      if (millis < 1) {
        throw new IllegalArgumentException("nothing is kept for " + millis + " ms");
      }
    }
  }

  /**
   * Whether an epoch may go.
   *
   * @param epoch its number
   * @param endMillis the end of its window
   * @param latest number of the latest epoch
   * @param latestEndMillis the end of its window
   */
  default boolean mayGo(long epoch, long endMillis, long latest, long latestEndMillis) {
    return epoch < latest
        && switch (this) {
          case Forever() -> false;
          case Epochs(long count) -> epoch <= latest - count;
          case Duration(long millis) -> endMillis <= latestEndMillis - millis;
        };
  }
}
