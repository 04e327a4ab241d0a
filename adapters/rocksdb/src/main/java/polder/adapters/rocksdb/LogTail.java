package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Tells a log that a dying machine left half written from one that was damaged later. Every write
 * is on the disk before the next begins, so half written can only be the last: if behind the first
 * bad piece another write begins, the bad one was acknowledged once.
 *
 * <p>The form is that of RocksDB's log files (its wiki, "Write Ahead Log File Format"): blocks of
 * 32 KiB; in them pieces of checksum (4 bytes), length (2), type (1) and content, little-endian. A
 * write is one whole piece, or a first, middle ones and a last. (Reused files have another head;
 * the settings reuse none.)
 */
final class LogTail {
  private static final int BLOCK = 32_768;
  private static final int HEAD = 7;
  private static final int WHOLE = 1;
  private static final int FIRST = 2;

  private final ByteBuffer log;

  private LogTail(byte[] log) {
    this.log = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether all that is bad in the newest log of {@code directory} is its last write. */
  static boolean isTornAtItsEnd(Path directory) throws IOException {
    Optional<Path> newest;
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> logs =
          files.filter(file -> file.getFileName().toString().matches("[0-9]+\\.log")).toList();
      newest = logs.stream().max(LogTail::byNumber);
    }
    return newest.isPresent() && new LogTail(Files.readAllBytes(newest.get())).isTorn();
  }

  private static int byNumber(Path one, Path other) {
    String a = one.getFileName().toString();
    String b = other.getFileName().toString();
    return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
  }

  private boolean isTorn() {
    int at = 0;
    while (at < log.capacity() && (isPadding(at) || isPiece(at))) {
      at = isPadding(at) ? endOfBlock(at) : at + HEAD + length(at);
    }
    boolean damaged = at < log.capacity();
    while (at < log.capacity()) {
      if (isPadding(at)) {
        at = endOfBlock(at);
      } else if (!isPiece(at)) {
        at++;
      } else if (beginsWrite(at)) {
        return false;
      } else {
        at += HEAD + length(at);
      }
    }
    return damaged;
  }

  private static int endOfBlock(int at) {
    return at - at % BLOCK + BLOCK;
  }

  /** A block's last bytes stay empty if no head fits in. */
  private static boolean isPadding(int at) {
    return endOfBlock(at) - at < HEAD;
  }

  private int length(int at) {
    return Short.toUnsignedInt(log.getShort(at + 4));
  }

  private boolean isPiece(int at) {
    if (at + HEAD > log.capacity() || log.get(at + 6) == 0) {
      return false;
    }
    int end = at + HEAD + length(at);
    if (end > endOfBlock(at) || end > log.capacity()) {
      return false;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(log.array(), at + 6, end - at - 6);
    int crc = (int) checksum.getValue();
    // RocksDB rotates and shifts checksums that are stored beside what they check.
    return Integer.rotateRight(crc, 15) + 0xa282ead8 == log.getInt(at);
  }

  private boolean beginsWrite(int at) {
    int type = log.get(at + 6);
    return type == WHOLE || type == FIRST;
  }
}
