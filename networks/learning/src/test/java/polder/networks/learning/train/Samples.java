package polder.networks.learning.train;

import java.util.random.RandomGenerator;
import polder.protocol.Hash;

/** Data, and models of every kind, to train with. */
final class Samples {
  static final Hash SEED = Hash.sha256(new byte[] {7});

  private Samples() {}

  /** Inputs between −1 and 1, each exact in few bits. */
  static float[] inputs(RandomGenerator random, int count) {
    float[] inputs = new float[count];
    for (int i = 0; i < count; i++) {
      inputs[i] = random.nextInt(-1000, 1001) / 1000f;
    }
    return inputs;
  }

  /** Rows with so many numbers to come near to. */
  static DataSet numbers(RandomGenerator random, int rows, int columns, int outputs) {
    return new DataSet(
        columns,
        inputs(random, rows * columns),
        new Targets.Numbers(outputs, inputs(random, rows * outputs)));
  }

  /** Rows of so many classes. */
  static DataSet classes(RandomGenerator random, int rows, int columns, int classes) {
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextInt(classes);
    }
    return new DataSet(
        columns, inputs(random, rows * columns), new Targets.Classes(classes, labels));
  }

  static Recipe sgd(int batch, int steps, long ratePpm) {
    return new Recipe(new Optimiser.Sgd(ratePpm, 0), batch, steps, SEED);
  }

  static Recipe adam(int batch, int steps, long ratePpm) {
    return new Recipe(new Optimiser.Adam(ratePpm), batch, steps, SEED);
  }
}
