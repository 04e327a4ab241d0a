package polder.agent.compute;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sizes in words. */
final class Sizes {
  private Sizes() {}

  static String bytes(long bytes) {
    return decimal(bytes, 1L << 30) + " GiB";
  }

  static String cores(long milli) {
    return decimal(milli, 1_000) + (milli == 1_000 ? " core" : " cores");
  }

  static String speed(long fuel) {
    return fuel / 1_000_000 + " M fuel/s a core";
  }

  private static String decimal(long number, long by) {
    return BigDecimal.valueOf(number)
        .divide(BigDecimal.valueOf(by), 1, RoundingMode.DOWN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
