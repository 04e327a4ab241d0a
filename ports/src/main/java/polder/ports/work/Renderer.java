package polder.ports.work;

import java.nio.file.Path;
import java.util.List;
import polder.networks.compute.job.Work;
import polder.protocol.Hash;

/**
 * Renders tiles on this machine, one at a time; whoever calls while another tile is rendered waits.
 * The same tile gives the same pixels on every machine of the same class, however many threads
 * render it and whatever was rendered before.
 */
public interface Renderer extends AutoCloseable {
  /** What computes. */
  enum Device {
    CPU,
    OPTIX,
    CUDA,
    HIP
  }

  /**
   * What a renderer is.
   *
   * @param version the renderer's own, such as {@code 3.4.1}
   * @param device what computes
   * @param devices the names of those that do
   * @param sameClass what must agree for equal pixels: machines that say the same here give equal
   *     digests; machines that do not give pictures that only resemble each other
   */
  record About(String version, Device device, List<String> devices, String sameClass) {
    public About {
      devices = List.copyOf(devices);
    }

    /** Whether a job may be rendered here that asks for {@code wanted}, such as {@code 3.4}. */
    public boolean serves(String wanted) {
      return serves(version, wanted);
    }

    /** Whether a renderer of {@code version} does. */
    public static boolean serves(String version, String wanted) {
      return version.equals(wanted) || version.startsWith(wanted + ".");
    }
  }

  /**
   * What to render.
   *
   * @param scene a file that holds {@link Work.Render#scene}
   * @param work how
   * @param tile which part
   */
  record Piece(Path scene, Work.Render work, Tile tile) {
    public Piece {
      tile.index(work);
    }
  }

  /**
   * A tile that was rendered.
   *
   * @param pixels the digest of its decoded pixels: SHA-256 over width and height, four bytes each
   *     with the highest first, then red, green, blue and alpha of each pixel, rows from the top
   * @param area which pixels of the frame it is
   * @param frameWidth pixels across the whole frame
   * @param frameHeight pixels down the whole frame
   * @param millis how long it took, with all that had to be opened for it
   */
  record Rendered(Hash pixels, Tile.Area area, int frameWidth, int frameHeight, long millis) {}

  /** Who looks on; asked and told often, by threads of the renderer. */
  interface Watch {
    /** Nobody. */
    Watch NONE = new Watch() {};

    /** So many samples of a tile's are done. */
    default void sampled(int done, int of) {}

    /** One line about what the scene's owner should know, such as that its scripts do not run. */
    default void noted(String line) {}

    /** Whether to give the tile up. */
    default boolean stops() {
      return false;
    }
  }

  /**
   * What this renderer is.
   *
   * @throws RenderException if it cannot render at all
   */
  About about() throws RenderException, InterruptedException;

  /**
   * Renders one tile.
   *
   * @param target where to put it, a PNG of eight bits a channel with alpha; replaced if it is
   *     there, and untouched if this fails
   */
  Rendered render(Piece piece, Path target, Watch watch)
      throws RenderException, InterruptedException;

  /**
   * Decodes a tile: writes the bytes of which {@link Rendered#pixels} is the SHA-256. Nothing is
   * rendered, and nothing need be started for it.
   *
   * @param tile as {@link #render} put it there
   * @param area which pixels of the frame it is
   * @param target where to put them; replaced if it is there
   * @throws RenderException if it is not such a tile, or of another size
   */
  void decode(Path tile, Tile.Area area, Path target) throws RenderException;

  /** Ends what it runs and removes what it put down. */
  @Override
  void close();
}
