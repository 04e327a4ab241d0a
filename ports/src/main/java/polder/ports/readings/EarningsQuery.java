package polder.ports.readings;

import java.io.IOException;
import java.util.Optional;
import polder.protocol.identity.Account;

/**
 * Which earnings are asked for. Days are those of UTC, counted from 1970-01-01; an epoch belongs to
 * the day in which its last millisecond lies.
 *
 * @param account whose
 * @param fromDay the first day
 * @param toDay the last day, inclusive
 * @param step sums of which length
 * @param after only rows that come after this one
 * @param most so many rows at most
 */
public record EarningsQuery(
    Account account, long fromDay, long toDay, Step step, Optional<Place> after, long most) {
  /** The length of what is summed. */
  public enum Step {
    /** A day. */
    DAY,
    /** A month of the calendar; days before the first and after the last one asked for left out. */
    MONTH
  }

  /**
   * Where a row stands: rows are ordered by these, in this order.
   *
   * @param day the day; of a month its first
   * @param network the network's name; empty for none
   * @param device the device's DID; empty for none
   * @param simulated whether the network was simulated then
   */
  public record Place(long day, String network, String device, boolean simulated) {}

  /**
   * A sum.
   *
   * @param creditedNano what became the account's, nano-tokens
   * @param heldNano what was earned and held
   * @param epochs in how many epochs any of it was
   */
  public record Row(Place place, long creditedNano, long heldNano, long epochs) {}

  /**
   * What the sums are of.
   *
   * @param first the first epoch
   * @param last the last one
   */
  public record Epochs(long first, long last) {}

  /** Takes rows. */
  public interface Sink {
    /** The next row. */
    void add(Row row) throws IOException;
  }
}
