package polder.protocol.geo;

/**
 * A cell's address in the hexagonal lattice of one face of the icosahedron, as two steps along axes
 * 120 degrees apart. H3 writes the same address with three axes i, j, k, none negative and one
 * zero; as (1, 1, 1) is the origin, two are enough: i - k and j - k. Everything here is exact.
 *
 * <p>Each resolution's lattice is seven times as dense as the one before and turned by about 19
 * degrees: counter-clockwise at odd resolutions, back at even ones.
 *
 * <p>Ported from H3 4.5.0 ({@code coordijk.h}).
 */
record Hex(int i, int j) {
  /** The face's centre. */
  static final Hex ORIGIN = new Hex(0, 0);

  /** The step that a digit from 0 (none) to 6 stands for; its bits are H3's axes i, j and k. */
  static Hex ofDigit(int digit) {
    int k = digit & 1;
    return new Hex((digit >> 2) - k, ((digit >> 1) & 1) - k);
  }

  /** The digit that stands for this step. */
  int toDigit() {
    int digit = 4 * plusI() + 2 * plusJ() + plusK();
    if (digit > 6 || plusI() > 1 || plusJ() > 1) {
      throw new IllegalStateException("not a step to a neighbour: " + this);
    }
    return digit;
  }

  /** H3's coordinate i, not negative. */
  int plusI() {
    return i + plusK();
  }

  /** H3's coordinate j, not negative. */
  int plusJ() {
    return j + plusK();
  }

  /** H3's coordinate k, not negative. */
  int plusK() {
    return Math.max(0, Math.max(-i, -j));
  }

  Hex plus(Hex other) {
    return new Hex(i + other.i, j + other.j);
  }

  Hex minus(Hex other) {
    return new Hex(i - other.i, j - other.j);
  }

  Hex times(int factor) {
    return new Hex(i * factor, j * factor);
  }

  /** Turned about the origin by 60 degrees counter-clockwise. */
  Hex turnedCounterClockwise() {
    return new Hex(i - j, i);
  }

  /** Turned about the origin by 60 degrees clockwise. */
  Hex turnedClockwise() {
    return new Hex(j, j - i);
  }

  /**
   * The cell one coarser than {@code resolution}, which is this one's, that this one belongs to.
   */
  Hex coarser(int resolution) {
    return isOdd(resolution)
        ? new Hex(seventh(3 * i - j), seventh(i + 2 * j))
        : new Hex(seventh(2 * i + j), seventh(3 * j - i));
  }

  /** The cell of {@code resolution} in the middle of this one, which is one coarser. */
  Hex finer(int resolution) {
    return isOdd(resolution) ? new Hex(2 * i + j, 3 * j - i) : new Hex(3 * i - j, i + 2 * j);
  }

  /** Whether the lattice of {@code resolution} is turned against the face (H3's Class III). */
  static boolean isOdd(int resolution) {
    return (resolution & 1) != 0;
  }

  /** A seventh to the nearest integer; there are no ties. */
  private static int seventh(int value) {
    return Math.floorDiv(value + 3, 7);
  }
}
