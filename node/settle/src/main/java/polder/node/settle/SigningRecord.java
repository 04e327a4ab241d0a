package polder.node.settle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.protocol.Hash;

/**
 * Which header an account signed for which epoch and attempt, written before it signs: two headers
 * for one are a fault that costs its bond. A line each; old lines are dropped, and below what was
 * dropped nothing is signed any more. One process at a time has the file.
 */
public final class SigningRecord implements AutoCloseable {
  /** Lines that are kept when old ones are dropped. */
  static final int KEPT = 4_096;

  private static final Pattern LINE =
      Pattern.compile("(signed|below) ([0-9]{1,18}) ([0-9]{1,18}) ([0-9a-f]{64})");

  private final Path file;
  private final FileChannel lock;
  private final NavigableMap<Place, Hash> signed = new TreeMap<>();
  private Optional<Place> floor = Optional.empty();
  private FileChannel channel;

  /** Attempts only grow, so they come first. */
  private record Place(long attempt, long epoch) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byAttempt = Long.compare(attempt, other.attempt);
      return byAttempt != 0 ? byAttempt : Long.compare(epoch, other.epoch);
    }
  }

  /**
   * Opens the record in {@code file}, or begins it.
   *
   * @throws IOException if another process has it, it is damaged, or the disk refuses
   */
  public SigningRecord(Path file) throws IOException {
    this.file = file;
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.lock = lock(file);
    try {
      if (Files.exists(file)) {
        read();
      }
      this.channel = append(file);
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
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very process has it; told below.
    }
    if (held == null) {
      channel.close();
      throw new IOException(
          "another process signs by " + file + "; two that did would sign twice: stop one of them");
    }
    return channel;
  }

  private static FileChannel append(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    channel.force(true);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel name = FileChannel.open(folder, StandardOpenOption.READ)) {
        name.force(true);
      }
    }
    return channel;
  }

  private void read() throws IOException {
    String all = Files.readString(file, StandardCharsets.US_ASCII);
    int whole = all.lastIndexOf('\n') + 1;
    for (String line : all.substring(0, whole).lines().toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IOException(
            file + " is damaged: " + line + "; signing without it could cost the bond");
      }
      Place place = new Place(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
      if (parts.group(1).equals("below")) {
        floor = Optional.of(place);
      } else {
        signed.put(place, Hash.fromHex(parts.group(4)));
      }
    }
    if (whole < all.length()) {
      // A line that was being written when the machine stopped: nothing was signed by it.
      try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
        cut.truncate(whole);
        cut.force(true);
      }
    }
  }

  /**
   * Whether {@code header} may be signed. If so, that is on the disk when this returns.
   *
   * @return false if another header was signed for the epoch and attempt, or what was is forgotten
   */
  public synchronized boolean allow(long epoch, long attempt, Hash header) throws IOException {
    Place place = new Place(attempt, epoch);
    Hash before = signed.get(place);
    if (before != null) {
      return before.equals(header);
    }
    if (floor.isPresent() && place.compareTo(floor.get()) < 0) {
      return false;
    }
    write(channel, line("signed", place, header));
    channel.force(true);
    signed.put(place, header);
    if (signed.size() >= 2 * KEPT) {
      drop();
    }
    return true;
  }

  /** What was signed for the epoch and attempt. */
  public synchronized Optional<Hash> signed(long epoch, long attempt) {
    return Optional.ofNullable(signed.get(new Place(attempt, epoch)));
  }

  private void drop() throws IOException {
    List<Map.Entry<Place, Hash>> kept = new ArrayList<>(signed.descendingMap().entrySet());
    kept = kept.subList(0, KEPT).reversed();
    Place least = kept.getFirst().getKey();
    StringBuilder text = new StringBuilder(line("below", least, Hash.ZERO));
    kept.forEach(entry -> text.append(line("signed", entry.getKey(), entry.getValue())));
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel whole =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(whole, text.toString());
      whole.force(true);
    }
    channel.close();
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    channel = append(file);
    signed.headMap(least, false).clear();
    floor = Optional.of(least);
  }

  private static String line(String word, Place place, Hash hash) {
    return word + " " + place.attempt() + " " + place.epoch() + " " + hash.toHex() + "\n";
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
    lock.close();
  }
}
