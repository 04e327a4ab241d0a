package polder.networks.learning.aggregate;

import java.util.List;

/**
 * Updates of one model, all of the same length, in the order of their senders. Their bounds are
 * such that no sum in this package overflows.
 */
public final class Updates {
  /** How many updates there may be. */
  public static final int MAX_COUNT = 1_024;

  /** How many values an update may have: 16,777,216. */
  public static final int MAX_LENGTH = 1 << 24;

  /** How far from 0 a value may be: 16,777,216, or 256.0 in units of 2⁻¹⁶. */
  public static final int MAX_MAGNITUDE = 1 << 24;

  private final int[][] values;

  private Updates(int[][] values) {
    this.values = values;
  }

  /**
   * Takes updates as they are: the arrays are not copied, for they may be large, and nobody changes
   * them afterwards.
   *
   * @throws IllegalArgumentException naming the first update, and its first value, that is out of
   *     bounds
   */
  public static Updates of(List<int[]> updates) {
    if (updates.isEmpty() || updates.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          "there are from 1 to " + MAX_COUNT + " updates, not " + updates.size());
    }
    int length = updates.getFirst().length;
    if (length == 0 || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an update has from 1 to " + MAX_LENGTH + " values, not " + length);
    }
    for (int sender = 0; sender < updates.size(); sender++) {
      check(sender, updates.get(sender), length);
    }
    return new Updates(updates.toArray(int[][]::new));
  }

  private static void check(int sender, int[] update, int length) {
    if (update.length != length) {
      throw new IllegalArgumentException(
          "update " + sender + " has " + update.length + " values where the first has " + length);
    }
    for (int i = 0; i < length; i++) {
      if (update[i] > MAX_MAGNITUDE || update[i] < -MAX_MAGNITUDE) {
        throw new IllegalArgumentException(
            "value "
                + i
                + " of update "
                + sender
                + " is "
                + update[i]
                + ", further from 0 than "
                + MAX_MAGNITUDE);
      }
    }
  }

  /** Those of {@code senders} alone, in that order. */
  public Updates only(int[] senders) {
    int[][] chosen = new int[senders.length][];
    for (int i = 0; i < senders.length; i++) {
      chosen[i] = values[senders[i]];
    }
    return new Updates(chosen);
  }

  /** How many there are. */
  public int count() {
    return values.length;
  }

  /** How many values each has. */
  public int length() {
    return values[0].length;
  }

  /** The values of one, not to be changed. */
  int[] of(int sender) {
    return values[sender];
  }

  /** All values of one parameter, into {@code target}, in the order of senders. */
  void column(int parameter, int[] target) {
    for (int sender = 0; sender < values.length; sender++) {
      target[sender] = values[sender][parameter];
    }
  }
}
