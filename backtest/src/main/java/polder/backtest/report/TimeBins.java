package polder.backtest.report;

/**
 * Equal stretches of time, whole epochs each, over which things are counted.
 *
 * @param startMillis start of the first, epoch milliseconds
 * @param widthMillis length of each
 * @param count how many
 */
public record TimeBins(long startMillis, long widthMillis, int count) {
  private static final int MOST = 60;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long[] WIDTHS = {
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    7 * DAY,
    28 * DAY
  };

  /** At most 60 bins for {@code epochs} epochs: the finest of the usual widths, such as a day. */
  public static TimeBins of(long startMillis, long epochMillis, long epochs) {
    long length = Math.multiplyExact(epochMillis, epochs);
    for (long width : WIDTHS) {
      // The first bin begins at a whole hour or day, so that bins are what they are called.
      long start = startMillis - Math.floorMod(startMillis, width);
      long count = Math.ceilDiv(startMillis + length - start, width);
      if (width % epochMillis == 0 && count <= MOST) {
        return new TimeBins(start, width, (int) count);
      }
    }
    long width = Math.ceilDiv(epochs, MOST) * epochMillis;
    return new TimeBins(startMillis, width, (int) Math.ceilDiv(length, width));
  }

  /** The bin of a time; what lies outside goes to the first or the last. */
  int of(long timeMillis) {
    return Math.clamp((timeMillis - startMillis) / widthMillis, 0, count - 1);
  }
}
