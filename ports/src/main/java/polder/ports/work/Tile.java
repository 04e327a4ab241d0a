package polder.ports.work;

import polder.networks.compute.job.Work;

/**
 * One part of one frame of a rendering, which is rendered and checked by itself. Tiles are counted
 * frame by frame, row by row from the top, column by column from the left.
 *
 * @param frame which frame, as the scene counts
 * @param column from the left, the first is 0
 * @param row from the top, the first is 0
 */
public record Tile(int frame, int column, int row) implements Comparable<Tile> {
  /**
   * Pixels of a frame.
   *
   * @param left the first column of pixels
   * @param top the first row of pixels, counted from the top
   * @param width pixels across
   * @param height pixels down
   */
  public record Area(int left, int top, int width, int height) {}

  public Tile {
    if (frame < 0 || column < 0 || row < 0) {
      throw new IllegalArgumentException(
          "a tile of frame " + frame + ", column " + column + " and row " + row);
    }
  }

  /** How many tiles a rendering has. */
  public static long count(Work.Render work) {
    long frames = (long) work.lastFrame() - work.firstFrame() + 1;
    return frames * work.columns() * work.rows();
  }

  /**
   * The tile of that number.
   *
   * @param index from 0 to below {@link #count}
   */
  public static Tile at(Work.Render work, long index) {
    if (index < 0 || index >= count(work)) {
      throw new IllegalArgumentException(
          "tile " + index + " of a rendering of " + count(work) + " tiles");
    }
    long line = index / work.columns();
    return new Tile(
        Math.toIntExact(work.firstFrame() + line / work.rows()),
        Math.toIntExact(index % work.columns()),
        Math.toIntExact(line % work.rows()));
  }

  /** Its number, as {@link #at} counts. */
  public long index(Work.Render work) {
    if (frame < work.firstFrame()
        || frame > work.lastFrame()
        || column >= work.columns()
        || row >= work.rows()) {
      throw new IllegalArgumentException(this + " is no part of this rendering");
    }
    return ((long) (frame - work.firstFrame()) * work.rows() + row) * work.columns() + column;
  }

  /**
   * Its pixels. The tiles of a frame cover it without a gap and without a pixel in two of them,
   * also where sizes do not divide; sizes then differ by one pixel.
   *
   * @param width pixels across the whole frame, not fewer than the columns
   * @param height pixels down the whole frame, not fewer than the rows
   */
  public Area area(Work.Render work, int width, int height) {
    if (width < work.columns() || height < work.rows()) {
      throw new IllegalArgumentException(
          "a frame of "
              + width
              + " x "
              + height
              + " pixels cannot be cut into "
              + work.columns()
              + " x "
              + work.rows()
              + " tiles");
    }
    int left = edge(column, work.columns(), width);
    int top = edge(row, work.rows(), height);
    return new Area(
        left,
        top,
        edge(column + 1, work.columns(), width) - left,
        edge(row + 1, work.rows(), height) - top);
  }

  /** Rounded down, and the same for the end of one tile as for the start of the next. */
  private static int edge(int number, int of, int size) {
    return Math.toIntExact((long) size * number / of);
  }

  @Override
  public int compareTo(Tile other) {
    int byFrame = Integer.compare(frame, other.frame);
    int byRow = Integer.compare(row, other.row);
    return byFrame != 0 ? byFrame : byRow != 0 ? byRow : Integer.compare(column, other.column);
  }
}
