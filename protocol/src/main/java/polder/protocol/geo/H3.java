package polder.protocol.geo;

import java.util.HexFormat;

/**
 * Cells of the H3 grid: sixteen resolutions of hexagons, and twelve pentagons, that cover the
 * Earth. A cell is 64 bits, written as 15 hexadecimal digits.
 *
 * <p>A port in pure Java of the few functions of H3 4.5.0 (uber/h3, Apache-2.0) that Polder's
 * results depend on. Native mathematics may round differently from machine to machine; this does
 * not.
 */
public final class H3 {
  /** The finest resolution; 0 is the coarsest. */
  public static final int FINEST = CellBits.FINEST;

  private static final int DIGITS = 15;

  private H3() {}

  /**
   * The cell that {@code place} lies in, by H3's {@code latLngToCell}.
   *
   * @param resolution from 0 (base cells, about 1280 km to a side) to 15 (half a metre)
   * @throws IllegalArgumentException for any other resolution
   */
  public static long cell(Place place, int resolution) {
    checkResolution(resolution);
    return Gnomonic.locate(place, resolution).toCell(resolution);
  }

  /**
   * The cell of a coarser {@code resolution} that {@code cell} belongs to, or {@code cell} itself
   * if it is of that resolution, by H3's {@code cellToParent}. A point near the border of a cell
   * may lie in a neighbour of the cell that its finer cell belongs to.
   *
   * @throws IllegalArgumentException if {@code cell} is not a valid cell or coarser than that
   */
  public static long parent(long cell, int resolution) {
    checkCell(cell);
    checkResolution(resolution);
    if (resolution > CellBits.resolution(cell)) {
      throw new IllegalArgumentException(
          "a parent at resolution " + resolution + " would be finer than " + toText(cell));
    }
    return CellBits.parent(cell, resolution);
  }

  /**
   * The resolution of {@code cell}, from 0 to 15.
   *
   * @throws IllegalArgumentException if it is not a valid cell
   */
  public static int resolution(long cell) {
    checkCell(cell);
    return CellBits.resolution(cell);
  }

  /** Whether the 64 bits are those of a cell, by H3's {@code isValidCell}. */
  public static boolean isValidCell(long cell) {
    return CellBits.isValid(cell);
  }

  /**
   * The centre of {@code cell} to the nearest micro-degree, by H3's {@code cellToLatLng}.
   *
   * @throws IllegalArgumentException if it is not a valid cell
   */
  public static Place center(long cell) {
    checkCell(cell);
    return Gnomonic.center(FaceHex.of(cell), CellBits.resolution(cell));
  }

  /**
   * The 15 lower-case hexadecimal digits of {@code cell}.
   *
   * @throws IllegalArgumentException if it is not a valid cell
   */
  public static String toText(long cell) {
    checkCell(cell);
    return HexFormat.of().toHexDigits(cell, DIGITS);
  }

  /**
   * Reads what {@link #toText} writes, and nothing else.
   *
   * @throws IllegalArgumentException if it is not 15 lower-case hexadecimal digits of a valid cell
   */
  public static long parse(String text) {
    if (text.length() == DIGITS) {
      long cell = parseDigits(text);
      if (CellBits.isValid(cell)) {
        return cell;
      }
    }
    throw new IllegalArgumentException("not an H3 cell: " + text);
  }

  private static long parseDigits(String text) {
    long bits = 0;
    for (int i = 0; i < DIGITS; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return 0;
      }
      bits = bits << 4 | HexFormat.fromHexDigit(c);
    }
    return bits;
  }

  static void checkResolution(int resolution) {
    if (resolution < 0 || resolution > FINEST) {
      throw new IllegalArgumentException("H3 has resolutions from 0 to 15, not " + resolution);
    }
  }

  private static void checkCell(long cell) {
    if (!CellBits.isValid(cell)) {
      throw new IllegalArgumentException("not an H3 cell: " + HexFormat.of().toHexDigits(cell));
    }
  }
}
