package polder.world.recorded;

/**
 * The rows of a recorded network by epoch and, within an epoch, by device: two stable counting
 * sorts, 8 bytes a row and one number an epoch.
 *
 * @param rows row numbers in that order
 * @param starts where in {@code rows} each epoch starts; one more than there are epochs
 */
record EpochOrder(int[] rows, int[] starts) {

  /** Orders {@code readings}, which lie within {@code epochs} epochs from {@code fromMillis} on. */
  static EpochOrder of(
      ReadingColumns readings, int devices, long fromMillis, long epochMillis, int epochs) {
    int size = readings.size();
    int[] deviceEnds = new int[devices + 1];
    for (int row = 0; row < size; row++) {
      deviceEnds[readings.device(row) + 1]++;
    }
    accumulate(deviceEnds);
    int[] byDevice = new int[size];
    for (int row = 0; row < size; row++) {
      byDevice[deviceEnds[readings.device(row)]++] = row;
    }
    int[] starts = new int[epochs + 1];
    for (int row = 0; row < size; row++) {
      starts[epoch(readings, row, fromMillis, epochMillis) + 1]++;
    }
    accumulate(starts);
    int[] next = starts.clone();
    int[] rows = new int[size];
    for (int row : byDevice) {
      rows[next[epoch(readings, row, fromMillis, epochMillis)]++] = row;
    }
    return new EpochOrder(rows, starts);
  }

  private static int epoch(ReadingColumns readings, int row, long fromMillis, long epochMillis) {
    return (int) ((readings.timeMillis(row) - fromMillis) / epochMillis);
  }

  private static void accumulate(int[] counts) {
    for (int i = 1; i < counts.length; i++) {
      counts[i] += counts[i - 1];
    }
  }
}
