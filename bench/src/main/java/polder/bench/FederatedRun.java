package polder.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import polder.agent.learning.LocalData;
import polder.networks.learning.Briefing;
import polder.networks.learning.Combining;
import polder.networks.learning.aggregate.Aggregation;
import polder.networks.learning.aggregate.NormBound;
import polder.networks.learning.aggregate.Updates;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Beginning;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;
import polder.networks.learning.train.Exchange;
import polder.networks.learning.train.GlobalModel;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.OuterRule;
import polder.networks.learning.train.Recipe;
import polder.networks.learning.train.Schedule;
import polder.networks.learning.train.Targets;
import polder.networks.learning.train.Trainer;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;

/**
 * What a model learns of recorded temperatures that stay with their owners, beside one that sees as
 * many examples of all of them at one place, those of one station alone, and persistence; and what
 * hostile participants do to it.
 */
final class FederatedRun {
  private static final int OWNERS = 8;
  private static final int STATIONS = 15;
  private static final int HOSTILE = 2;
  private static final int ROUNDS = 40;
  private static final int STEPS = 200;
  private static final int BATCH = 64;
  private static final long FINAL_PPM = 10;
  private static final OuterRule OUTER = new OuterRule(1_000_000, 800_000);
  private static final Optional<NormBound> CLIP = Optional.of(new NormBound.OfMedian(2_000_000));
  private static final Combining MEAN = new Combining(Combining.Way.MEAN, 0, Optional.empty());
  private static final List<Combining> ROBUST =
      List.of(
          new Combining(Combining.Way.MEDIAN, 0, CLIP),
          new Combining(Combining.Way.TRIMMED_MEAN, 250_000, CLIP),
          new Combining(Combining.Way.MULTI_KRUM, 250_000, CLIP));
  private static final Briefing.Source.Series SERIES =
      new Briefing.Source.Series("temperature", 3_600_000, 24, 6, 0, 5_000);

  /**
   * A model with the first rates that were best for it on days before those that examine.
   *
   * @param apart of participants
   * @param together of all data at one place
   */
  private record Model(String name, Architecture shape, Schedule apart, Schedule together) {
    static Model of(String name, Architecture shape, long apartPpm, long togetherPpm) {
      return new Model(name, shape, falling(apartPpm), falling(togetherPpm));
    }

    private static Schedule falling(long ratePpm) {
      return new Schedule(new Optimiser.Adam(ratePpm), FINAL_PPM);
    }
  }

  private static final List<Model> MODELS =
      List.of(
          Model.of("linear", new Architecture.Linear(26, 1), 10_000, 30_000),
          Model.of(
              "mlp", new Architecture.Mlp(26, List.of(32), 1, Activation.RELU), 1_000, 10_000));

  /** A station's days that train, and its later days. */
  private record Station(DataSet toTrain, DataSet exam) {}

  private final Model model;
  private final int seeds;
  private final List<DataSet> owners;
  private final List<DataSet> skewed;
  private final List<Station> alone = new ArrayList<>();
  private final DataSet exam;

  private FederatedRun(Model model, int seeds, RecordedStations recorded, Path scratch)
      throws Exception {
    this.model = model;
    this.seeds = seeds;
    List<String> stations = recorded.outdoors(OWNERS * STATIONS);
    owners = owners(stations, recorded, scratch.resolve("owners"));
    List<String> sorted =
        stations.stream().sorted(Comparator.comparingDouble(recorded::meanDegrees)).toList();
    skewed = owners(sorted, recorded, scratch.resolve("skewed"));
    for (String station : stations) {
      recorded.writeExam(station, scratch.resolve("exam"));
    }
    exam = read(scratch.resolve("exam"));
    for (int i = 0; i < stations.size(); i += STATIONS) {
      Path folder = scratch.resolve("alone" + i);
      recorded.writeToTrain(stations.get(i), folder.resolve("train"));
      recorded.writeExam(stations.get(i), folder.resolve("exam"));
      alone.add(new Station(read(folder.resolve("train")), read(folder.resolve("exam"))));
    }
  }

