package polder.backtest.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The median of several devices' curves, over stretches of time in which each reports about once.
 */
final class Median {
  private static final int LEAST = 2;

  private Median() {}

  /**
   * The median, at the mean time of what it is of; where only one has a value there is none.
   *
   * @param stretchSeconds the usual time between readings
   */
  static Panel.Curve of(List<Panel.Other> others, long stretchSeconds) {
    SortedMap<Long, List<double[]>> stretches = new TreeMap<>();
    for (Panel.Other other : others) {
      Panel.Curve curve = other.curve();
      for (int i = 0; i < curve.times().length; i++) {
        long stretch = curve.times()[i] / stretchSeconds;
        boolean last =
            i + 1 == curve.times().length || curve.times()[i + 1] / stretchSeconds > stretch;
        if (last) {
          stretches
              .computeIfAbsent(stretch, unknown -> new ArrayList<>())
              .add(new double[] {curve.times()[i], curve.values()[i]});
        }
      }
    }
    stretches.values().removeIf(points -> points.size() < LEAST);
    return new Panel.Curve(
        stretches.values().stream().mapToLong(Median::meanTime).toArray(),
        stretches.values().stream().mapToDouble(Median::median).toArray());
  }

  private static long meanTime(List<double[]> points) {
    return Math.round(points.stream().mapToDouble(point -> point[0]).average().orElse(0));
  }

  private static double median(List<double[]> points) {
    double[] values = points.stream().mapToDouble(point -> point[1]).toArray();
    Arrays.sort(values);
    int size = values.length;
    return RunFacts.rounded((values[(size - 1) / 2] + values[size / 2]) / 2);
  }
}
