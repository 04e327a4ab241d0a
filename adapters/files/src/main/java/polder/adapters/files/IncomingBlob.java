package polder.adapters.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import polder.ports.BlobStore.Put;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** A blob that is being written. Closed before it is moved to its place, it leaves nothing. */
final class IncomingBlob implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final long LOOK_EVERY_BYTES = 16L << 20;

  private final Path part;
  private final Space space;
  private long bytes;
  private long looked;
  private boolean isPlaced;
  private Hash hash = Hash.ZERO;

  IncomingBlob(Path part, Space space) {
    this.part = part;
    this.space = space;
  }

  static void write(Path file, Bytes content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(channel, ByteBuffer.wrap(content.unsafeArray()));
      channel.force(true);
    }
  }

  private static void write(FileChannel channel, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }

  /** Writes all of {@code content} and forces it to the disk, or says why not. */
  Optional<Put> fill(InputStream content, long mostBytes) throws IOException {
    if (!space.leavesEnough()) {
      return Optional.of(new Put.Full(space.scarce()));
    }
    MessageDigest digest = Hash.newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        Optional<Put> refusal = take(read, mostBytes);
        if (refusal.isPresent()) {
          return refusal;
        }
        digest.update(buffer, 0, read);
        write(channel, ByteBuffer.wrap(buffer, 0, read));
      }
      channel.force(true);
    }
    hash = Hash.of(digest.digest());
    return Optional.empty();
  }

  private Optional<Put> take(int more, long mostBytes) {
    if (bytes + more > mostBytes) {
      return Optional.of(new Put.TooLarge(mostBytes));
    }
    if (!space.take(more)) {
      return Optional.of(new Put.Full(space.full()));
    }
    bytes += more;
    if (bytes - looked >= LOOK_EVERY_BYTES) {
      looked = bytes;
      if (!space.leavesEnough()) {
        return Optional.of(new Put.Full(space.scarce()));
      }
    }
    return Optional.empty();
  }

  Hash hash() {
    return hash;
  }

  long bytes() {
    return bytes;
  }

  void moveTo(Path place) throws IOException {
    Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    isPlaced = true;
  }

  @Override
  public void close() throws IOException {
    if (!isPlaced) {
      space.freed(bytes);
      Files.deleteIfExists(part);
    }
  }
}
