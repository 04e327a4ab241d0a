package polder.networks.learning;

import java.util.ArrayList;
import java.util.List;
import polder.networks.learning.train.Exchange;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.Recipe;
import polder.networks.learning.train.Schedule;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What participants are told of a task besides its terms: what to train on, and how. Nobody holds
 * them to it; what they are paid by is measured.
 *
 * @param title what people read, at most 200 letters
 * @param isPublic whether a participant's data are readings that anybody may read; otherwise they
 *     never leave it
 * @param source how examples are made of what a participant holds
 * @param schedule how it trains, round by round
 * @param batch rows of one step
 * @param steps how many steps it takes in a round
 * @param exchange in which form it sends what that changed
 */
public record Briefing(
    String title,
    boolean isPublic,
    Source source,
    Schedule schedule,
    int batch,
    int steps,
    Exchange exchange) {
  private static final int FIELDS = 7;
  private static final int FIELDS_WITH_EXCHANGE = 8;
  private static final String FORM = "polder/briefing/1";
  private static final int MOST_TITLE = 200;

  /** How examples are made of what a participant holds. */
  public sealed interface Source {
    /**
     * Series of a quantity: from a window of values, one a step, how much higher the value is some
     * steps later.
     *
     * @param quantity what it is called
     * @param stepMillis how far values lie apart
     * @param window how many values are known
     * @param horizon how many steps after the last of them
     * @param offsetMilli what is taken off each value, thousandths
     * @param scaleMilli by what it is divided then, thousandths, above 0
     */
    record Series(
        String quantity,
        long stepMillis,
        int window,
        int horizon,
        long offsetMilli,
        long scaleMilli)
        implements Source {
      public Series {
        if (stepMillis < 1 || window < 1 || window > 1_024 || horizon < 1 || horizon > 1_024) {
          throw new IllegalArgumentException(
              "a series has a step above 0, a window and a horizon of 1 to 1024 steps");
        }
        if (scaleMilli < 1) {
          throw new IllegalArgumentException("a scale is above 0");
        }
      }
    }

    /**
     * Rows of numbers, each of a class.
     *
     * @param columns how many numbers a row has
     * @param classes what the classes are called
     */
    record Classes(int columns, List<String> classes) implements Source {
      public Classes {
        classes = List.copyOf(classes);
        if (columns < 1 || columns > 16_384 || classes.size() < 2 || classes.size() > 1_000) {
          throw new IllegalArgumentException("there are 1 to 16384 columns and 2 to 1000 classes");
        }
      }
    }
  }

  public Briefing {
    if (title.length() > MOST_TITLE) {
      throw new IllegalArgumentException("a title has at most " + MOST_TITLE + " letters");
    }
  }

  /**
   * How a participant trains in a round of so many; {@code seed} is what its order is drawn from.
   */
  public Recipe recipe(int round, int rounds, Hash seed) {
    return new Recipe(schedule.of(round, rounds), batch, steps, seed);
  }

  /** The canonical bytes: the task's document. */
  public Bytes encode() {
    boolean isFine = exchange == Exchange.FINE;
    CborWriter writer =
        new CborWriter()
            .beginArray(isFine ? FIELDS : FIELDS_WITH_EXCHANGE)
            .text(FORM)
            .text(title)
            .bool(isPublic);
    switch (source) {
      case Source.Series its ->
          writer
              .beginArray(7)
              .text("series")
              .text(its.quantity())
              .integer(its.stepMillis())
              .integer(its.window())
              .integer(its.horizon())
              .integer(its.offsetMilli())
              .integer(its.scaleMilli());
      case Source.Classes its -> {
        writer.beginArray(2 + its.classes().size()).text("classes").integer(its.columns());
        its.classes().forEach(writer::text);
      }
    }
    write(schedule, writer);
    writer.integer(batch).integer(steps);
    return (isFine ? writer : writer.text(exchange.code())).toBytes();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if it is anything else
   */
  public static Briefing decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    try {
      int fields = reader.beginArray();
      if ((fields != FIELDS && fields != FIELDS_WITH_EXCHANGE) || !reader.text().equals(FORM)) {
        throw new CodecException("this is no document of a task", 0);
      }
      Briefing read =
          new Briefing(
              reader.text(),
              reader.bool(),
              source(reader),
              schedule(reader),
              Math.toIntExact(reader.integer()),
              Math.toIntExact(reader.integer()),
              fields == FIELDS ? Exchange.FINE : exchange(reader));
      reader.end();
      return read;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  /** The form that most tasks have is not written. */
  private static Exchange exchange(CborReader reader) {
    String code = reader.text();
    return Exchange.of(code)
        .filter(its -> its != Exchange.FINE)
        .orElseThrow(
            () -> new CodecException("updates have no other form " + code, reader.offset()));
  }

  private static Source source(CborReader reader) {
    int items = reader.beginArray();
    String kind = reader.text();
    if (kind.equals("series") && items == 7) {
      return new Source.Series(
          reader.text(),
          reader.integer(),
          Math.toIntExact(reader.integer()),
          Math.toIntExact(reader.integer()),
          reader.integer(),
          reader.integer());
    }
    if (kind.equals("classes")) {
      int columns = Math.toIntExact(reader.integer());
      List<String> classes = new ArrayList<>();
      for (int i = 2; i < items; i++) {
        classes.add(reader.text());
      }
      return new Source.Classes(columns, classes);
    }
    throw new CodecException("no data are called " + kind, reader.offset());
  }

  /** A rate that stays is written once, one that falls as the first and the last. */
  private static void write(Schedule schedule, CborWriter writer) {
    Optimiser first = schedule.first();
    int falls = schedule.finalRatePpm() < first.ratePpm() ? 1 : 0;
    switch (first) {
      case Optimiser.Sgd(long rate, long momentum) ->
          writer.beginArray(3 + falls).text("sgd").integer(rate).integer(momentum);
      case Optimiser.Adam(long rate) -> writer.beginArray(2 + falls).text("adam").integer(rate);
    }
    if (falls > 0) {
      writer.integer(schedule.finalRatePpm());
    }
  }

  private static Schedule schedule(CborReader reader) {
    int items = reader.beginArray();
    String kind = reader.text();
    return switch (kind + "/" + items) {
      case "sgd/3" -> Schedule.constant(sgd(reader));
      case "sgd/4" -> falling(sgd(reader), reader);
      case "adam/2" -> Schedule.constant(new Optimiser.Adam(reader.integer()));
      case "adam/3" -> falling(new Optimiser.Adam(reader.integer()), reader);
      default -> throw new CodecException("no optimiser is called " + kind, reader.offset());
    };
  }

  private static Optimiser sgd(CborReader reader) {
    return new Optimiser.Sgd(reader.integer(), reader.integer());
  }

  private static Schedule falling(Optimiser first, CborReader reader) {
    Schedule schedule = new Schedule(first, reader.integer());
    if (schedule.finalRatePpm() == first.ratePpm()) {
      throw new CodecException("a rate that stays is written once", reader.offset());
    }
    return schedule;
  }
}
