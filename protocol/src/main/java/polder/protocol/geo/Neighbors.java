package polder.protocol.geo;

/** The cells that share a border with a cell. */
final class Neighbors {
  private Neighbors() {}

  /**
   * The five or six neighbours of the valid {@code cell}, which is not of resolution 0; in no
   * particular order.
   */
  static long[] of(long cell) {
    return CellBits.isPentagon(cell) ? ofPentagon(cell) : ofHexagon(cell);
  }

  /** A pentagon is the middle child of a pentagon, and its neighbours are the other five. */
  private static long[] ofPentagon(long cell) {
    int resolution = CellBits.resolution(cell);
    long[] neighbors = new long[5];
    for (int n = 0; n < neighbors.length; n++) {
      neighbors[n] = CellBits.withDigit(cell, resolution, CellBits.MISSING_SECTOR + 1 + n);
    }
    return neighbors;
  }

  /**
   * The lattice of the face that the cell's centre lies on holds all six: beyond a side of the face
   * it goes on as that of the next face, and only a pentagon has neighbours on more than two sides.
   */
  private static long[] ofHexagon(long cell) {
    int resolution = CellBits.resolution(cell);
    FaceHex address = FaceHex.of(cell);
    long[] neighbors = new long[6];
    for (int n = 0; n < neighbors.length; n++) {
      Hex neighbor = address.hex().plus(Hex.ofDigit(n + 1));
      neighbors[n] = new FaceHex(address.face(), neighbor).toCell(resolution);
    }
    return neighbors;
  }
}
