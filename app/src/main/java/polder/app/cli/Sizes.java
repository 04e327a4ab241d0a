package polder.app.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.networks.compute.Speed;

/** Cores, bytes and times as people read them. */
final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final int STEP = 1_024;
  private static final long MINUTE = 60;
  private static final long HOUR = 3_600;
  private static final long DAY = 86_400;

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([KMGT]i?B?)?");

  private Sizes() {}

  /** Thousandths of a core. */
  static String cores(long milli) {
    return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
  }

  /** How fast a core is, in millions of units of fuel a second, and by how many that was timed. */
  static String speed(Speed speed) {
    return speed.isKnown()
        ? speed.fuel() / 1_000_000 + " M/s by " + speed.strangers()
        : "not timed";
  }

  /** Bytes, rounded down to one digit after the point. */
  static String bytes(long bytes) {
    BigDecimal size = BigDecimal.valueOf(bytes);
    int unit = 0;
    while (size.compareTo(BigDecimal.valueOf(STEP)) >= 0 && unit < UNITS.length - 1) {
      size = size.divide(BigDecimal.valueOf(STEP));
      unit++;
    }
    return size.setScale(1, RoundingMode.DOWN).stripTrailingZeros().toPlainString()
        + " "
        + UNITS[unit];
  }

  /** Seconds, in the two largest units that fit. */
  static String time(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return pair(seconds / MINUTE, "min", seconds % MINUTE, "s");
    }
    return seconds < DAY
        ? pair(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min")
        : pair(seconds / DAY, "d", seconds % DAY / HOUR, "h");
  }

  private static String pair(long large, String unit, long small, String smaller) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
  }

  /**
   * Bytes, as people write them.
   *
   * @throws IllegalArgumentException if it is no size
   */
  static long parse(String size) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size is like 512Mi or 4Gi, not " + size);
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    int power = unit.isEmpty() ? 0 : 1 + List.of('K', 'M', 'G', 'T').indexOf(unit.charAt(0));
    long by = unit.length() > 1 && unit.charAt(1) == 'i' ? 1_024 : 1_000;
    long bytes = Long.parseLong(matcher.group(1));
    for (int i = 0; i < power; i++) {
      bytes = Math.multiplyExact(bytes, by);
    }
    return bytes;
  }
}
