package polder.adapters.runc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.work.ContainerStatus;
import polder.ports.work.ContainerStatus.State;
import polder.ports.work.WorkException;

/**
 * A container that is started again whenever it has ended, after a pause that doubles, as
 * Kubernetes does it. Its state can be asked by any thread; all else is for one at a time.
 */
final class Tended {
  private static final Logger LOG = LoggerFactory.getLogger(Tended.class);

  /** Whoever has run for so long begins with short pauses again. */
  private static final Duration STEADY = Duration.ofMinutes(10);

  private final Container container;
  private final Path unpacked;
  private final Settings settings;
  private volatile State state = new State.Starting();
  private volatile int restarts;
  private Duration pause;
  private long startedNanos;
  private long endedNanos;

  Tended(Container container, Path unpacked, Settings settings) {
    this.container = container;
    this.unpacked = unpacked;
    this.settings = settings;
    this.pause = settings.pause();
    this.startedNanos = System.nanoTime();
  }

  Container container() {
    return container;
  }

  ContainerStatus status() {
    return new ContainerStatus(
        container.spec().service().name(), container.spec().number(), state, restarts);
  }

  boolean runs() {
    return state instanceof State.Running;
  }

  /**
   * Starts it for the first time.
   *
   * @throws WorkException if it cannot be; then it is tried again like one that ended
   */
  void start() throws WorkException {
    startedNanos = System.nanoTime();
    try {
      container.start(unpacked);
      state = new State.Running();
    } catch (WorkException e) {
      fail(e);
      throw e;
    }
  }

  /** Looks how it is, and starts it again if its pause is over. */
  void tend() {
    try {
      container.log().hold();
    } catch (IOException e) {
      LOG.warn("the log of {} is not kept: {}", container.spec().name(), e.getMessage());
    }
    long now = System.nanoTime();
    if (state instanceof State.Running || state instanceof State.Starting) {
      state = container.state();
      if (!(state instanceof State.Running)) {
        if (now - startedNanos > STEADY.toNanos()) {
          pause = settings.pause();
        }
        endedNanos = now;
      }
    } else if (now - endedNanos > pause.toNanos()) {
      again();
    }
  }

  private void again() {
    pause = longer(pause);
    restarts++;
    try {
      start();
    } catch (WorkException e) {
      LOG.info("{} was not started again: {}", container.spec().name(), e.getMessage());
    }
  }

  private Duration longer(Duration before) {
    Duration twice = before.multipliedBy(2);
    return twice.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : twice;
  }

  private void fail(WorkException e) {
    state = new State.Failed(String.valueOf(e.getMessage()));
    endedNanos = System.nanoTime();
  }
}