  /** {@code TRAIN_DAYS EXAM_DAYS SEEDS FILE.csv.gz…}: rows of station, time and degrees. */
  public static void main(String[] args) throws Exception {
    List<Path> files = Arrays.stream(args).skip(3).map(Path::of).toList();
    RecordedStations recorded =
        RecordedStations.read(files, Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    for (Model model : MODELS) {
      Path scratch = NodeProcess.scratch("federated-");
      try {
        new FederatedRun(model, Integer.parseInt(args[2]), recorded, scratch).compare();
      } finally {
        NodeProcess.delete(scratch);
      }
    }
  }

  private List<DataSet> owners(List<String> stations, RecordedStations recorded, Path folder)
      throws Exception {
    List<DataSet> all = new ArrayList<>();
    for (int owner = 0; owner < OWNERS; owner++) {
      Path its = folder.resolve("owner" + owner);
      for (String station : stations.subList(owner * STATIONS, (owner + 1) * STATIONS)) {
        recorded.writeToTrain(station, its);
      }
      all.add(read(its));
    }
    return all;
  }

  private DataSet read(Path folder) throws Exception {
    return new LocalData(folder).examples(SERIES, model.shape());
  }

  private void compare() {
    DataSet all = join(owners);
    System.out.printf(
        Locale.ROOT,
        "%s: %d owners, %d rows to train on, %d to examine; %d rounds of %d steps of %d, %d seeds%n",
        model.name(),
        OWNERS,
        all.rows(),
        exam.rows(),
        ROUNDS,
        STEPS,
        BATCH,
        seeds);
    float[] nothing = new float[model.shape().parameterCount()];
    SeedErrors together = tell("all at one place", seed -> together(all, OWNERS * STEPS, seed));
    tell("persistence", seed -> nothing, together);
    tell("one station alone", seed -> together(alone.getFirst().toTrain(), STEPS, seed), together);
    List<float[]> models = new ArrayList<>();
    tell(
        "federated, mean",
        seed -> {
          models.add(federated(owners, seed, MEAN, Optional.empty()));
          return models.getLast();
        },
        together);
    beside(nothing, models);
    exchanged(together);
    ROBUST.forEach(rule -> attacked(rule, together));
    SeedErrors mean =
        tell("skewed, mean", seed -> federated(skewed, seed, MEAN, Optional.empty()), together);
    for (Combining rule : ROBUST) {
      tell(
          "skewed, " + rule.way().code(),
          seed -> federated(skewed, seed, rule, Optional.empty()),
          mean);
    }
  }

  /** Updates of a byte a parameter, and what a participant sends in all rounds of either form. */
  private void exchanged(SeedErrors together) {
    tell(
        "federated, mean, int8",
        seed -> federated(owners, seed, MEAN, Optional.empty(), Exchange.INT8),
        together);
    float[] silent = Beginning.silent(model.shape(), hash(1));
    for (Exchange form : Exchange.values()) {
      System.out.printf(
          Locale.ROOT,
          "  %s: %,d bytes an owner in %d rounds%n",
          form.code(),
          (long) ROUNDS * form.of(silent, silent).encode().size(),
          ROUNDS);
    }
  }

  /** A rule with all honest, without the hostile, and with them. */
  private void attacked(Combining rule, SeedErrors together) {
    SeedErrors honest =
        tell(
            "federated, " + rule.way().code(),
            seed -> federated(owners, seed, rule, Optional.empty()),
            together);
    List<DataSet> fewer = owners.subList(0, OWNERS - HOSTILE);
    SeedErrors without =
        tell("  without a quarter", seed -> federated(fewer, seed, rule, Optional.empty()), honest);
    for (Hostility sort : Hostility.values()) {
      tell(
          "  a quarter " + sort.name().toLowerCase(Locale.ROOT),
          seed -> federated(owners, seed, rule, Optional.of(sort)),
          honest,
          without);
    }
  }

  /** A station of each owner by itself, and what the others' data are worth to it. */
  private void beside(float[] nothing, List<float[]> federated) {
    SeedErrors by = onThemselves(seed -> station -> federated.get(seed - 1));
    by.print("  on a station of each owner");
    onThemselves(seed -> station -> together(alone.get(station).toTrain(), STEPS, seed))
        .print("  each of them alone", by);
    onThemselves(seed -> station -> nothing).print("  persistence there", by);
  }

  private SeedErrors onThemselves(IntFunction<IntFunction<float[]>> models) {
    double[] errors = new double[seeds];
    for (int seed = 1; seed <= seeds; seed++) {
      for (int station = 0; station < alone.size(); station++) {
        float[] its = models.apply(seed).apply(station);
        errors[seed - 1] += loss(its, alone.get(station).exam()) / alone.size();
      }
    }
    return new SeedErrors(errors);
  }

  /** Measures a model of each seed, and by how much it is off the errors that stand beside it. */
  private SeedErrors tell(String what, IntFunction<float[]> bySeed, SeedErrors... beside) {
    double[] errors = new double[seeds];
    for (int seed = 1; seed <= seeds; seed++) {
      errors[seed - 1] = loss(bySeed.apply(seed), exam);
    }
    SeedErrors its = new SeedErrors(errors);
    its.print(what, beside);
    return its;
  }

  private double loss(float[] parameters, DataSet data) {
    return Evaluation.lossNano(model.shape(), parameters, data) / 1e9;
  }

  private static Hash hash(long... numbers) {
    CborWriter writer = new CborWriter().beginArray(numbers.length);
    for (long number : numbers) {
      writer.integer(number);
    }
    return Hash.sha256(writer.toByteArray());
  }

  /** So many steps between two rates, as owners take theirs. */
  private float[] together(DataSet data, int steps, int seed) {
    float[] parameters = Beginning.silent(model.shape(), hash(seed));
    for (int round = 0; round < ROUNDS; round++) {
      Optimiser optimiser = model.together().of(round, ROUNDS);
      Recipe recipe = new Recipe(optimiser, BATCH, steps, hash(seed, round));
      parameters = Trainer.train(model.shape(), parameters, data, recipe);
    }
    return parameters;
  }

  private float[] federated(
      List<DataSet> data, int seed, Combining combining, Optional<Hostility> hostility) {
    return federated(data, seed, combining, hostility, Exchange.FINE);
  }

  /** The last of the owners are hostile, if any. */
  private float[] federated(
      List<DataSet> data,
      int seed,
      Combining combining,
      Optional<Hostility> hostility,
      Exchange form) {
    GlobalModel global = GlobalModel.of(Beginning.silent(model.shape(), hash(seed)));
    Aggregation aggregation = combining.of(data.size());
    for (int round = 0; round < ROUNDS; round++) {
      float[] before = global.toFloats();
      Optimiser optimiser = model.apart().of(round, ROUNDS);
      List<int[]> updates = new ArrayList<>();
      for (int owner = 0; owner < data.size(); owner++) {
        Optional<Hostility> its = owner < data.size() - HOSTILE ? Optional.empty() : hostility;
        DataSet held = data.get(owner);
        Hash draws = hash(seed, round, owner);
        float[] after =
            Trainer.train(
                model.shape(),
                before,
                its.map(sort -> sort.data(held)).orElse(held),
                new Recipe(optimiser, BATCH, STEPS, draws));
        int[] honest = form.of(before, after).units();
        long noise = 1_000_003L * seed + 1_009L * round + owner;
        updates.add(its.map(sort -> sort.update(honest, noise)).orElse(honest));
      }
      global = global.step(OUTER, aggregation.of(Updates.of(updates)).values());
    }
    return global.toFloats();
  }

  private static DataSet join(List<DataSet> data) {
    int rows = data.stream().mapToInt(DataSet::rows).sum();
    int columns = data.getFirst().columns();
    float[] inputs = new float[rows * columns];
    float[] targets = new float[rows];
    int at = 0;
    for (DataSet its : data) {
      System.arraycopy(its.inputs(), 0, inputs, at * columns, its.inputs().length);
      if (its.targets() instanceof Targets.Numbers(int outputs, float[] values)) {
        System.arraycopy(values, 0, targets, at, values.length);
      }
      at += its.rows();
    }
    return new DataSet(columns, inputs, new Targets.Numbers(1, targets));
  }
}
