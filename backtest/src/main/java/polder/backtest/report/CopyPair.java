package polder.backtest.report;

import java.util.List;

/**
 * The curve of a copy beside that of its original, over the last stretch in which the copy was
 * told. All times are seconds since {@code startMillis}.
 *
 * @param device the copy
 * @param original what its findings name, at last
 * @param meters how far apart they stand
 * @param check what found it
 * @param quantity what is drawn
 * @param daysUntilFound days from the copy's first reading to the first that was found to be one
 * @param found how many of its readings were found to be
 * @param readings how many there are
 * @param startMillis time 0, epoch milliseconds
 * @param laterSeconds how much later the original is drawn than it was measured: as much as makes
 *     the difference steadiest
 * @param own the copy's readings
 * @param others the original's
 * @param difference copy less original, where both are
 */
public record CopyPair(
    String device,
    String original,
    long meters,
    String check,
    String quantity,
    double daysUntilFound,
    long found,
    long readings,
    long startMillis,
    long laterSeconds,
    Panel.Curve own,
    Panel.Curve others,
    Panel.Curve difference) {

  /**
   * The copies of a run.
   *
   * @param total how many there are
   * @param shown an even sample by when they were found, at most twelve
   */
  public record Copies(int total, List<CopyPair> shown) {}
}
