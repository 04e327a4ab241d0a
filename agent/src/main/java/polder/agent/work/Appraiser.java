package polder.agent.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import polder.networks.GroupKey;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;

/**
 * Finds out how long pictures would take here by rendering a little of one, before anybody promises
 * them: one after the other, in a thread of its own, for a minute each at most. Owned by one
 * thread.
 */
public final class Appraiser implements AutoCloseable {
  private static final int FEW_SAMPLES = 1;
  private static final int MORE_SAMPLES = 9;
  private static final long MOST_SECONDS = 60;
  private static final int MOST_WAITING = 100;
  private static final long STOP_SECONDS = 10;

  private final Pictures pictures;
  private final Path file;
  private final Runnable bell;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("appraiser").factory());
  private final Map<GroupKey, Trial> trials = new HashMap<>();

  /** What was found out. */
  public sealed interface Appraisal {
    /** That it takes about so long. */
    record Takes(long millis) implements Appraisal {}

    /** That it cannot be rendered here, or not be found out, and why. */
    record Unable(String why) implements Appraisal {}
  }

  /** One that runs, waits or is over. */
  private static final class Trial implements Renderer.Watch {
    private volatile boolean stopped;
    private volatile long deadline = Long.MAX_VALUE;
    private volatile @Nullable Appraisal found;

    @Override
    public boolean stops() {
      return stopped || System.nanoTime() > deadline;
    }
  }

  /**
   * An appraiser.
   *
   * @param file where it renders to
   * @param bell rung when it has found something out
   */
  Appraiser(Pictures pictures, Path file, Runnable bell) {
    this.pictures = pictures;
    this.file = file;
    this.bell = bell;
  }

  /** What was found out about an order; empty while that is awaited. */
  Optional<Appraisal> of(GroupKey order, Job job, Work.Render work) {
    Trial known = trials.get(order);
    if (known != null) {
      return Optional.ofNullable(known.found);
    }
    if (trials.values().stream().filter(its -> its.found == null).count() >= MOST_WAITING) {
      return Optional.of(new Appraisal.Unable("too many others are being appraised"));
    }
    Trial trial = new Trial();
    trials.put(order, trial);
    thread.execute(() -> {
      trial.found = appraise(job, work, trial);
      bell.run();
    });
    return Optional.empty();
  }

  /** Forgets all orders but these, and stops to find out about the others. */
  void keepOnly(Set<GroupKey> orders) {
    trials.forEach((order, trial) -> trial.stopped |= !orders.contains(order));
    trials.keySet().retainAll(orders);
  }

  private Appraisal appraise(Job job, Work.Render work, Trial trial) {
    if (trial.stopped) {
      return new Appraisal.Unable("the order is gone");
    }
    trial.deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    try (Renderer renderer = pictures.open(job.need())) {
      // Started before anything is timed: that happens once, and not with each frame.
      renderer.about();
      Path scene = pictures.scene(work);
      Files.createDirectories(file.toAbsolutePath().getParent());
      long first = render(renderer, scene, with(work, FEW_SAMPLES), trial);
      long few = render(renderer, scene, with(work, FEW_SAMPLES), trial);
      long more =
          work.samples() == FEW_SAMPLES
              ? few
              : render(renderer, scene, with(work, MORE_SAMPLES), trial);
      return new Appraisal.Takes(estimate(work, first, few, more));
    } catch (IOException e) {
      return new Appraisal.Unable(
          trial.stops() && !trial.stopped
              ? "too heavy to find out within " + MOST_SECONDS + " s how long it would take"
              : String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Appraisal.Unable("the agent ends");
    } catch (RuntimeException e) {
      return new Appraisal.Unable("a bug: " + e);
    }
  }

  /** The middle of the first frame: what a picture is of is rarely at its edge. */
  private long render(Renderer renderer, Path scene, Work.Render work, Trial trial)
      throws IOException, InterruptedException {
    Tile tile = new Tile(work.firstFrame(), work.columns() / 2, work.rows() / 2);
    Renderer.Rendered rendered =
        renderer.render(new Renderer.Piece(scene, work, tile), file, trial);
    pictures.checkSize(rendered.area());
    return rendered.millis();
  }

  private static Work.Render with(Work.Render work, int samples) {
    return new Work.Render(
        work.scene(),
        work.firstFrame(),
        work.lastFrame(),
        work.columns(),
        work.rows(),
        Math.min(samples, work.samples()),
        work.seed(),
        work.version());
  }

  /**
   * All frames are opened once, all tiles take what a tile takes beside its samples, and all
   * samples what a sample takes.
   *
   * @param first milliseconds of a tile of one sample, with opening the scene
   * @param few of the same with the scene open
   * @param more of the same with more samples
   */
  static long estimate(Work.Render work, long first, long few, long more) {
    long extra = Math.min(MORE_SAMPLES, work.samples()) - FEW_SAMPLES;
    long samples = work.samples() - FEW_SAMPLES;
    long perTile =
        few
            + (extra == 0
                ? 0
                : Math.ceilDiv(Math.multiplyExact(Math.max(0, more - few), samples), extra));
    long frames = (long) work.lastFrame() - work.firstFrame() + 1;
    return Math.addExact(
        Math.multiplyExact(frames, Math.max(0, first - few)),
        Math.multiplyExact(Tile.count(work), perTile));
  }

  @Override
  public void close() {
    trials.values().forEach(trial -> trial.stopped = true);
    thread.shutdownNow();
    try {
      thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
