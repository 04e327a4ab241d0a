package polder.adapters.blender;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
 * @param sandbox in what it runs; without one, with all that this process may do
 */
public record BlenderSettings(
    Path program,
    Path scratch,
    Device device,
    int threads,
    Limits limits,
    Optional<Sandbox> sandbox) {
  private static final int MOST_THREADS = 1_024;

  /**
   * Bounds of what a scene may cost.
   *
   * @param tile how long one tile may take, with all that is opened for it
   * @param framePixels most pixels of a whole frame
   * @param fileBytes most bytes of any file that Blender writes
   * @param memoryBytes most bytes of memory that Blender may write to, itself included
   */
  public record Limits(Duration tile, long framePixels, long fileBytes, long memoryBytes) {
    private static final long USUAL_PIXELS = 16_384L * 16_384;

    /** What an empty Blender with many threads has, generously. */
    private static final long OWN_BYTES = 1L << 30;

    public Limits {
      if (!tile.isPositive() || framePixels < 1 || fileBytes < 1 || memoryBytes < 1) {
        throw new IllegalArgumentException(
            "limits are above 0, not "
                + tile
                + ", "
                + framePixels
                + ", "
                + fileBytes
                + ", "
                + memoryBytes);
      }
    }

    /** Half an hour a tile, 268 million pixels a frame, files of 2 GiB, any amount of memory. */
    public static Limits usual() {
      return new Limits(Duration.ofMinutes(30), USUAL_PIXELS, 2L << 30, Long.MAX_VALUE);
    }

    /** The same with so much memory, beside what Blender takes for itself. */
    public Limits withMemory(long sceneBytes) {
      long most = Long.MAX_VALUE - OWN_BYTES;
      return new Limits(tile, framePixels, fileBytes, OWN_BYTES + Math.min(most, sceneBytes));
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
    return new BlenderSettings(
        program, scratch, Device.CPU, threads, Limits.usual(), Optional.empty());
  }

  /** The same in a sandbox. */
  public BlenderSettings in(Sandbox box) {
    return new BlenderSettings(program, scratch, device, threads, limits, Optional.of(box));
  }

  /** The same, computed by another device. */
  public BlenderSettings on(Device other) {
    return new BlenderSettings(program, scratch, other, threads, limits, sandbox);
  }

  /** The same with so many threads and these limits. */
  public BlenderSettings with(int moreThreads, Limits others) {
    return new BlenderSettings(program, scratch, device, moreThreads, others, sandbox);
  }
}
