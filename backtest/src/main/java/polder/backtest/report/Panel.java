package polder.backtest.report;

import java.util.List;

/**
 * The curve of one device beside those of others. All times are seconds since {@code startMillis}.
 *
 * @param device the device
 * @param rejected how many of its readings were rejected, those that are not drawn included
 * @param readings how many there are
 * @param earned what it earned, tokens
 * @param check what most of its rejected readings failed; empty where none was rejected
 * @param quantity what is drawn
 * @param startMillis time 0, epoch milliseconds
 * @param cut whether only the stretch with most rejected readings is drawn
 * @param own its readings
 * @param marks the times of its rejected readings, those outside the stretch included
 * @param failed of each mark the checks that failed, by place in {@code failures}
 * @param failures names of checks that failed together
 * @param median the others' median, where at least two of them are
 * @param others the others, nearest first
 */
// The arrays are written as JSON once, and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Panel(
    String device,
    long rejected,
    long readings,
    double earned,
    String check,
    String quantity,
    long startMillis,
    boolean cut,
    Curve own,
    long[] marks,
    int[] failed,
    List<String> failures,
    Curve median,
    List<Other> others) {

  /** Values at times, in order of time. */
  public record Curve(long[] times, double[] values) {}

  /**
   * Another device.
   *
   * @param meters how far away it stands
   */
  public record Other(String device, long meters, Curve curve) {}
}
