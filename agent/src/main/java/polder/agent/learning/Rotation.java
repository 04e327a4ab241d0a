package polder.agent.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;

/** Cuts what a sponsor holds into the examples of rounds: no example is in two of them. */
public final class Rotation {
  private Rotation() {}

  /**
   * So many sets of so many rows, drawn at random.
   *
   * @throws IllegalArgumentException if there are too few rows
   */
  public static List<DataSet> of(DataSet all, int rounds, int rows, RandomGenerator random) {
    long needed = (long) rounds * rows;
    if (needed > all.rows()) {
      throw new IllegalArgumentException(
          rounds
              + " rounds on "
              + rows
              + " examples each need "
              + needed
              + ", and there are "
              + all.rows());
    }
    int[] order = new int[all.rows()];
    for (int i = 0; i < order.length; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    List<DataSet> sets = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      int[] chosen = new int[rows];
      System.arraycopy(order, round * rows, chosen, 0, rows);
      sets.add(only(all, chosen));
    }
    return sets;
  }

  private static DataSet only(DataSet all, int[] rows) {
    float[] inputs = new float[Math.multiplyExact(rows.length, all.columns())];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(
          all.inputs(), rows[i] * all.columns(), inputs, i * all.columns(), all.columns());
    }
    return new DataSet(all.columns(), inputs, only(all.targets(), rows));
  }

  private static Targets only(Targets all, int[] rows) {
    return switch (all) {
      case Targets.Numbers(int outputs, float[] values) -> {
        float[] some = new float[rows.length * outputs];
        for (int i = 0; i < rows.length; i++) {
          System.arraycopy(values, rows[i] * outputs, some, i * outputs, outputs);
        }
        yield new Targets.Numbers(outputs, some);
      }
      case Targets.Classes(int classes, int[] labels) -> {
        int[] some = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
          some[i] = labels[rows[i]];
        }
        yield new Targets.Classes(classes, some);
      }
    };
  }
}
