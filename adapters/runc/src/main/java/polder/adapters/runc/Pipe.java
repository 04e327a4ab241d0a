package polder.adapters.runc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A named pipe through which one stream of a container comes, bounded. Named, so that it can belong
 * to the container's user from the beginning on: programs open their output again by its name.
 */
final class Pipe {
  private static final int BUFFER = 65_536;
  private static final long PATIENCE_MILLIS = 10_000;

  private final Path path;
  private final OutputStream to;
  private final long most;
  private final Thread reading;
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean overflown;
  private volatile Optional<IOException> failure = Optional.empty();

  /**
   * Makes it, and reads it until nobody writes any more.
   *
   * @param to gets the first {@code most} bytes; the others are read and dropped
   * @param user whose it is
   */
  Pipe(Path path, OutputStream to, long most, long user) throws IOException {
    this.path = path;
    this.to = to;
    this.most = most;
    Command.of("mkfifo", "--mode=600", path.toString()).run();
    Files.setAttribute(path, "unix:uid", (int) user);
    this.reading = Thread.ofPlatform().daemon().name("pipe " + path).start(this::read);
  }

  Path path() {
    return path;
  }

  /** Bytes that were handed on. */
  long bytes() {
    return bytes.get();
  }

  /** Whether more came than is handed on. */
  boolean isOverflown() {
    return overflown;
  }

  /** Why what came could not be handed on. */
  Optional<IOException> failure() {
    return failure;
  }

  /**
   * Waits until all that was written has come; to be called once nobody is left who writes.
   *
   * @throws IOException if it could not be handed on
   */
  void end() throws IOException, InterruptedException {
    reading.join(PATIENCE_MILLIS);
    if (reading.isAlive()) {
      throw new IOException("somebody still holds " + path);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void read() {
    byte[] buffer = new byte[BUFFER];
    try (InputStream from = Files.newInputStream(path)) {
      int length;
      while ((length = from.read(buffer)) >= 0) {
        take(buffer, length);
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /** Goes on reading even if nothing can be written any more: who writes shall not wait for it. */
  private void take(byte[] buffer, int length) {
    int taken = (int) Math.min(length, most - bytes.get());
    if (taken < length) {
      overflown = true;
    }
    if (taken == 0 || failure.isPresent()) {
      return;
    }
    try {
      to.write(buffer, 0, taken);
      bytes.addAndGet(taken);
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }
}
