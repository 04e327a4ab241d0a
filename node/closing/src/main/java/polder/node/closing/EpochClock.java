package polder.node.closing;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochSchedule;
import polder.networks.EpochWindow;
import polder.ports.Time;
import polder.protocol.manifest.DeploymentManifest;

/**
 * Closes each epoch when its window is over. A clock that jumps ahead leaves windows out; one that
 * jumps back waits for the window that is open.
 */
public final class EpochClock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpochClock.class);

  private final Closing closing;
  private final Time time;
  private final Thread thread;
  private volatile EpochWindow running;
  private volatile boolean failed;
  private boolean stopping;

  /** For {@code closing}, by {@code time}; nothing happens before {@link #start}. */
  public EpochClock(Closing closing, Time time) {
    this.closing = closing;
    this.time = time;
    this.running = next();
    this.thread = Thread.ofPlatform().name("epoch-clock").unstarted(this::run);
  }

  /** Begins to close epochs. */
  public void start() {
    thread.start();
  }

  /** The window that is open now. */
  public EpochWindow running() {
    return running;
  }

  /** Whether closing has failed, so that no further epoch will be closed. */
  public boolean hasFailed() {
    return failed;
  }

  private EpochWindow next() {
    DeploymentManifest deployment = closing.standing().manifests().deployment();
    return EpochSchedule.next(
        deployment, closing.standing().nextEpoch(), time.nowMillis(), closing.notBeforeMillis());
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted() && !isStopping()) {
        running = next();
        time.awaitMillis(running.endMillis());
        OldGeneration.collectAfter(closeUnlessStopping());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      failed = true;
      LOG.error(
          "epoch {} could not be closed: {}; nothing acknowledged is lost: mend the cause and"
              + " start the node again",
          running.epoch(),
          e.getMessage(),
          e);
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** How many messages the epoch had that was closed. */
  private synchronized long closeUnlessStopping() throws IOException, InterruptedException {
    // Else it is tried again at the end of the window that is then the next.
    return !stopping && closing.mayClose() ? closing.close(running).header().inputsCount() : 0;
  }

  /** Closes no further epoch; may be called from anywhere but a listener of the closing. */
  public synchronized void halt() {
    // Only now is the thread surely waiting and not writing, so an interrupt breaks no file.
    stopping = true;
    thread.interrupt();
  }

  /** Stops closing epochs; the one being closed is finished first. */
  @Override
  public void close() throws InterruptedException {
    halt();
    thread.join();
  }
}
