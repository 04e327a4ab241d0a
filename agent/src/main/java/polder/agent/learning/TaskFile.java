package polder.agent.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.learning.Briefing;
import polder.networks.learning.Combining;
import polder.networks.learning.Examiner;
import polder.networks.learning.Terms;
import polder.networks.learning.aggregate.NormBound;
import polder.networks.learning.sale.Sale;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Exchange;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.OuterRule;
import polder.networks.learning.train.Schedule;
import polder.protocol.Hash;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;

/**
 * A task as a person writes it.
 *
 * @param briefing what participants are told
 * @param architecture the model
 * @param sale what predictions cost, if they are sold
 * @param rounds how many
 * @param examples on how many rows each is examined; none where judges examine
 * @param judges who examine instead of the client; empty where it shows examples
 */
public record TaskFile(
    Briefing briefing,
    Architecture architecture,
    Combining combining,
    Terms.Pace pace,
    Terms.Scoring scoring,
    OuterRule outer,
    long roundNano,
    long fullGainPpm,
    Optional<Sale> sale,
    int rounds,
    int examples,
    Optional<Examiner.Judges> judges) {
  private static final int TOKEN_DIGITS = 9;
  private static final int PPM_DIGITS = 6;
  private static final int MILLI_DIGITS = 3;
  private static final long MILLION = 1_000_000;

  /**
   * Reads what a file says.
   *
   * @throws ManifestException naming the key that is missing, unknown or out of range
   */
  public static TaskFile of(Value.Table table) {
    Parameters all = new Parameters("", table);
    Parameters data = all.table("data");
    Briefing.Source source = source(data);
    boolean isPublic = data.has("public") && data.flag("public");
    data.finish();
    Parameters training = all.table("training");
    Schedule schedule = schedule(training);
    int batch = (int) training.whole("batch", 1, 1 << 16);
    int steps = (int) training.whole("steps", 1, 100_000_000);
    Exchange exchange = exchange(training);
    training.finish();
    Architecture architecture = architecture(all.table("model"), source);
    Terms.Pace pace = pace(all.table("pace"));
    int rounds = (int) all.whole("rounds", 1, Terms.MOST_ROUNDS);
    Parameters scoring = all.table("scoring");
    Optional<Examiner.Judges> judges =
        scoring.findTable("opinions").map(its -> OpinionRules.of(its, rounds));
    if (judges.isPresent() && all.has("examples")) {
      throw new ManifestException(
          all.pathOf("examples")
              + " and "
              + scoring.pathOf("opinions")
              + " exclude each other: rounds are examined on your examples, or by judges");
    }
    TaskFile read =
        new TaskFile(
            new Briefing(all.text("title"), isPublic, source, schedule, batch, steps, exchange),
            architecture,
            combining(all.table("combining")),
            pace,
            scoring(scoring),
            outer(all.findTable("outer")),
            all.decimal("reward", TOKEN_DIGITS, 1, Terms.MOST_NANO),
            all.decimal("full_gain", PPM_DIGITS, 1, MILLION),
            sale(all.findTable("predictions")),
            rounds,
            judges.isPresent() ? 0 : (int) all.whole("examples", 1, 1_000_000),
            judges);
    all.finish();
    return read;
  }

  private static Briefing.Source source(Parameters data) {
    Optional<Parameters> series = data.findTable("series");
    if (series.isPresent()) {
      Parameters its = series.get();
      Briefing.Source.Series read =
          new Briefing.Source.Series(
              its.text("quantity"),
              its.durationMillis("step"),
              (int) its.whole("window", 1, 1_024),
              (int) its.whole("horizon", 1, 1_024),
              its.decimal("offset", MILLI_DIGITS, -1_000_000_000L, 1_000_000_000L),
              its.decimal("scale", MILLI_DIGITS, 1, 1_000_000_000L));
      its.finish();
      return read;
    }
    Parameters its = data.table("classes");
    Briefing.Source.Classes read =
        new Briefing.Source.Classes((int) its.whole("columns", 1, 16_384), its.texts("names"));
    its.finish();
    return read;
  }

  private static Schedule schedule(Parameters training) {
    Optimiser first = optimiser(training);
    return training.has("final_rate")
        ? new Schedule(first, training.decimal("final_rate", PPM_DIGITS, 1, first.ratePpm()))
        : Schedule.constant(first);
  }

  private static Exchange exchange(Parameters training) {
    if (!training.has("exchange")) {
      return Exchange.FINE;
    }
    String name = training.text("exchange");
    return Exchange.of(name)
        .orElseThrow(() ->
            new ManifestException(
                training.pathOf("exchange") + " must be fine or int8, not " + name));
  }

  private static Optimiser optimiser(Parameters training) {
    String name = training.text("optimiser");
    long rate = training.decimal("rate", PPM_DIGITS, 1, 10 * MILLION);
    return switch (name) {
      case "adam" -> new Optimiser.Adam(rate);
      case "sgd" ->
          new Optimiser.Sgd(
              rate,
              training.has("momentum")
                  ? training.decimal("momentum", PPM_DIGITS, 0, MILLION - 1)
                  : 0);
      default ->
          throw new ManifestException(
              training.pathOf("optimiser") + " must be adam or sgd, not " + name);
    };
  }

  private static Architecture architecture(Parameters model, Briefing.Source source) {
    String kind = model.text("kind");
    int outputs =
        switch (source) {
          case Briefing.Source.Series series -> 1;
          case Briefing.Source.Classes classes -> classes.classes().size();
        };
    int inputs =
        switch (source) {
          case Briefing.Source.Series series -> series.window() + 2;
          case Briefing.Source.Classes classes -> classes.columns();
        };
    Architecture read =
        switch (kind) {
          case "linear" -> new Architecture.Linear(inputs, outputs);
          case "mlp" -> new Architecture.Mlp(inputs, hidden(model), outputs, activation(model));
          case "gru" -> {
            if (!(source instanceof Briefing.Source.Series series)) {
              throw new ManifestException(model.pathOf("kind") + ": a gru reads a series");
            }
            yield new Architecture.Gru(
                series.window(), 3, (int) model.whole("hidden", 1, Architecture.WIDEST), outputs);
          }
          default ->
              throw new ManifestException(
                  model.pathOf("kind") + " must be linear, mlp or gru, not " + kind);
        };
    model.finish();
    return read;
  }

  private static List<Integer> hidden(Parameters model) {
    List<Integer> sizes = new ArrayList<>();
    if (model.find("hidden").orElse(new Value.Text(""))
        instanceof Value.Sequence(List<Value> its)) {
      for (Value value : its) {
        if (!(value instanceof Value.Whole(long size)) || size < 1 || size > Architecture.WIDEST) {
          break;
        }
        sizes.add((int) size);
      }
      if (!sizes.isEmpty() && sizes.size() == its.size()) {
        return sizes;
      }
    }
    throw new ManifestException(
        model.pathOf("hidden") + " must be a list of sizes, such as [32, 16]");
  }

  private static Activation activation(Parameters model) {
    String name = model.findText("activation").orElse("relu");
    return switch (name) {
      case "relu" -> Activation.RELU;
      case "tanh" -> Activation.TANH;
      default ->
          throw new ManifestException(
              model.pathOf("activation") + " must be relu or tanh, not " + name);
    };
  }

  private static Terms.Pace pace(Parameters pace) {
    Terms.Pace read =
        new Terms.Pace(
            (int) pace.whole("seal_epochs", 1, 100_000),
            (int) pace.whole("open_epochs", 1, 100_000),
            (int) pace.whole("patience_epochs", 1, 100_000),
            (int) pace.whole("least_participants", 1, 1_024));
    pace.finish();
    return read;
  }

  private static Combining combining(Parameters combining) {
    String rule = combining.text("rule");
    Combining.Way way =
        Combining.Way.of(rule)
            .orElseThrow(() ->
                new ManifestException(
                    combining.pathOf("rule")
                        + " must be mean, median, trimmed-mean or multi-krum, not "
                        + rule));
    Optional<NormBound> clip =
        combining.has("clip")
            ? Optional.of(
                new NormBound.OfMedian(combining.decimal("clip", PPM_DIGITS, 1, 1_000 * MILLION)))
            : Optional.empty();
    long share =
        combining.has("share") ? combining.decimal("share", PPM_DIGITS, 0, MILLION / 2 - 1) : 0;
    combining.finish();
    try {
      return new Combining(way, share, clip);
    } catch (IllegalArgumentException e) {
      throw new ManifestException(combining.pathOf("share") + ": " + e.getMessage(), e);
    }
  }

  private static Terms.Scoring scoring(Parameters scoring) {
    Terms.Scoring read =
        new Terms.Scoring(
            (int) scoring.whole("exact_to", 0, 12),
            (int) scoring.whole("orders", 1, 10_000),
            scoring.share("tolerance"),
            scoring.decimal("alike", PPM_DIGITS, 1, MILLION));
    scoring.finish();
    return read;
  }

  private static OuterRule outer(Optional<Parameters> outer) {
    if (outer.isEmpty()) {
      return new OuterRule(MILLION, 0);
    }
    OuterRule read =
        new OuterRule(
            outer.get().decimal("rate", PPM_DIGITS, 1, 10 * MILLION),
            outer.get().decimal("momentum", PPM_DIGITS, 0, MILLION - 1));
    outer.get().finish();
    return read;
  }

  private static Optional<Sale> sale(Optional<Parameters> predictions) {
    if (predictions.isEmpty()) {
      return Optional.empty();
    }
    Parameters its = predictions.get();
    long participants = its.share("participants");
    long devices = its.share("devices");
    if (participants + devices > MILLION) {
      throw new ManifestException(
          its.pathOf("devices") + " and participants get at most 1 of a price together");
    }
    Sale sale =
        new Sale(its.decimal("price", TOKEN_DIGITS, 1, Terms.MOST_NANO), participants, devices);
    its.finish();
    return Optional.of(sale);
  }

  /**
   * The terms, once it is known on what each round is examined.
   *
   * @param commitments by round, to the client's examples; none where judges examine
   */
  public Terms terms(List<Hash> commitments) {
    Examiner examiner = judges.isPresent() ? judges.get() : new Examiner.Client(commitments);
    return new Terms(
        architecture, combining, pace, scoring, outer, roundNano, fullGainPpm, sale, examiner);
  }
}
