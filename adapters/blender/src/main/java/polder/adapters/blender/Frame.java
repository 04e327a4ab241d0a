package polder.adapters.blender;

import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.compute.job.Work;
import polder.ports.work.Tile;

/** Puts the tiles of one frame together, each at its exact place. */
public final class Frame {
  private final Work.Render work;
  private final int frame;
  private final Picture picture;
  private final SortedSet<Tile> missing = new TreeSet<>();

  /**
   * A frame without any tile.
   *
   * @param work the rendering
   * @param frame which frame of it
   * @param width pixels across, as {@link polder.ports.work.Renderer.Rendered} says
   * @param height pixels down
   */
  public Frame(Work.Render work, int frame, int width, int height) {
    this.work = work;
    this.frame = frame;
    this.picture = new Picture(width, height);
    for (int row = 0; row < work.rows(); row++) {
      for (int column = 0; column < work.columns(); column++) {
        Tile tile = new Tile(frame, column, row);
        tile.index(work);
        missing.add(tile);
      }
    }
  }

  /** Puts a tile in; a second one of the same place replaces the first. */
  public void put(Tile tile, Picture part) {
    if (tile.frame() != frame) {
      throw new IllegalArgumentException(tile + " is no part of frame " + frame);
    }
    picture.put(part, tile.area(work, picture.width(), picture.height()));
    missing.remove(tile);
  }

  /** Where the tiles go that are not there yet. */
  public SortedSet<Tile> missing() {
    return new TreeSet<>(missing);
  }

  /**
   * The whole frame.
   *
   * @throws IllegalStateException if tiles are missing
   */
  public Picture picture() {
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "frame "
              + frame
              + " lacks "
              + missing.size()
              + " tiles, the first is "
              + missing.first());
    }
    return picture;
  }
}
