package polder.protocol.geo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The cells that can hold anything within a distance of a place. */
public final class Covering {
  /** The most cells that a covering may have: more than that asks for a coarser resolution. */
  public static final int MAX_CELLS = 65_536;

  /**
   * What rounding can add up to, in decimetres: a centre is off by up to 0.8 (half a micro-degree
   * both ways), each of two distances by 0.5, and the border of a cell by up to 0.2 (next to the
   * centre of a face, where the angle comes from a cosine close to 1).
   */
  private static final long ROUNDING_DECIMETERS = 3;

  private static final long[] CELL_RADIUS = new long[H3.FINEST + 1];

  static {
    double radius = Gnomonic.UNIT / StrictMath.sqrt(3.0) * Distance.EARTH_RADIUS_DECIMETERS;
    for (int resolution = 0; resolution <= H3.FINEST; resolution++) {
      CELL_RADIUS[resolution] = (long) StrictMath.ceil(radius);
      radius /= StrictMath.sqrt(7.0);
    }
  }

  private Covering() {}

  /**
   * A distance in decimetres that no point of a cell of {@code resolution} is farther than from the
   * cell's centre.
   *
   * <p>On the icosahedron's faces, laid flat next to each other, a cell is what lies nearest to one
   * point of a hexagonal lattice with {@link Gnomonic#UNIT} / √7^resolution between neighbours, so
   * no point of it is farther from there than that over √3; at a corner of the icosahedron a sixth
   * of the plane is missing and the cell is a pentagon with the same bound. The projection from the
   * faces, which touch the sphere in their centres and else lie outside it, shortens every path. So
   * the bound holds on the sphere, with its radius as unit; it is reached at the centres of faces.
   */
  public static long cellRadiusDecimeters(int resolution) {
    return CELL_RADIUS[resolution];
  }

  /**
   * All cells of {@code resolution} whose centres are within {@code radiusDecimeters} and the
   * radius of a cell from {@code center}, that can be reached through neighbours which are, too; in
   * ascending order. For every place p not farther than {@code radiusDecimeters} by {@link
   * Distance#decimeters}, {@code H3.cell(p, resolution)} is among them: such cells have their
   * centres within that distance, and as together they cover a disc, they are connected.
   *
   * @param radiusDecimeters not negative
   * @param resolution from 0 to 15
   * @throws IllegalArgumentException if an argument is out of its range, or for more than {@link
   *     #MAX_CELLS} cells
   */
  public static List<Long> cells(Place center, long radiusDecimeters, int resolution) {
    H3.checkResolution(resolution);
    if (radiusDecimeters < 0) {
      throw new IllegalArgumentException("radius below zero: " + radiusDecimeters);
    }
    long reach =
        Math.min(radiusDecimeters, Distance.MAX_DECIMETERS)
            + CELL_RADIUS[resolution]
            + ROUNDING_DECIMETERS;
    return resolution == 0 ? baseCells(center, reach) : spread(center, reach, resolution);
  }

  private static List<Long> baseCells(Place center, long reach) {
    List<Long> cells = new ArrayList<>();
    for (int baseCell = 0; baseCell < BaseCells.COUNT; baseCell++) {
      long cell = CellBits.of(0, baseCell);
      if (isWithin(cell, center, reach)) {
        cells.add(cell);
      }
    }
    return List.copyOf(cells);
  }

  private static List<Long> spread(Place center, long reach, int resolution) {
    long first = H3.cell(center, resolution);
    // A cell's top bit is zero, so the order of signed numbers is that of unsigned ones.
    TreeSet<Long> found = new TreeSet<>();
    ArrayDeque<Long> unvisited = new ArrayDeque<>();
    found.add(first);
    unvisited.add(first);
    while (!unvisited.isEmpty()) {
      for (long neighbor : Neighbors.of(unvisited.remove())) {
        if (!found.contains(neighbor) && isWithin(neighbor, center, reach)) {
          found.add(neighbor);
          unvisited.add(neighbor);
        }
      }
      if (found.size() > MAX_CELLS) {
        throw new IllegalArgumentException(
            "more than " + MAX_CELLS + " cells of resolution " + resolution + " around " + center);
      }
    }
    return List.copyOf(found);
  }

  private static boolean isWithin(long cell, Place center, long reach) {
    Place middle = Gnomonic.center(FaceHex.of(cell), CellBits.resolution(cell));
    return Distance.decimeters(center, middle) <= reach;
  }
}
