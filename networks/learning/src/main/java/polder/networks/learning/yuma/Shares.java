package polder.networks.learning.yuma;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Numbers that are compared with their sum or with the largest of them. */
final class Shares {
  /** Above this, a number times 65,535 does not fit I32F32. */
  private static final long UPSCALE_THRESHOLD = Fixed.of(32_768);

  private Shares() {}

  static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum = Fixed.add(sum, value);
    }
    return sum;
  }

  /** Divides by the sum, unless that is 0 ({@code inplace_normalize}). */
  static void normalize(long[] values) {
    normalize(values, sum(values));
  }

  /** Divides by {@code sum}, unless that is 0 ({@code inplace_normalize_using_sum}). */
  static void normalize(long[] values, long sum) {
    if (sum == 0) {
      return;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = Fixed.divide(values[i], sum);
    }
  }

  /**
   * Scaled so that the largest becomes 65,535, each rounded to the nearest, halves up ({@code
   * vec_max_upscale_to_u16}); what is 0 throughout stays so.
   *
   * @param values each at least 0
   */
  static int[] maxUpscaled(long[] values) {
    long max = Arrays.stream(values).max().orElse(0);
    long all = Fixed.of(Fixed.U16_MAX);
    int[] scaled = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      long value =
          max > UPSCALE_THRESHOLD
              ? Fixed.multiply(values[i], Fixed.divide(all, max))
              : Fixed.divide(Fixed.multiply(values[i], all), max);
      scaled[i] = Fixed.toU16(Fixed.round(value));
    }
    return scaled;
  }

  /** Whole numbers as I32F32. */
  static long[] ofWhole(int[] values) {
    return Arrays.stream(values).mapToLong(Fixed::of).toArray();
  }

  /**
   * Whether none takes more than {@code limit} 65,535ths of the sum ({@code
   * check_vec_max_limited}).
   */
  static boolean areWithin(int[] values, int limit) {
    long[] shares = ofWhole(values);
    normalize(shares);
    return Arrays.stream(shares).max().orElse(0) <= Fixed.ofU16Share(limit);
  }

  /**
   * Which are among the {@code k} largest; of equal ones those that stand later ({@code is_topk}).
   */
  static boolean[] top(long[] values, int k) {
    boolean[] result = new boolean[values.length];
    Arrays.fill(result, true);
    // Stable: of equal ones the earlier are dropped first.
    List<Integer> ascending =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> values[i]))
            .toList();
    for (int i = 0; i < values.length - k; i++) {
      result[ascending.get(i)] = false;
    }
    return result;
  }

  /** As {@link #top}, and not 0 ({@code is_topk_nonzero}). */
  static boolean[] topNonZero(long[] values, int k) {
    boolean[] result = top(values, k);
    for (int i = 0; i < values.length; i++) {
      result[i] &= values[i] != 0;
    }
    return result;
  }
}
