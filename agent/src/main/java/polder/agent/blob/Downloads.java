package polder.agent.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import polder.protocol.Hash;

/** Files whose bytes have the hash that was asked for, or none. */
final class Downloads {
  private static final int BUFFER_BYTES = 64 << 10;

  private Downloads() {}

  /** Other bytes came than were asked for. */
  static final class WrongException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongException(String message) {
      super(message);
    }
  }

  /** What gives the bytes failed. */
  static final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceException(IOException cause) {
      super(cause);
    }
  }

  /** The SHA-256 of a file. */
  static Hash hash(Path file) throws IOException {
    MessageDigest digest = Hash.newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream input = Files.newInputStream(file)) {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Hash.of(digest.digest());
  }

  /**
   * Writes what {@code source} gives to {@code file}, if it has the hash {@code expected}.
   *
   * @return how many bytes
   */
  static long write(InputStream source, Hash expected, Path file, long mostBytes)
      throws IOException {
    Path whole = file.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder == null) {
      throw new IOException(file + " is no place for a file");
    }
    Path part = Files.createTempFile(folder, "." + whole.getFileName() + ".", ".part");
    try {
      long bytes;
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        bytes = copy(source, expected, channel, mostBytes);
        channel.force(true);
      }
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
        entry.force(true);
      }
      return bytes;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static long copy(InputStream source, Hash expected, FileChannel target, long mostBytes)
      throws IOException {
    MessageDigest digest = Hash.newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int read = read(source, buffer); read >= 0; read = read(source, buffer)) {
      bytes += read;
      if (bytes > mostBytes) {
        throw new WrongException("more than " + mostBytes + " bytes came");
      }
      digest.update(buffer, 0, read);
      for (ByteBuffer left = ByteBuffer.wrap(buffer, 0, read); left.hasRemaining(); ) {
        target.write(left);
      }
    }
    Hash found = Hash.of(digest.digest());
    if (!found.equals(expected)) {
      throw new WrongException(bytes + " bytes came whose SHA-256 is " + found);
    }
    return bytes;
  }

  private static int read(InputStream source, byte[] buffer) throws IOException {
    try {
      return source.read(buffer);
    } catch (IOException e) {
      throw new SourceException(e);
    }
  }
}
