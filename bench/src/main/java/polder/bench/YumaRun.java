package polder.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import polder.networks.learning.yuma.BondRule;
import polder.networks.learning.yuma.LiquidAlpha;
import polder.networks.learning.yuma.Neuron;
import polder.networks.learning.yuma.SparseRow;
import polder.networks.learning.yuma.YumaConsensus;
import polder.networks.learning.yuma.YumaEpoch;
import polder.networks.learning.yuma.YumaParameters;
import polder.networks.learning.yuma.YumaScore;

/**
 * Epochs of Yuma consensus in which every validator has an opinion of every miner, one after the
 * other on one thread, by each rule for bonds.
 */
final class YumaRun {
  private static final int RUNS = 9;
  private static final long EMISSION = 1_000_000_000;
  private static final BondRule CLASSIC = new BondRule.Classic(900_000);
  private static final BondRule YUMA3 = new BondRule.Yuma3(975_000, Optional.empty());
  private static final BondRule LIQUID =
      new BondRule.Yuma3(975_000, Optional.of(new LiquidAlpha(6_553, 19_660, 1_000)));

  private YumaRun() {}

  /** {@code VALIDATORS MINERS}. */
  static void main(String[] args) {
    int validators = Integer.parseInt(args[0]);
    int miners = Integer.parseInt(args[1]);
    run("classic", CLASSIC, validators, miners);
    run("Yuma 3", YUMA3, validators, miners);
    run("Yuma 3, liquid alpha", LIQUID, validators, miners);
  }

  private static void run(String name, BondRule bonds, int validators, int miners) {
    YumaParameters parameters =
        new YumaParameters(32_767, 32_767, 5_000, 0, validators, OptionalInt.empty(), bonds);
    List<Neuron> neurons = neurons(validators, miners);
    long[] nanos = new long[RUNS];
    // As many before they count, so that the code is compiled and bonds are dense.
    for (int run = -RUNS; run < RUNS; run++) {
      YumaEpoch epoch = new YumaEpoch(parameters, 100 + run, 90 + run, EMISSION, neurons);
      long began = System.nanoTime();
      List<YumaScore> scores = YumaConsensus.scores(epoch);
      long took = System.nanoTime() - began;
      if (run >= 0) {
        nanos[run] = took;
      }
      neurons = after(neurons, scores);
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-21s %d validators, %,d miners: %.0f ms, the median of %d epochs (%.0f to %.0f ms)%n",
        name,
        validators,
        miners,
        nanos[RUNS / 2] / 1e6,
        RUNS,
        nanos[0] / 1e6,
        nanos[RUNS - 1] / 1e6);
  }

  /** Validators first; all of them think about as much of a miner. */
  private static List<Neuron> neurons(int validators, int miners) {
    SplittableRandom random = new SplittableRandom(1);
    int[] about = IntStream.range(validators, validators + miners).toArray();
    int[] quality = IntStream.range(0, miners).map(i -> random.nextInt(40_000)).toArray();
    List<Neuron> neurons = new ArrayList<>();
    for (int uid = 0; uid < validators; uid++) {
      int[] weights = Arrays.stream(quality).map(its -> its + random.nextInt(20_000)).toArray();
      neurons.add(
          new Neuron(
              random.nextLong(1_000_000),
              10,
              0,
              true,
              SparseRow.of(about, weights).maxUpscaled(),
              SparseRow.EMPTY));
    }
    for (int i = 0; i < miners; i++) {
      neurons.add(new Neuron(0, 0, 0, false, SparseRow.EMPTY, SparseRow.EMPTY));
    }
    return neurons;
  }

  private static List<Neuron> after(List<Neuron> neurons, List<YumaScore> scores) {
    List<Neuron> after = new ArrayList<>();
    for (int uid = 0; uid < neurons.size(); uid++) {
      Neuron it = neurons.get(uid);
      YumaScore score = scores.get(uid);
      after.add(
          new Neuron(
              it.stake(),
              it.updatedBlock(),
              it.registeredBlock(),
              score.permit(),
              it.weights(),
              score.bonds()));
    }
    return after;
  }
}
