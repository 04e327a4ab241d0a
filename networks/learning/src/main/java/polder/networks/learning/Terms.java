package polder.networks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.learning.sale.Sale;
import polder.networks.learning.score.Shapley;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.OuterRule;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.money.Amounts;

/**
 * What a task trains, how it is examined and what it pays: all that the rules need of it. What
 * participants train on is theirs to know.
 *
 * @param architecture the model's shape
 * @param combining how a round's updates become one
 * @param pace how long a round's parts take
 * @param scoring how it is measured what each update improved
 * @param outer the step that is made of a round's aggregate
 * @param roundNano the most that a round pays, nano-tokens
 * @param fullGainPpm by which part of itself the loss must fall for a round to pay all of that,
 *     from 1 to a million; less is paid in proportion
 * @param sale what the model's predictions cost, and whose that is; empty if they are not sold
 * @param examiner who examines the rounds, and how many there are
 */
public record Terms(
    Architecture architecture,
    Combining combining,
    Pace pace,
    Scoring scoring,
    OuterRule outer,
    long roundNano,
    long fullGainPpm,
    Optional<Sale> sale,
    Examiner examiner) {
  /** Most rounds of a task. */
  public static final int MOST_ROUNDS = 1_000;

  private static final int FIELDS = 9;
  private static final long MILLION = 1_000_000;

  /** Most nano-tokens of anything that a task pays or asks for. */
  public static final long MOST_NANO = 1_000_000_000_000_000L;

  /**
   * How long a round's parts take.
   *
   * @param sealEpochs for how many epochs updates are sealed, from 1 on: what training takes
   * @param openEpochs for how many epochs they may be opened, and after that the examples shown
   * @param patienceEpochs after so many epochs without enough participants the task ends
   * @param least fewer participants than these make no round
   */
  public record Pace(int sealEpochs, int openEpochs, int patienceEpochs, int least) {
    /** Most epochs of anything. */
    public static final int MOST = 100_000;

    public Pace {
      within("epochs in which updates are sealed", sealEpochs, 1, MOST);
      within("epochs in which updates are opened", openEpochs, 1, MOST);
      within("epochs of patience", patienceEpochs, 1, MOST);
      within("least participants", least, 1, Shapley.MAX_PARTICIPANTS);
    }
  }

  /**
   * How it is measured what each update improved.
   *
   * @param exactTo up to so many participants Shapley values are exact, at most {@link
   *     Shapley#MAX_EXACT}
   * @param permutations beyond, how many orders are drawn
   * @param tolerancePpm beyond, an order is cut short where it has come so close to what all
   *     improve together
   * @param alikePpm updates with that cosine or more count as one, from 1 to a million
   */
  public record Scoring(int exactTo, int permutations, long tolerancePpm, long alikePpm) {
    private static final int MOST_PERMUTATIONS = 10_000;

    public Scoring {
      within("participants to be scored exactly", exactTo, 0, Shapley.MAX_EXACT);
      within("orders", permutations, 1, MOST_PERMUTATIONS);
      within("parts per million of tolerance", tolerancePpm, 0, MILLION);
      within("parts per million of likeness", alikePpm, 1, MILLION);
    }
  }

  public Terms {
    within("nano-tokens a round", roundNano, 1, MOST_NANO);
    within("parts per million of a full gain", fullGainPpm, 1, MILLION);
  }

  /** How many rounds there are. */
  public int rounds() {
    return examiner.rounds();
  }

  /**
   * How much of {@code nano} a round pays whose loss fell by so much of itself: all from a full
   * gain on.
   */
  long earnedNano(long nano, long gainPpm) {
    return gainPpm >= fullGainPpm ? nano : Amounts.mulDiv(nano, gainPpm, fullGainPpm);
  }

  static void within(String what, long number, long least, long most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "there must be " + least + " to " + most + " " + what + ", not " + number);
    }
  }

  /** Writes them. */
  public void write(CborWriter writer) {
    writer.beginArray(FIELDS);
    write(architecture, writer);
    combining.write(writer);
    writer
        .beginArray(4)
        .integer(pace.sealEpochs())
        .integer(pace.openEpochs())
        .integer(pace.patienceEpochs())
        .integer(pace.least())
        .beginArray(4)
        .integer(scoring.exactTo())
        .integer(scoring.permutations())
        .integer(scoring.tolerancePpm())
        .integer(scoring.alikePpm())
        .beginArray(2)
        .integer(outer.ratePpm())
        .integer(outer.momentumPpm())
        .integer(roundNano)
        .integer(fullGainPpm);
    sale.ifPresentOrElse(its -> its.write(writer), writer::nil);
    examiner.write(writer);
  }

  private static void write(Architecture architecture, CborWriter writer) {
    switch (architecture) {
      case Architecture.Linear(int inputs, int outputs) ->
          writer.beginArray(3).text("linear").integer(inputs).integer(outputs);
      case Architecture.Mlp(int inputs, List<Integer> hidden, int outputs, Activation its) -> {
        writer.beginArray(5).text("mlp").integer(inputs).beginArray(hidden.size());
        hidden.forEach(writer::integer);
        writer.integer(outputs).text(code(its));
      }
      case Architecture.Gru(int steps, int features, int hidden, int outputs) ->
          writer
              .beginArray(5)
              .text("gru")
              .integer(steps)
              .integer(features)
              .integer(hidden)
              .integer(outputs);
    }
  }

  private static String code(Activation activation) {
    return switch (activation) {
      case RELU -> "relu";
      case TANH -> "tanh";
    };
  }

  /**
   * Reads what {@link #write} gave.
   *
   * @throws CodecException if it is anything else
   * @throws IllegalArgumentException naming what is out of range
   */
  public static Terms read(CborReader reader) {
    require(reader, FIELDS);
    Architecture architecture = architecture(reader);
    Combining combining = Combining.read(reader);
    require(reader, 4);
    Pace pace = new Pace(whole(reader), whole(reader), whole(reader), whole(reader));
    require(reader, 4);
    Scoring scoring = new Scoring(whole(reader), whole(reader), reader.integer(), reader.integer());
    require(reader, 2);
    OuterRule outer = new OuterRule(reader.integer(), reader.integer());
    long roundNano = reader.integer();
    long fullGainPpm = reader.integer();
    Optional<Sale> sale = reader.tryNil() ? Optional.empty() : Optional.of(Sale.read(reader));
    return new Terms(
        architecture,
        combining,
        pace,
        scoring,
        outer,
        roundNano,
        fullGainPpm,
        sale,
        Examiner.read(reader));
  }

  private static Architecture architecture(CborReader reader) {
    int items = reader.beginArray();
    String kind = reader.text();
    return switch (kind + "/" + items) {
      case "linear/3" -> new Architecture.Linear(whole(reader), whole(reader));
      case "mlp/5" ->
          new Architecture.Mlp(whole(reader), wholes(reader), whole(reader), activation(reader));
      case "gru/5" ->
          new Architecture.Gru(whole(reader), whole(reader), whole(reader), whole(reader));
      default -> throw new CodecException("no model is called " + kind, reader.offset());
    };
  }

  private static Activation activation(CborReader reader) {
    String code = reader.text();
    for (Activation activation : Activation.values()) {
      if (code(activation).equals(code)) {
        return activation;
      }
    }
    throw new CodecException("no activation is called " + code, reader.offset());
  }

  private static List<Integer> wholes(CborReader reader) {
    int size = reader.beginArray();
    List<Integer> wholes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      wholes.add(whole(reader));
    }
    return wholes;
  }

  private static int whole(CborReader reader) {
    return Math.toIntExact(reader.integer());
  }

  private static void require(CborReader reader, int items) {
    if (reader.beginArray() != items) {
      throw new CodecException("these are no terms of a task", reader.offset());
    }
  }
}
