package polder.adapters.runc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container says. conmon writes it and begins anew when the file is full; a second name for
 * the file keeps what was in it until the next one is full.
 *
 * @param file that conmon writes
 */
record LogFile(Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

  /** Bytes at which conmon begins anew. */
  static final long FULL_BYTES = 8L << 20;

  private Path held() {
    return file.resolveSibling("log.held");
  }

  private Path before() {
    return file.resolveSibling("log.before");
  }

  /** Holds on to the file that is written at the moment; to be called again and again. */
  void hold() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (Files.exists(held())) {
      if (Files.isSameFile(held(), file)) {
        return;
      }
      Files.move(held(), before(), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createLink(held(), file);
  }

  /** Bytes that it takes. */
  long bytes() throws IOException {
    long current = Files.exists(file) ? Files.size(file) : 0;
    return current + (Files.exists(before()) ? Files.size(before()) : 0);
  }

  /** Begins to read it from the oldest on. */
  Reader reader(String prefix) {
    return new Reader(prefix);
  }

  /** Reads on wherever it was left, over all that conmon does to the file. */
  final class Reader implements AutoCloseable {
    private static final int BUFFER = 65_536;

    private final LogLines lines;
    private Optional<FileChannel> current = Optional.empty();
    private Object opened = "nothing";
    private boolean begun;

    private Reader(String prefix) {
      this.lines = new LogLines(prefix);
    }

    /** Copies what there is by now. */
    void copy(OutputStream to) throws IOException {
      if (!begun) {
        begun = true;
        if (Files.exists(before())) {
          try (FileChannel old = FileChannel.open(before(), StandardOpenOption.READ)) {
            drain(old, to);
          }
        }
      }
      if (current.isPresent()) {
        drain(current.get(), to);
      }
      while (next()) {
        drain(current.orElseThrow(), to);
      }
    }

    /** Opens the file that is written at the moment, unless it is open. */
    private boolean next() throws IOException {
      if (!Files.exists(file)) {
        return false;
      }
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (current.isPresent() && key.equals(opened)) {
        return false;
      }
      close();
      current = Optional.of(FileChannel.open(file, StandardOpenOption.READ));
      opened = key;
      return true;
    }

    private void drain(FileChannel from, OutputStream to) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (from.read(buffer) >= 0) {
        lines.write(buffer.array(), buffer.position(), to);
        buffer.clear();
      }
      to.flush();
    }

    /** Closes it where nothing can be done about a failure any more. */
    void closeQuietly() {
      try {
        close();
      } catch (IOException e) {
        LOG.debug("{} did not close: {}", file, e.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      if (current.isPresent()) {
        current.get().close();
      }
    }
  }
}
