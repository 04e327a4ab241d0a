package polder.bench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Beginning;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.Recipe;
import polder.networks.learning.train.Targets;
import polder.networks.learning.train.Trainer;
import polder.protocol.Hash;

/**
 * Steps a second of our trainer and of PyTorch by DJL, on the same models, data and threads (one),
 * in turns in one process: the middle one of all rounds. Ours draws and gathers its batches within
 * the time; PyTorch finds its own made. DJL takes Adam's step in many small calls, so going forward
 * and back is told apart too.
 */
final class TrainRun {
  private static final int BATCH = 64;
  private static final int BATCHES = 32;
  private static final long RATE_PPM = 1_000;
  private static final Hash SEED = Hash.sha256(new byte[] {1});

  private TrainRun() {}

  static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    System.out.println(
        "model                     ours/s   pytorch/s   ratio   spread         pytorch without Adam/s");
    measure(
        "MLP 48-64-64-1",
        new Architecture.Mlp(48, List.of(64, 64), 1, Activation.RELU),
        1_000,
        rounds);
    measure("GRU 24x4, 32 units", new Architecture.Gru(24, 4, 32, 1), 100, rounds);
  }

  private static void measure(String name, Architecture architecture, int steps, int rounds) {
    compare(architecture);
    DataSet data = data(architecture, BATCH * BATCHES);
    float[] initial = Beginning.of(architecture, SEED);
    Recipe recipe = new Recipe(new Optimiser.Adam(RATE_PPM), BATCH, steps, SEED);
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    double[] backward = new double[rounds];
    double[] ratios = new double[rounds];
    try (TorchModel torch = new TorchModel(architecture, initial, data, BATCH, RATE_PPM)) {
      for (int i = -3; i < rounds; i++) {
        long begin = System.nanoTime();
        Trainer.train(architecture, initial, data, recipe);
        long middle = System.nanoTime();
        torch.steps(steps);
        long end = System.nanoTime();
        torch.gradients(steps);
        long after = System.nanoTime();
        if (i >= 0) {
          ours[i] = steps * 1e9 / (middle - begin);
          theirs[i] = steps * 1e9 / (end - middle);
          ratios[i] = ours[i] / theirs[i];
          backward[i] = steps * 1e9 / (after - end);
        }
      }
    }
    Arrays.sort(ours);
    Arrays.sort(theirs);
    Arrays.sort(ratios);
    Arrays.sort(backward);
    System.out.printf(
        "%-23s %8.0f %11.0f %7.2f   %.2f to %.2f %14.0f%n",
        name,
        ours[rounds / 2],
        theirs[rounds / 2],
        ratios[rounds / 2],
        ratios[0],
        ratios[rounds - 1],
        backward[rounds / 2]);
  }

  /** Both must have the same loss after the same steps on one batch, or they do other work. */
  private static void compare(Architecture architecture) {
    DataSet data = data(architecture, BATCH);
    float[] initial = Beginning.of(architecture, SEED);
    int steps = 50;
    float[] ours =
        Trainer.train(
            architecture,
            initial,
            data,
            new Recipe(new Optimiser.Adam(RATE_PPM), BATCH, steps, SEED));
    double before = Evaluation.lossNano(architecture, initial, data) / 1e9;
    double loss = Evaluation.lossNano(architecture, ours, data) / 1e9;
    try (TorchModel torch = new TorchModel(architecture, initial, data, BATCH, RATE_PPM)) {
      torch.steps(steps);
      double other = torch.loss();
      System.out.printf("  loss %.6f before, %.6f ours, %.6f pytorch%n", before, loss, other);
      if (Math.abs(loss - other) > 1e-3 * (before - loss)) {
        throw new IllegalStateException("both have done different work: compare their losses");
      }
    }
  }

  private static DataSet data(Architecture architecture, int rows) {
    RandomGenerator random = new SplittableRandom(1);
    float[] inputs = new float[rows * architecture.inputs()];
    float[] targets = new float[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = 0; i < architecture.inputs(); i++) {
        float value = random.nextFloat() * 2 - 1;
        inputs[row * architecture.inputs() + i] = value;
        sum += value * Math.sin(i);
      }
      targets[row] = (float) Math.sin(sum);
    }
    return new DataSet(architecture.inputs(), inputs, new Targets.Numbers(1, targets));
  }
}
