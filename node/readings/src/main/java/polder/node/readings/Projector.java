package polder.node.readings;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.archive.EvidenceException;

/**
 * Keeps a store of readings up to date on a thread of its own. Epochs that are sealed meanwhile
 * wait in the archive, so nothing here has a queue.
 */
public final class Projector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
  private static final long RETRY_SECONDS = 30;

  private final Projection projection;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean behind = true;
  private volatile boolean stopped;

  /** Over {@code projection}; call {@link #start} to begin. */
  public Projector(Projection projection) {
    this.projection = projection;
    this.thread = new Thread(this::run, "readings");
    thread.setDaemon(true);
  }

  /** Begins with what is missing. */
  public void start() {
    thread.start();
  }

  /** Says that an epoch was sealed; returns at once. */
  public void sealed() {
    lock.lock();
    try {
      behind = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        if (awaitWork()) {
          projection.catchUp(epoch -> LOG.debug("readings of epoch {} are projected", epoch));
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
    }
  }

  private void failed(Exception e) {
    if (stopped) {
      return;
    }
    if (e instanceof EvidenceException || e instanceof IOException) {
      LOG.error("readings are not projected, tried again later: {}", e.getMessage(), e);
    } else {
      LOG.error("readings are not projected, tried again later; this is a bug in Polder", e);
    }
    lock.lock();
    try {
      // Nothing is lost: the archive keeps what is to be done.
      boolean signalled = changed.await(RETRY_SECONDS, TimeUnit.SECONDS);
      LOG.debug("trying to project readings again, signalled: {}", signalled);
      behind = true;
    } catch (InterruptedException interrupted) {
      stopped = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is something to do; waits until there is. */
  private boolean awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!behind) {
        changed.await();
      }
      behind = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the work after the epoch that is being projected. */
  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.interrupt();
    thread.join();
  }
}
