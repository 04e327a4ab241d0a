package polder.agent.learning;

import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import polder.networks.learning.Briefing;
import polder.networks.learning.train.Architecture;

/**
 * Rows of a series: a window of values, and the time of day as a point of a circle; of a recurrent
 * model the time of each value, of others that of the forecast one.
 */
final class Windows {
  private static final long DAY_MILLIS = 86_400_000;

  private final Briefing.Source.Series series;
  private final boolean isStepwise;
  private final int columns;

  /**
   * Rows for a model of {@code architecture}.
   *
   * @throws IOException if it reads rows of another length
   */
  Windows(Briefing.Source.Series series, Architecture architecture) throws IOException {
    this.series = series;
    this.isStepwise = architecture instanceof Architecture.Gru;
    this.columns = isStepwise ? 3 * series.window() : series.window() + 2;
    if (architecture.inputs() != columns) {
      throw new IOException(
          "the task's model reads rows of "
              + architecture.inputs()
              + " inputs, and its series makes rows of "
              + columns);
    }
  }

  /** Adds an example of each slot of which all values before it and the one to come are there. */
  void addAll(NavigableMap<Long, Float> values, Rows rows) {
    for (Map.Entry<Long, Float> each : values.entrySet()) {
      Float target = values.get(each.getKey() + series.horizon());
      if (target != null) {
        row(values, each.getKey()).ifPresent(row -> rows.add(row, target - each.getValue()));
      }
    }
  }

  /** What is known at slot {@code last}; empty where a value is missing. */
  Optional<float[]> row(NavigableMap<Long, Float> values, long last) {
    float[] row = new float[columns];
    for (int i = 0; i < series.window(); i++) {
      long slot = last - series.window() + 1 + i;
      Float value = values.get(slot);
      if (value == null) {
        return Optional.empty();
      }
      row[isStepwise ? 3 * i : i] = value;
      if (isStepwise) {
        hour(slot, row, 3 * i + 1);
      }
    }
    if (!isStepwise) {
      hour(last + series.horizon(), row, series.window());
    }
    return Optional.of(row);
  }

  private void hour(long slot, float[] row, int at) {
    double part = Math.floorMod(slot * series.stepMillis(), DAY_MILLIS) / (double) DAY_MILLIS;
    row[at] = (float) StrictMath.sin(2 * StrictMath.PI * part);
    row[at + 1] = (float) StrictMath.cos(2 * StrictMath.PI * part);
  }
}
