package polder.node.blobs;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps the books now and then, on a thread of its own. */
public final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final BlobBooks books;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("blobs").factory());

  /** Sweeps {@code books}; call {@link #start} to begin. */
  public Sweeper(BlobBooks books) {
    this.books = books;
  }

  /** Begins after a minute, and goes on {@code every} so often. */
  public void start(Duration every) {
    thread.scheduleWithFixedDelay(this::sweep, 60, every.toSeconds(), TimeUnit.SECONDS);
  }

  private void sweep() {
    try {
      long deleted = books.sweep();
      LOG.debug("{} blobs that nobody holds were deleted", deleted);
    } catch (IOException | RuntimeException e) {
      // Tried again: who held a blob for long enough is no less forgotten later.
      LOG.error("blobs that expired are not deleted, tried again later: {}", e.getMessage(), e);
    }
  }

  /** Ends after the sweep that is under way. */
  @Override
  public void close() throws InterruptedException {
    thread.shutdown();
    while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
      LOG.info("waiting for the sweep of blobs to end");
    }
  }
}
