package polder.adapters.blender;

import java.nio.file.Path;
import java.time.Duration;
import polder.ports.work.Renderer.Device;

/**
 * How Blender is run.
 *
 * @param program Blender's program, as {@link BlenderProgram#find} gives it
 * @param scratch an existing folder; what Blender leaves goes into a folder of its own there, which
 *     is removed at the end
 * @param device what computes; it is an error where there is none of it, never another one
 * @param threads how many threads render, from 1 to 1,024; pixels do not depend on it
 * @param limits what strangers' scenes may cost
 */
public record BlenderSettings(
    Path program, Path scratch, Device device, int threads, Limits limits) {
  private static final int MOST_THREADS = 1_024;

  /**
   * Bounds of what a scene may cost.
   *
   * @param tile how long one tile may take, with all that is opened for it
   * @param framePixels most pixels of a whole frame
   * @param fileBytes most bytes of any file that Blender writes
   */
  public record Limits(Duration tile, long framePixels, long fileBytes) {
    private static final long USUAL_PIXELS = 16_384L * 16_384;

    public Limits {
      if (!tile.isPositive() || framePixels < 1 || fileBytes < 1) {
        throw new IllegalArgumentException(
            "limits are above 0, not " + tile + ", " + framePixels + ", " + fileBytes);
      }
    }

    /** Half an hour a tile, 268 million pixels a frame, files of 2 GiB. */
    public static Limits usual() {
      return new Limits(Duration.ofMinutes(30), USUAL_PIXELS, 2L << 30);
    }
  }

  public BlenderSettings {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException("threads are from 1 to 1,024, not " + threads);
    }
  }

  /** On all processors of this machine, with the usual limits. */
  public static BlenderSettings usual(Path program, Path scratch) {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    return new BlenderSettings(program, scratch, Device.CPU, threads, Limits.usual());
  }
}
