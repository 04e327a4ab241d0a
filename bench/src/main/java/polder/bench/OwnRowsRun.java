package polder.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import polder.agent.learning.LocalData;
import polder.networks.learning.Briefing;
import polder.networks.learning.Combining;
import polder.networks.learning.aggregate.Updates;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Beginning;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;
import polder.networks.learning.train.GlobalModel;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.OuterRule;
import polder.networks.learning.train.Quantised;
import polder.networks.learning.train.Recipe;
import polder.networks.learning.train.Targets;
import polder.networks.learning.train.Trainer;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;

/**
 * Whether rows tell who trained on them: by how much an update lowers the loss on rows that its
 * owner shows, less by how much on rows that the others show. An owner shows some it trained on; or
 * some of stations that it never saw; or of those the ones that fit its update best.
 */
final class OwnRowsRun {
  private static final int OWNERS = 8;
  private static final int ROUNDS = 6;
  private static final int SHOWN = 512;
  private static final int POOL = 2_048;
  private static final Combining MEAN = new Combining(Combining.Way.MEAN, 0, Optional.empty());
  private static final OuterRule OUTER = new OuterRule(1_000_000, 0);
  private static final Briefing.Source.Series SERIES =
      new Briefing.Source.Series("temperature", 3_600_000, 24, 6, 0, 5_000);

  private final Architecture shape;
  private final List<DataSet> held;
  private final List<DataSet> unseen;
  private final Counted own = new Counted();
  private final Counted others = new Counted();
  private final Counted picked = new Counted();

  /** How often rows spoke for whoever showed them. */
  private static final class Counted {
    private int all;
    private int better;

    void add(double shown, double control) {
      all++;
      better += shown > control ? 1 : 0;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%3.0f %%", 100.0 * better / all);
    }
  }

  private OwnRowsRun(Architecture shape, List<DataSet> held, List<DataSet> unseen) {
    this.shape = shape;
    this.held = held;
    this.unseen = unseen;
  }

  /** {@code TRAIN_DAYS SEEDS FILE.csv.gz…}: rows of station, time and degrees. */
  public static void main(String[] args) throws Exception {
    List<Path> files = Arrays.stream(args).skip(2).map(Path::of).toList();
    RecordedStations recorded = RecordedStations.read(files, Integer.parseInt(args[0]), 1);
    for (Architecture shape :
        List.of(
            new Architecture.Linear(26, 1),
            new Architecture.Mlp(26, List.of(32), 1, Activation.RELU))) {
      for (int stations : new int[] {1, 6, 15}) {
        List<DataSet> sets = new ArrayList<>();
        Path scratch = NodeProcess.scratch("own-rows-");
        try {
          List<String> names = recorded.outdoors(2 * OWNERS * stations);
          for (int i = 0; i < 2 * OWNERS; i++) {
            Path folder = scratch.resolve("owner" + i);
            for (String name : names.subList(i * stations, (i + 1) * stations)) {
              recorded.writeToTrain(name, folder);
            }
            sets.add(new LocalData(folder).examples(SERIES, shape));
          }
        } finally {
          NodeProcess.delete(scratch);
        }
        new OwnRowsRun(shape, sets.subList(0, OWNERS), sets.subList(OWNERS, 2 * OWNERS))
            .run(stations, Integer.parseInt(args[1]));
      }
    }
  }

  private void run(int stations, int seeds) {
    for (int seed = 1; seed <= seeds; seed++) {
      GlobalModel model = GlobalModel.of(Beginning.silent(shape, hash(seed)));
      for (int round = 0; round < ROUNDS; round++) {
        model = round(model, seed, round);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %2d stations an owner, %4d rows: own rows fit better %s, rows of others %s, those of"
            + " them that fit best %s%n",
        shape instanceof Architecture.Linear ? "linear" : "mlp",
        stations,
        held.getFirst().rows(),
        own,
        others,
        picked);
  }

  private GlobalModel round(GlobalModel model, int seed, int round) {
    float[] before = model.toFloats();
    Random random = new Random(1_009L * seed + round);
    List<DataSet> shown = held.stream().map(its -> some(its, SHOWN, random)).toList();
    List<int[]> updates = new ArrayList<>();
    for (int owner = 0; owner < OWNERS; owner++) {
      Recipe recipe = new Recipe(new Optimiser.Adam(3_000), 64, 200, hash(seed, round, owner));
      float[] after = Trainer.train(shape, before, held.get(owner), recipe);
      updates.add(Quantised.Fine.of(before, after).units());
      double control = 0;
      for (int other = 0; other < OWNERS; other++) {
        control += other == owner ? 0 : fall(before, after, shown.get(other)) / (OWNERS - 1);
      }
      DataSet pool = some(unseen.get(owner), POOL, random);
      own.add(fall(before, after, shown.get(owner)), control);
      others.add(fall(before, after, some(pool, SHOWN, random)), control);
      picked.add(fall(before, after, best(before, after, pool)), control);
    }
    return model.step(OUTER, MEAN.of(OWNERS).of(Updates.of(updates)).values());
  }

  /** By which part of itself the loss falls. */
  private double fall(float[] before, float[] after, DataSet data) {
    double first = Evaluation.lossNano(shape, before, data);
    return (first - Evaluation.lossNano(shape, after, data)) / first;
  }

  /** Of the rows those whose loss falls most, at most half of them. */
  private DataSet best(float[] before, float[] after, DataSet pool) {
    double[] falls = new double[pool.rows()];
    for (int row = 0; row < falls.length; row++) {
      DataSet one = rows(pool, List.of(row));
      falls[row] = Evaluation.lossNano(shape, before, one) - Evaluation.lossNano(shape, after, one);
    }
    return rows(
        pool,
        IntStream.range(0, falls.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> -falls[row]))
            .limit(Math.min(SHOWN, falls.length / 2))
            .toList());
  }

  private static DataSet some(DataSet data, int count, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, data.rows()).boxed().toList());
    Collections.shuffle(order, random);
    return rows(data, order.subList(0, Math.min(count, order.size())));
  }

  private static DataSet rows(DataSet data, List<Integer> which) {
    float[] all = ((Targets.Numbers) data.targets()).values();
    float[] inputs = new float[which.size() * data.columns()];
    float[] targets = new float[which.size()];
    for (int i = 0; i < targets.length; i++) {
      int from = which.get(i) * data.columns();
      System.arraycopy(data.inputs(), from, inputs, i * data.columns(), data.columns());
      targets[i] = all[which.get(i)];
    }
    return new DataSet(data.columns(), inputs, new Targets.Numbers(1, targets));
  }

  private static Hash hash(long... numbers) {
    CborWriter writer = new CborWriter().beginArray(numbers.length);
    for (long number : numbers) {
      writer.integer(number);
    }
    return Hash.sha256(writer.toByteArray());
  }
}
