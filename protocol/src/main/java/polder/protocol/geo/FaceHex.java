package polder.protocol.geo;

/**
 * A cell's address on one of the icosahedron's twenty faces. The same cell has an address on a
 * neighbouring face too, where that face's lattice is continued beyond its edge.
 *
 * <p>Ported from H3 4.5.0 ({@code faceijk.c}, {@code h3Index.c}; tables Apache-2.0, Uber
 * Technologies).
 *
 * @param face from 0 to 19
 */
record FaceHex(int face, Hex hex) {
  /** The neighbours of each face across the sides between its axes i and j, k and i, j and k. */
  private static final int[][] NEIGHBORS = {
    {4, 1, 5}, {0, 2, 6}, {1, 3, 7}, {2, 4, 8}, {3, 0, 9},
    {10, 14, 0}, {11, 10, 1}, {12, 11, 2}, {13, 12, 3}, {14, 13, 4},
    {5, 6, 15}, {6, 7, 16}, {7, 8, 17}, {8, 9, 18}, {9, 5, 19},
    {16, 19, 10}, {17, 15, 11}, {18, 16, 12}, {19, 17, 13}, {15, 18, 14},
  };

  // Two base cells along two axes: from a neighbour's centre to this face's, in the neighbour's
  // axes.
  private static final Hex ALONG_IJ = new Hex(2, 2);
  private static final Hex ALONG_KI = new Hex(0, -2);
  private static final Hex ALONG_JK = new Hex(-2, 0);

  /** The cell with this address in the lattice of {@code resolution}. */
  long toCell(int resolution) {
    long digits = CellBits.of(resolution, 0);
    Hex coarse = hex;
    for (int r = resolution; r > 0; r--) {
      Hex fine = coarse;
      coarse = fine.coarser(r);
      digits = CellBits.withDigit(digits, r, fine.minus(coarse.finer(r)).toDigit());
    }
    FaceHex base = new FaceHex(face, coarse);
    int baseCell = BaseCells.at(base);
    return turned(CellBits.withBaseCell(digits, baseCell), BaseCells.turnsAt(base));
  }

  /** From the axes of this face to those of the base cell. */
  private long turned(long cell, int turns) {
    int baseCell = CellBits.baseCell(cell);
    boolean pentagon = BaseCells.isPentagon(baseCell);
    long turned = cell;
    if (pentagon && CellBits.leadingDigit(cell) == CellBits.MISSING_SECTOR) {
      turned =
          BaseCells.isClockwiseOn(baseCell, face)
              ? CellBits.turnedClockwise(cell)
              : CellBits.turnedCounterClockwise(cell);
    }
    for (int turn = 0; turn < turns; turn++) {
      turned =
          pentagon ? CellBits.turnedAboutPentagon(turned) : CellBits.turnedCounterClockwise(turned);
    }
    return turned;
  }

  /** The address of the valid {@code cell} on the face that its centre lies on. */
  static FaceHex of(long cell) {
    int resolution = CellBits.resolution(cell);
    boolean pentagon = BaseCells.isPentagon(CellBits.baseCell(cell));
    int leading = CellBits.leadingDigit(cell);
    // Sector 5 of a pentagon begins where the missing sector 1 would have been.
    long digits = pentagon && leading == 5 ? CellBits.turnedClockwise(cell) : cell;
    FaceHex home = BaseCells.home(CellBits.baseCell(cell));
    Hex hex = home.hex;
    for (int r = 1; r <= resolution; r++) {
      hex = hex.finer(r).plus(Hex.ofDigit(CellBits.digit(digits, r)));
    }
    FaceHex address = new FaceHex(home.face, hex);
    boolean staysHome = !pentagon && (resolution == 0 || home.hex.equals(Hex.ORIGIN));
    return staysHome ? address : address.onOwnFace(resolution, pentagon, leading == 4);
  }

  /** The same cell's address on the face that its centre lies on. */
  private FaceHex onOwnFace(int resolution, boolean pentagon, boolean sector4) {
    // Only lattices that are not turned against the face have its sides as straight lines.
    int straight = Hex.isOdd(resolution) ? resolution + 1 : resolution;
    FaceHex address = straight == resolution ? this : new FaceHex(face, hex.finer(straight));
    if (!address.isBeyondSide(straight)) {
      return this;
    }
    address = address.acrossSide(straight, pentagon && sector4);
    while (pentagon && address.isBeyondSide(straight)) {
      address = address.acrossSide(straight, false);
    }
    return straight == resolution
        ? address
        : new FaceHex(address.face, address.hex.coarser(straight));
  }

  private boolean isBeyondSide(int resolution) {
    return hex.plusI() + hex.plusJ() + hex.plusK() > 2 * unit(resolution);
  }

  /** This address beyond a side, as the neighbour across that side has it. */
  private FaceHex acrossSide(int resolution, boolean sector4) {
    int unit = unit(resolution);
    boolean polar = face < 5 || face > 14;
    int[] neighbors = NEIGHBORS[face];
    if (hex.plusK() == 0) {
      return polar
          ? neighbor(neighbors[0], hex, 1, ALONG_KI.times(unit))
          : neighbor(neighbors[0], hex, 3, ALONG_IJ.times(unit));
    }
    if (hex.plusJ() > 0) {
      return neighbor(neighbors[2], hex, 3, ALONG_JK.times(unit));
    }
    Hex moved = hex;
    if (sector4) {
      Hex pentagon = new Hex(2 * unit, 0);
      moved = hex.minus(pentagon).turnedClockwise().plus(pentagon);
    }
    return polar
        ? neighbor(neighbors[1], moved, 5, ALONG_IJ.times(unit))
        : neighbor(neighbors[1], moved, 3, ALONG_KI.times(unit));
  }

  private static FaceHex neighbor(int face, Hex hex, int turns, Hex shift) {
    Hex turned = hex;
    for (int turn = 0; turn < turns; turn++) {
      turned = turned.turnedCounterClockwise();
    }
    return new FaceHex(face, turned.plus(shift));
  }

  /** Steps between neighbouring base cells in the lattice of the even {@code resolution}. */
  private static int unit(int resolution) {
    int unit = 1;
    for (int r = 0; r < resolution; r += 2) {
      unit *= 7;
    }
    return unit;
  }
}
