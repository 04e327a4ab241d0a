package polder.node.blobs;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * So many bytes that somebody sends, or the word that they went away. Nothing is asked for before
 * the first is read: whoever waits to be asked need not send them.
 */
final class SentBody extends InputStream {
  private final Supplier<InputStream> source;
  private Optional<InputStream> opened = Optional.empty();
  private long left;

  /** The sender went away, was too slow, or sent less than was said. */
  static final class GoneException extends IOException {
    private static final long serialVersionUID = 1L;

    GoneException(Throwable cause) {
      super("the sender went away", cause);
    }

    GoneException(long missing) {
      super("the sender went away with " + missing + " bytes to come");
    }
  }

  SentBody(Supplier<InputStream> source, long length) {
    this.source = source;
    this.left = length;
  }

  private InputStream input() {
    InputStream input = opened.orElseGet(source);
    opened = Optional.of(input);
    return input;
  }

  /** Whether all was read. */
  boolean isRead() {
    return left == 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int read;
    try {
      read = input().read(target, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      if (left == 0 && input().read() >= 0) {
        throw new IOException("more came than was said");
      }
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      throw new GoneException(e);
    }
    if (read < 0) {
      throw new GoneException(left);
    }
    return read;
  }

  /** Reads the rest, for whoever waits with their ears closed until all is said. */
  void discard() throws IOException {
    transferTo(OutputStream.nullOutputStream());
  }
}
