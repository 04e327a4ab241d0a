package polder.ports.readings;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import polder.ports.readings.Entity.Field;

/** Answers questions about the readings. Any thread may ask. */
public interface ReadModel {
  /**
   * An entity that was found.
   *
   * @param id its identifier, from 1 on
   * @param values what is known of it: String, {@link java.math.BigDecimal}, Boolean, Long (epoch
   *     milliseconds), {@link Interval}, {@link Geometry.Point} or a list of String, by the field's
   *     type
   */
  record Row(long id, Map<Field, Object> values) {}

  /** From one instant to another, epoch milliseconds, both inclusive. */
  record Interval(long startMillis, long endMillis) {}

  /** Several questions that see the same store, and have a bound in common. */
  interface Reading {
    /**
     * The entities that are asked for, in order.
     *
     * @throws TooCostlyException if the time is up
     */
    List<Row> find(Selection selection) throws IOException;

    /**
     * How many there are, whatever is left out or wanted at most.
     *
     * @throws TooCostlyException if the time is up
     */
    long count(Selection selection) throws IOException;

    /**
     * Hands over readings ordered by device, quantity and time.
     *
     * @return how many
     * @throws TooCostlyException if the time is up
     */
    long export(ReadingQuery query, ReadingFormat.Sink sink) throws IOException;

    /** Of which epochs {@link #earnings} are sums; empty if of none. */
    Optional<EarningsQuery.Epochs> earned() throws IOException;

    /**
     * Hands over what an account earned. Amounts are for everybody, whatever is visible.
     *
     * @throws TooCostlyException if the time is up
     */
    void earnings(EarningsQuery query, EarningsQuery.Sink sink) throws IOException;
  }

  /** Asks. */
  interface Questions<T> {
    T ask(Reading reading) throws IOException;
  }

  /**
   * Answers {@code questions} about what {@code visibility} shows.
   *
   * @param timeMillis for how long the store works on it, altogether
   * @throws TooCostlyException if the time is up, or too many ask at once
   */
  <T> T read(Visibility visibility, long timeMillis, Questions<T> questions) throws IOException;

  /** A question that costs more than is allowed. */
  final class TooCostlyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why in {@code message}. */
    public TooCostlyException(String message) {
      super(message);
    }

    /** For those who would rather be asked later. */
    public static Supplier<TooCostlyException> busy() {
      return () -> new TooCostlyException("too many ask at once; ask again in a moment");
    }
  }
}
