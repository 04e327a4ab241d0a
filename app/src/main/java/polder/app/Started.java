package polder.app;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The parts of something that were started, to be stopped in reverse. Not for several threads. */
final class Started implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final String whole;

  /**
   * None yet.
   *
   * @param whole what they are parts of, for the error that says it could not be stopped
   */
  Started(String whole) {
    this.whole = whole;
  }

  /** Remembers {@code part}. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Stops every part, last started first, whatever goes wrong with one of them. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IOException(whole + " could not be stopped in good order: " + e, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
