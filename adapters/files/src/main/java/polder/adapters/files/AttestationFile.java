package polder.adapters.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.ports.AttestationLog;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Validators' signatures in a file: text, a line a signature with a checksum, each forced to the
 * disk. Lines that cannot be read are left out, since who signed sends again. What nobody needs any
 * more goes when the file has doubled.
 */
public final class AttestationFile implements AttestationLog, AutoCloseable {
  private static final int WORDS = 5;
  private static final int SUM_DIGITS = 16;

  /** A larger file is none of ours: 4,096 epochs that 64 validators signed take 70 MiB. */
  private static final long MOST_BYTES = 256L << 20;

  private static final long LEAST_BYTES = 1 << 20;

  private final Path file;
  private final long leastBytes;
  private FileChannel channel;
  private long floor;
  private long tidiedBytes;

  private AttestationFile(Path file, long leastBytes) throws IOException {
    this.file = file;
    this.leastBytes = leastBytes;
    if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
      throw new IOException(
          file
              + " is too large for a file of validators' signatures; move it away, they send again");
    }
    this.channel = append(file);
    // What a crash left of a line must not swallow the next one.
    write("\n");
    this.tidiedBytes = channel.size();
  }

  /** Opens {@code file}; makes it if there is none. */
  public static AttestationFile open(Path file) throws IOException {
    return open(file, LEAST_BYTES);
  }

  /** As {@link #open(Path)}, tidied from a size of {@code leastBytes} on. */
  static AttestationFile open(Path file, long leastBytes) throws IOException {
    Path whole = file.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder != null) {
      DirectoryArchive.createDurably(folder.normalize());
    }
    return new AttestationFile(whole, leastBytes);
  }

  private static FileChannel append(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void add(Entry entry) throws IOException {
    write(line(entry) + "\n");
    channel.force(false);
  }

  private void write(String text) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  @Override
  public synchronized List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()) {
      entry(line).filter(its -> its.epoch() >= floor).ifPresent(entries::add);
    }
    return entries;
  }

  @Override
  public synchronized void forgetBefore(long epoch) throws IOException {
    floor = Math.max(floor, epoch);
    if (channel.size() >= Math.max(leastBytes, 2 * tidiedBytes)) {
      tidy();
    }
  }

  private void tidy() throws IOException {
    StringBuilder kept = new StringBuilder();
    entries().stream().distinct().forEach(entry -> kept.append(line(entry)).append('\n'));
    Path part = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(part);
    channel.close();
    channel = append(part);
    write(kept.toString());
    channel.force(true);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    tidiedBytes = channel.size();
  }

  private static String line(Entry entry) {
    return summed(
        entry.epoch()
            + " "
            + entry.attempt()
            + " "
            + entry.header().toHex()
            + " "
            + entry.account()
            + " "
            + entry.signature().toHex());
  }

  private static String summed(String line) {
    Hash sum = Hash.sha256(line.getBytes(StandardCharsets.ISO_8859_1));
    return line + " " + sum.toHex().substring(0, SUM_DIGITS);
  }

  private static Optional<Entry> entry(String line) {
    int sum = line.lastIndexOf(' ');
    if (sum < 0 || !summed(line.substring(0, sum)).equals(line)) {
      return Optional.empty();
    }
    List<String> words = List.of(line.substring(0, sum).split(" ", -1));
    if (words.size() != WORDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Entry(
              Long.parseLong(words.get(0)),
              Long.parseLong(words.get(1)),
              Hash.fromHex(words.get(2)),
              Account.parse(words.get(3)),
              Bytes.fromHex(words.get(4))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
