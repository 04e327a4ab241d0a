package polder.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
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
 * What a model learns of recorded temperatures that stay with their owners, beside one that is
 * trained on all of them at one place, those of one station alone, and persistence; and what
 * hostile participants do to it. Split by time: days 1 to 20 train, the rest examines.
 */
final class FederatedRun {
  private static final int OWNERS = 8;
  private static final int STATIONS = 3;
  private static final int MOST_HOURS = 735;
  private static final int LAST_DAY = 20;
  private static final Briefing.Source.Series SERIES =
      new Briefing.Source.Series("temperature", 3_600_000, 24, 6, 0, 5_000);
  private static final Architecture MODEL =
      new Architecture.Mlp(26, List.of(32), 1, Activation.RELU);

  private FederatedRun() {}

  /** {@code FILE.csv.gz ROUNDS STEPS SEEDS}: rows of station, time and degrees. */
  public static void main(String[] args) throws Exception {
    Path scratch = NodeProcess.scratch("federated-");
    try {
      List<Path> owners = split(Path.of(args[0]), scratch);
      List<DataSet> data = new ArrayList<>();
      for (Path owner : owners) {
        data.add(new LocalData(owner).examples(SERIES, MODEL));
      }
      DataSet exam = new LocalData(scratch.resolve("exam")).examples(SERIES, MODEL);
      DataSet alone = new LocalData(scratch.resolve("alone")).examples(SERIES, MODEL);
      Plan plan = new Plan(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      compare(data, alone, exam, plan, Integer.parseInt(args[3]));
    } finally {
      NodeProcess.delete(scratch);
    }
  }

  /** So many rounds, with so many steps of each owner between them. */
  private record Plan(int rounds, int steps) {}

  private static void compare(
      List<DataSet> data, DataSet alone, DataSet exam, Plan plan, int seeds) {
    float[] zero = new float[MODEL.parameterCount()];
    System.out.printf(
        Locale.ROOT,
        "%d owners, %d rows to train on, %d to examine; %d rounds of %d steps%n"
            + "persistence              %.6f%n",
        data.size(),
        data.stream().mapToInt(DataSet::rows).sum(),
        exam.rows(),
        plan.rounds(),
        plan.steps(),
        loss(zero, exam));
    Combining mean = new Combining(Combining.Way.MEAN, 0, Optional.empty());
    Optional<NormBound> clip = Optional.of(new NormBound.OfMedian(2_000_000));
    Combining krum = new Combining(Combining.Way.MULTI_KRUM, 250_000, clip);
    Combining median = new Combining(Combining.Way.MEDIAN, 0, clip);
    Combining trimmed = new Combining(Combining.Way.TRIMMED_MEAN, 250_000, clip);
    for (int seed = 1; seed <= seeds; seed++) {
      DataSet all = join(data);
      tell(seed, "one station alone", once(alone, plan.rounds() * plan.steps(), seed), exam);
      tell(seed, "all at one place", once(all, plan.rounds() * plan.steps(), seed), exam);
      tell(seed, "federated, mean", federated(data, plan, seed, mean, 0), exam);
      tell(seed, "federated, multi-krum", federated(data, plan, seed, krum, 0), exam);
      tell(seed, "  a quarter hostile", federated(data, plan, seed, krum, 2), exam);
      tell(seed, "federated, median", federated(data, plan, seed, median, 0), exam);
      tell(seed, "  a quarter hostile", federated(data, plan, seed, median, 2), exam);
      tell(seed, "federated, trimmed mean", federated(data, plan, seed, trimmed, 0), exam);
      tell(seed, "  a quarter hostile", federated(data, plan, seed, trimmed, 2), exam);
    }
  }

  private static void tell(int seed, String what, float[] parameters, DataSet exam) {
    System.out.printf(Locale.ROOT, "seed %d  %-24s %.6f%n", seed, what, loss(parameters, exam));
  }

  private static double loss(float[] parameters, DataSet exam) {
    return Evaluation.lossNano(MODEL, parameters, exam) / 1e9;
  }

  private static Hash hash(long... numbers) {
    CborWriter writer = new CborWriter().beginArray(numbers.length);
    for (long number : numbers) {
      writer.integer(number);
    }
    return Hash.sha256(writer.toByteArray());
  }

  private static float[] once(DataSet data, int steps, int seed) {
    return Trainer.train(
        MODEL,
        Beginning.of(MODEL, hash(seed)),
        data,
        new Recipe(new Optimiser.Adam(1_000), 64, steps, hash(seed, 0)));
  }

  /** The last of the owners send what the first found, turned round and ten times as long. */
  private static float[] federated(
      List<DataSet> data, Plan plan, int seed, Combining combining, int hostile) {
    GlobalModel model = GlobalModel.of(Beginning.of(MODEL, hash(seed)));
    Aggregation aggregation = combining.of(data.size());
    OuterRule outer = new OuterRule(1_000_000, 0);
    for (int round = 0; round < plan.rounds(); round++) {
      float[] before = model.toFloats();
      List<int[]> updates = new ArrayList<>();
      for (int owner = 0; owner < data.size(); owner++) {
        Recipe recipe =
            new Recipe(new Optimiser.Adam(1_000), 64, plan.steps(), hash(seed, round, owner));
        float[] after = Trainer.train(MODEL, before, data.get(owner), recipe);
        updates.add(Quantised.Fine.of(before, after).units());
      }
      for (int owner = data.size() - hostile; owner < data.size(); owner++) {
        int[] turned = updates.get(owner - (data.size() - hostile)).clone();
        for (int i = 0; i < turned.length; i++) {
          turned[i] = Math.clamp(-10L * turned[i], -Updates.MAX_MAGNITUDE, Updates.MAX_MAGNITUDE);
        }
        updates.set(owner, turned);
      }
      model = model.step(outer, aggregation.of(Updates.of(updates)).values());
    }
    return model.toFloats();
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

  /**
   * Writes the stations with the most hours into a folder an owner, one for one, one to examine.
   */
  private static List<Path> split(Path file, Path scratch) throws IOException {
    SortedMap<String, List<String[]>> stations = new TreeMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        stations.computeIfAbsent(cells[0], key -> new ArrayList<>()).add(cells);
      }
    }
    stations.values().removeIf(rows -> rows.size() < MOST_HOURS || isIndoors(rows));
    List<Path> owners = new ArrayList<>();
    List<String> chosen = stations.keySet().stream().limit((long) OWNERS * STATIONS).toList();
    for (int i = 0; i < chosen.size(); i++) {
      Path owner = scratch.resolve("owner" + i / STATIONS);
      if (i % STATIONS == 0) {
        owners.add(owner);
      }
      List<String[]> rows = Objects.requireNonNull(stations.get(chosen.get(i)));
      write(owner, chosen.get(i), rows, true);
      write(scratch.resolve("exam"), chosen.get(i), rows, false);
      if (i == 0) {
        write(scratch.resolve("alone"), chosen.get(i), rows, true);
      }
    }
    return owners;
  }

  /** No street is warmer than 14 or colder than −15 degrees in that month. */
  private static boolean isIndoors(List<String[]> rows) {
    return rows.stream()
        .mapToDouble(cells -> Double.parseDouble(cells[2]))
        .anyMatch(degrees -> degrees > 14 || degrees < -15);
  }

  private static void write(Path folder, String station, List<String[]> rows, boolean toTrain)
      throws IOException {
    Files.createDirectories(folder);
    StringBuilder text = new StringBuilder("time,value\n");
    for (String[] cells : rows) {
      boolean isEarly = Integer.parseInt(cells[1].substring(8, 10)) <= LAST_DAY;
      if (isEarly == toTrain) {
        text.append(cells[1].replace(' ', 'T')).append(',').append(cells[2]).append('\n');
      }
    }
    Files.writeString(folder.resolve(station + ".csv"), text);
  }
}
