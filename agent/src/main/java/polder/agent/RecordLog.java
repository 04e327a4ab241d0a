package polder.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import polder.protocol.Bytes;

/**
 * A file of records, written only at its end. A record is a mark (1 byte), its type (1), the length
 * of its content (4) and a CRC-32C over type, length and content (4), then the content. What a
 * crash or a bad card left unreadable is skipped up to the next whole record and counted.
 */
public final class RecordLog implements AutoCloseable {
  private static final byte MARK = (byte) 0xb7;
  private static final int HEADER = 10;
  private static final int MAX_CONTENT = 1 << 20;

  /** One record. */
  public record Entry(int type, Bytes content) {}

  /**
   * What a file holds.
   *
   * @param entries its whole records, in order
   * @param damagedBytes bytes that belong to none
   */
  public record Contents(List<Entry> entries, long damagedBytes) {}

  private final FileChannel channel;
  private long size;

  private RecordLog(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  /** Everything that can be read of {@code file}; nothing if there is no such file. */
  public static Contents read(Path file) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new Contents(List.of(), 0);
    }
    List<Entry> entries = new ArrayList<>();
    long damaged = 0;
    int at = 0;
    while (at < content.length) {
      int length = lengthOfWhole(content, at);
      if (length < 0) {
        damaged++;
        at++;
        continue;
      }
      entries.add(new Entry(content[at + 1], Bytes.copyOf(content, at + HEADER, length)));
      at += HEADER + length;
    }
    return new Contents(entries, damaged);
  }

  /** The length of the content of the record at {@code at}, or −1 where none begins. */
  private static int lengthOfWhole(byte[] content, int at) {
    if (content[at] != MARK || content.length - at < HEADER) {
      return -1;
    }
    int length = ByteBuffer.wrap(content).getInt(at + 2);
    if (length < 0 || length > MAX_CONTENT || length > content.length - at - HEADER) {
      return -1;
    }
    int expected = ByteBuffer.wrap(content).getInt(at + 6);
    return checksum(content, at, length) == expected ? length : -1;
  }

  private static int checksum(byte[] frame, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(frame, at + 1, 5);
    crc.update(frame, at + HEADER, length);
    return (int) crc.getValue();
  }

  /**
   * Puts a new file with {@code entries} in the place of {@code file}, whole or not at all, and
   * goes on writing to it.
   */
  public static RecordLog replace(Path file, List<Entry> entries) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    RecordLog log =
        new RecordLog(
            FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 0);
    try {
      for (Entry entry : entries) {
        log.append(entry.type(), entry.content());
      }
      log.force();
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(file);
      return log;
    } catch (IOException e) {
      log.close();
      throw e;
    }
  }

  /** Makes the new name durable, too; Windows cannot open a folder and needs no such thing. */
  private static void forceFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Writes one record; {@link #force} makes it durable. */
  public void append(int type, Bytes content) throws IOException {
    if (content.size() > MAX_CONTENT) {
      throw new IllegalArgumentException("a record of " + content.size() + " bytes");
    }
    byte[] frame = new byte[HEADER + content.size()];
    System.arraycopy(content.unsafeArray(), 0, frame, HEADER, content.size());
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    buffer.put(0, MARK).put(1, (byte) type).putInt(2, content.size());
    buffer.putInt(6, checksum(frame, 0, content.size()));
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    size += frame.length;
  }

  /** Returns when everything written is on the disk. */
  public void force() throws IOException {
    channel.force(false);
  }

  /** Bytes in the file. */
  public long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
