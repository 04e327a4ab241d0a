package polder.adapters.evm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A sender's records in one file, a line each: CRC-32C of the rest, a blank, JSON. A record is on
 * the disk when {@link #append} returns. A last line that a crash has cut off was never acted on
 * and is taken away; any other damage is refused. One process holds the file at a time; not for
 * several threads.
 */
final class IntentLog implements AutoCloseable {
  private static final int CHECK_DIGITS = 8;

  private final Path file;
  private final FileChannel lockChannel;
  private FileChannel channel;
  private boolean broken;

  private IntentLog(Path file, FileChannel lockChannel, FileChannel channel) {
    this.file = file;
    this.lockChannel = lockChannel;
    this.channel = channel;
  }

  /**
   * Opens {@code file}, or makes it.
   *
   * @param into gets all records in their order
   * @throws IOException if another process has it, it is damaged, or the disk refuses
   */
  static IntentLog open(Path file, List<LogRecord> into) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel lock = lock(file);
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (folder != null) {
        Durable.syncFolder(folder);
      }
      long sound = read(file, into);
      channel.truncate(sound);
      channel.position(sound);
      channel.force(true);
      return new IntentLog(file, lock, channel);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          file + " is in use by another process; stop it, or give this one a directory of its own");
    }
    return channel;
  }

  /** Reads all sound lines; gives the length of what they take. */
  private static long read(Path file, List<LogRecord> into) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int from = 0;
    int line = 1;
    while (from < all.length) {
      int end = from;
      while (end < all.length && all[end] != '\n') {
        end++;
      }
      if (end == all.length) {
        // Cut off by a crash: nothing followed from it.
        return from;
      }
      String text = new String(all, from, end - from, StandardCharsets.UTF_8);
      try {
        into.add(parse(text));
      } catch (IllegalArgumentException e) {
        if (end == all.length - 1) {
          return from;
        }
        throw new IOException(
            file
                + " is damaged in line "
                + line
                + " ("
                + e.getMessage()
                + "); restore it from a copy: it says what was sent already",
            e);
      }
      from = end + 1;
      line++;
    }
    return from;
  }

  private static LogRecord parse(String line) {
    if (line.length() <= CHECK_DIGITS || line.charAt(CHECK_DIGITS) != ' ') {
      throw new IllegalArgumentException("no checksum");
    }
    String json = line.substring(CHECK_DIGITS + 1);
    if (!line.substring(0, CHECK_DIGITS).equals(check(json))) {
      throw new IllegalArgumentException("its checksum is wrong");
    }
    return LogCodec.read(json);
  }

  private static String check(String json) {
    CRC32C sum = new CRC32C();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    return String.format(java.util.Locale.ROOT, "%08x", sum.getValue());
  }

  private static byte[] line(LogRecord entry) {
    String json = LogCodec.write(entry);
    return (check(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes a record; on the disk when this returns.
   *
   * @throws IOException if the disk refuses; then nothing can be written until it is opened again
   */
  void append(LogRecord entry) throws IOException {
    if (broken) {
      throw new IOException(file + " could not be written; start again when the disk is well");
    }
    broken = true;
    ByteBuffer left = ByteBuffer.wrap(line(entry));
    while (left.hasRemaining()) {
      channel.write(left);
    }
    channel.force(false);
    broken = false;
  }

  /** How large the file is, in bytes. */
  long size() throws IOException {
    return channel.size();
  }

  /** Puts {@code records} in the place of all there are, in one step. */
  void rewrite(List<LogRecord> records) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    int length = 0;
    for (LogRecord entry : records) {
      byte[] line = line(entry);
      lines.add(line);
      length = Math.addExact(length, line.length);
    }
    ByteBuffer content = ByteBuffer.allocate(length);
    lines.forEach(content::put);
    Durable.replace(file, content.array());
    channel.close();
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel.position(channel.size());
  }

  @Override
  public void close() throws IOException {
    channel.close();
    lockChannel.close();
  }
}
