package polder.networks.learning.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import polder.protocol.Hash;

/** Trains a model of every kind and prints a hash of all their parameters and losses. */
final class Repeat {
  private Repeat() {}

  /** Arguments: steps of each training. */
  public static void main(String[] args) {
    System.out.println(hash(Integer.parseInt(args[0])).toHex());
  }

  static Hash hash(int steps) {
    SplittableRandom random = new SplittableRandom(11);
    List<Architecture> architectures =
        List.of(
            new Architecture.Linear(33, 3),
            new Architecture.Mlp(19, List.of(37, 18), 2, Activation.RELU),
            new Architecture.Mlp(5, List.of(33), 70, Activation.TANH),
            new Architecture.Gru(6, 3, 21, 2));
    ByteBuffer all = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (Architecture architecture : architectures) {
      int columns = architecture.inputs();
      int outputs = architecture.outputs();
      add(architecture, Samples.numbers(random, 150, columns, outputs), steps, all);
      add(architecture, Samples.classes(random, 150, columns, outputs), steps, all);
    }
    return Hash.sha256(all.array(), 0, all.position());
  }

  private static void add(Architecture architecture, DataSet data, int steps, ByteBuffer all) {
    float[] initial = Beginning.of(architecture, Samples.SEED);
    Recipe momentum = new Recipe(new Optimiser.Sgd(10_000, 900_000), 64, steps, Samples.SEED);
    for (Recipe recipe : List.of(momentum, Samples.adam(41, steps, 3_000))) {
      float[] trained = Trainer.train(architecture, initial, data, recipe);
      for (float parameter : trained) {
        all.putInt(Float.floatToIntBits(parameter));
      }
      all.putLong(Evaluation.lossNano(architecture, trained, data));
    }
  }
}
