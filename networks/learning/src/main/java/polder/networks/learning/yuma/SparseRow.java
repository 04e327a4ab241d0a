package polder.networks.learning.yuma;

import java.util.Arrays;

/**
 * What one neuron holds of some others: whole numbers from 0 to 65,535 by neuron. A number of 0
 * that is there differs from one that is not: it says that the other one was looked at.
 */
public final class SparseRow {
  /** Nothing about anyone. */
  public static final SparseRow EMPTY = new SparseRow(new int[0], new int[0]);

  private final int[] uids;
  private final int[] values;

  private SparseRow(int[] uids, int[] values) {
    this.uids = uids;
    this.values = values;
  }

  /**
   * A row of {@code values[k]} for the neuron {@code uids[k]}.
   *
   * @param uids ascending, none twice, each at least 0
   * @param values as many, each from 0 to 65,535
   * @throws IllegalArgumentException naming the first entry that is not so
   */
  public static SparseRow of(int[] uids, int[] values) {
    if (uids.length != values.length) {
      throw new IllegalArgumentException(
          "a row has a value for each neuron, not "
              + values.length
              + " values for "
              + uids.length
              + " neurons");
    }
    for (int k = 0; k < uids.length; k++) {
      if (uids[k] < 0 || (k > 0 && uids[k] <= uids[k - 1])) {
        throw new IllegalArgumentException(
            "a row names neurons in ascending order, each once; entry " + k + " is " + uids[k]);
      }
      if (values[k] < 0 || values[k] > Fixed.U16_MAX) {
        throw new IllegalArgumentException(
            "a row's values are from 0 to 65535; that of neuron " + uids[k] + " is " + values[k]);
      }
    }
    return new SparseRow(uids.clone(), values.clone());
  }

  /**
   * Shares as 65,535ths, rounded down; without those that are 0.
   *
   * @param shares in I32F32, by neuron
   */
  static SparseRow ofShares(long[] shares) {
    int[] uids = new int[shares.length];
    int[] values = new int[shares.length];
    int size = 0;
    for (int uid = 0; uid < shares.length; uid++) {
      int value = shares[uid] > 0 ? Fixed.toU16Share(shares[uid]) : 0;
      if (value > 0) {
        uids[size] = uid;
        values[size++] = value;
      }
    }
    return new SparseRow(Arrays.copyOf(uids, size), Arrays.copyOf(values, size));
  }

  /**
   * The same row in proportion, so that its largest value is 65,535: what the original stores of
   * the weights that a validator says ({@code vec_u16_max_upscale_to_u16}).
   */
  public SparseRow maxUpscaled() {
    return new SparseRow(uids, Shares.maxUpscaled(Shares.ofWhole(values)));
  }

  /**
   * Whether no value takes more than a share of all of them together ({@code
   * check_vec_max_limited}).
   *
   * @param limitU16 the share, in 65,535ths
   */
  public boolean isWithin(int limitU16) {
    return Shares.areWithin(values, limitU16);
  }

  /** How many neurons it names. */
  public int size() {
    return uids.length;
  }

  /** The {@code k}-th neuron that it names. */
  public int uid(int k) {
    return uids[k];
  }

  /** The value of the {@code k}-th neuron that it names. */
  public int value(int k) {
    return values[k];
  }

  /** The value for the neuron {@code uid}; 0 where there is none. */
  public int valueFor(int uid) {
    int k = Arrays.binarySearch(uids, uid);
    return k < 0 ? 0 : values[k];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseRow row
        && Arrays.equals(uids, row.uids)
        && Arrays.equals(values, row.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(uids) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(uids) + "=" + Arrays.toString(values);
  }
}
