package polder.agent.market;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import polder.networks.GroupKey;
import polder.protocol.Bytes;

/** A renter's notes of its orders: a file each, whole or not there. */
final class OrderNotes {
  private static final String SUFFIX = ".json";

  private final Path folder;

  OrderNotes(Path folder) {
    this.folder = folder;
  }

  /** Keeps a note; it is on the disk when this returns. */
  void keep(OrderNote note) throws IOException {
    Files.createDirectories(folder);
    Path file = file(note.order());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(note.encode().toArray());
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
  }

  /** Makes the new name durable, too; Windows cannot open a folder and needs no such thing. */
  private void forceFolder() throws IOException {
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  Optional<OrderNote> of(GroupKey order) throws IOException {
    return read(file(order));
  }

  /** All of them, the latest first. */
  List<OrderNote> all() throws IOException {
    List<OrderNote> notes = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(its -> its.toString().endsWith(SUFFIX)).toList()) {
          read(file).ifPresent(notes::add);
        }
      }
    }
    notes.sort(
        Comparator.comparingLong(OrderNote::placedMillis)
            .reversed()
            .thenComparing(OrderNote::order));
    return notes;
  }

  private static Optional<OrderNote> read(Path file) throws IOException {
    try {
      return Optional.of(OrderNote.decode(Bytes.wrap(Files.readAllBytes(file))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + " is damaged: " + e.getMessage() + "; the order itself is not: remove the file",
          e);
    }
  }

  private Path file(GroupKey order) {
    return folder.resolve(order + SUFFIX);
  }
}
