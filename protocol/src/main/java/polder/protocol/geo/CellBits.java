package polder.protocol.geo;

/**
 * The 64 bits of a cell: from the top one zero, four for the mode (1), three zeros, four for the
 * resolution, seven for the base cell, and fifteen digits of three bits, from resolution 1 to 15;
 * digits finer than the cell are 7.
 *
 * <p>Ported from H3 4.5.0 ({@code h3Index.c}, {@code h3Index.h}).
 */
final class CellBits {
  /** The finest resolution. */
  static final int FINEST = 15;

  /** The digit towards which a pentagon has no sector. */
  static final int MISSING_SECTOR = 1;

  private static final int TOP = 0b0_0001_000;
  private static final int UNUSED = 7;
  private static final long ALL_UNUSED = (1L << 45) - 1;
  private static final int[] COUNTER_CLOCKWISE = {0, 5, 3, 1, 6, 4, 2};
  private static final int[] CLOCKWISE = {0, 3, 6, 2, 5, 1, 4};

  private CellBits() {}

  /** The number with all digits unused; resolution from 0 to 15, base cell from 0 to 121. */
  static long of(int resolution, int baseCell) {
    return (long) TOP << 56 | (long) resolution << 52 | (long) baseCell << 45 | ALL_UNUSED;
  }

  static int resolution(long cell) {
    return (int) (cell >>> 52) & 15;
  }

  static int baseCell(long cell) {
    return (int) (cell >>> 45) & 127;
  }

  static int digit(long cell, int resolution) {
    return (int) (cell >>> shift(resolution)) & 7;
  }

  static long withDigit(long cell, int resolution, int digit) {
    return (cell & ~(7L << shift(resolution))) | (long) digit << shift(resolution);
  }

  static long withBaseCell(long cell, int baseCell) {
    return (cell & ~(127L << 45)) | (long) baseCell << 45;
  }

  /** The ancestor at {@code resolution}, which is not finer than the cell. */
  static long parent(long cell, int resolution) {
    long unused = ALL_UNUSED >>> (3 * resolution);
    return (cell & ~(15L << 52)) | (long) resolution << 52 | unused;
  }

  /** The first digit that is not 0, or 0 if the cell is the centre of its base cell. */
  static int leadingDigit(long cell) {
    int resolution = resolution(cell);
    for (int r = 1; r <= resolution; r++) {
      int digit = digit(cell, r);
      if (digit != 0) {
        return digit;
      }
    }
    return 0;
  }

  static boolean isPentagon(long cell) {
    return BaseCells.isPentagon(baseCell(cell)) && leadingDigit(cell) == 0;
  }

  static boolean isValid(long cell) {
    if (cell >>> 56 != TOP || baseCell(cell) >= BaseCells.COUNT) {
      return false;
    }
    int resolution = resolution(cell);
    for (int r = 1; r <= FINEST; r++) {
      if ((digit(cell, r) == UNUSED) != (r > resolution)) {
        return false;
      }
    }
    return !BaseCells.isPentagon(baseCell(cell)) || leadingDigit(cell) != MISSING_SECTOR;
  }

  /** All digits turned by 60 degrees counter-clockwise. */
  static long turnedCounterClockwise(long cell) {
    return turned(cell, COUNTER_CLOCKWISE);
  }

  /** All digits turned by 60 degrees clockwise. */
  static long turnedClockwise(long cell) {
    return turned(cell, CLOCKWISE);
  }

  /** As {@link #turnedCounterClockwise} about a pentagon: passing over the missing sector. */
  static long turnedAboutPentagon(long cell) {
    long turned = turnedCounterClockwise(cell);
    return leadingDigit(turned) == MISSING_SECTOR ? turnedCounterClockwise(turned) : turned;
  }

  private static long turned(long cell, int[] turn) {
    int resolution = resolution(cell);
    long turned = cell;
    for (int r = 1; r <= resolution; r++) {
      turned = withDigit(turned, r, turn[digit(cell, r)]);
    }
    return turned;
  }

  private static int shift(int resolution) {
    return 3 * (FINEST - resolution);
  }
}
