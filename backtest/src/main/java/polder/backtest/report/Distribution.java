package polder.backtest.report;

import java.util.Arrays;

/**
 * How evenly earnings are spread over devices.
 *
 * @param median what the device in the middle earned, tokens
 * @param mean what a device earned on average, tokens
 * @param nothing how many earned nothing
 * @param topTenth share of all that the best paid tenth of devices earned, 0 to 1; the tenth is
 *     rounded up to whole devices
 * @param gini Gini coefficient: 0 where all earn the same, near 1 where one earns all (Gini 1912,
 *     by the sorted sum)
 */
public record Distribution(double median, double mean, int nothing, double topTenth, double gini) {
  private static final int TENTH = 10;

  /** Of what every device earned; nobody earns less than nothing. */
  static Distribution of(double[] earned) {
    double[] sorted = earned.clone();
    Arrays.sort(sorted);
    int size = sorted.length;
    double sum = 0;
    double ranked = 0;
    double top = 0;
    int nothing = 0;
    for (int i = 0; i < size; i++) {
      sum += sorted[i];
      ranked += (2.0 * (i + 1) - size - 1) * sorted[i];
      top += i >= size - Math.ceilDiv(size, TENTH) ? sorted[i] : 0;
      nothing += sorted[i] == 0 ? 1 : 0;
    }
    if (size == 0 || sum == 0) {
      return new Distribution(0, 0, nothing, 0, 0);
    }
    return new Distribution(
        (sorted[(size - 1) / 2] + sorted[size / 2]) / 2,
        sum / size,
        nothing,
        top / sum,
        ranked / (size * sum));
  }
}
