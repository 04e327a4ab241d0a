package polder.node.closing;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import polder.ports.Archive;
import polder.protocol.Bytes;

/**
 * An epoch's evidence on its way to the archive, on a thread of its own: the state is made ready to
 * be committed meanwhile.
 */
final class Archiving implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Archiving() {}

  static Archiving begin(Archive archive, SortedMap<String, List<Bytes>> files) {
    Archiving archiving = new Archiving();
    Thread.ofPlatform()
        .daemon()
        .name("polder-archive")
        .start(() -> {
          try {
            archive.writePieces(files);
          } catch (IOException | RuntimeException | Error e) {
            archiving.failure.set(e);
          } finally {
            archiving.done.countDown();
          }
        });
    return archiving;
  }

  /**
   * Waits until all files are durable.
   *
   * @throws IOException if they cannot be
   */
  void await() throws IOException {
    close();
    switch (failure.get()) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Waits until nothing more is written, whatever came of it; an interrupt waits as well. */
  @Override
  public void close() {
    boolean interrupted = false;
    while (done.getCount() > 0) {
      try {
        done.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
