package polder.agent.learning;

import java.util.ArrayList;
import java.util.List;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;

/** Examples while they are collected. */
final class Rows {
  private final int columns;
  private final List<float[]> inputs = new ArrayList<>();
  private final List<Float> targets = new ArrayList<>();

  Rows(int columns) {
    this.columns = columns;
  }

  void add(float[] row, float target) {
    inputs.add(row);
    targets.add(target);
  }

  int size() {
    return inputs.size();
  }

  private float[] all() {
    float[] all = new float[Math.multiplyExact(columns, inputs.size())];
    for (int i = 0; i < inputs.size(); i++) {
      System.arraycopy(inputs.get(i), 0, all, i * columns, columns);
    }
    return all;
  }

  DataSet numbers() {
    float[] values = new float[targets.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = targets.get(i);
    }
    return new DataSet(columns, all(), new Targets.Numbers(1, values));
  }

  DataSet classes(int count) {
    int[] labels = targets.stream().mapToInt(Float::intValue).toArray();
    return new DataSet(columns, all(), new Targets.Classes(count, labels));
  }
}
