package polder.adapters.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import polder.ports.Archive;
import polder.protocol.Bytes;

/**
 * An archive in a folder. Every file is written beside its place under a name that no path can
 * have, forced to the disk and then renamed, so that neither a crash nor a reader ever finds half
 * of one.
 */
public final class DirectoryArchive implements Archive, Archive.Reader {
  /** Largest file that is read back, unless told otherwise: 1 GiB. */
  public static final long MAX_FILE_BYTES = 1L << 30;

  // Small pieces are gathered into so much, so that there are few calls and little memory.
  private static final int BUFFER_BYTES = 256 << 10;

  private final Path directory;
  private final long maxFileBytes;

  /** An archive in {@code directory}, which is created with the first file. */
  public DirectoryArchive(Path directory) {
    this(directory, MAX_FILE_BYTES);
  }

  /**
   * An archive in {@code directory}, which is created with the first file.
   *
   * @param maxFileBytes largest file that is read back, below 2 GiB
   */
  public DirectoryArchive(Path directory, long maxFileBytes) {
    this.directory = directory.toAbsolutePath().normalize();
    this.maxFileBytes = maxFileBytes;
  }

  @Override
  public Reader reader() {
    return this;
  }

  @Override
  public String name() {
    return directory.toString();
  }

  @Override
  public Optional<Bytes> read(String path) throws IOException {
    if (!Archive.isPath(path)) {
      return Optional.empty();
    }
    Path file = directory.resolve(path);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      long size = Files.size(file);
      if (size > maxFileBytes) {
        throw new IOException(
            file + " has " + size + " bytes; more than " + maxFileBytes + " are not read");
      }
      return Optional.of(Bytes.wrap(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void writePieces(SortedMap<String, List<Bytes>> files) throws IOException {
    requireFixed(files.keySet());
    for (Map.Entry<String, List<Bytes>> file : files.entrySet()) {
      Path place = directory.resolve(file.getKey());
      if (Files.exists(place)) {
        requireSame(place, file.getKey(), file.getValue());
        // A write that failed after its rename may have left the entry only in a cache.
        force(parent(place));
      } else {
        replace(place, file.getValue());
      }
    }
  }

  @Override
  public void writeLatest(Bytes pointer) throws IOException {
    replace(directory.resolve(LATEST), List.of(pointer));
  }

  @Override
  public void writeKept(Bytes note) throws IOException {
    replace(directory.resolve(KEPT), List.of(note));
  }

  @Override
  public void delete(Collection<String> paths) throws IOException {
    requireFixed(paths);
    SortedSet<Path> folders = new TreeSet<>();
    for (String path : paths) {
      Path place = directory.resolve(path);
      if (Files.deleteIfExists(place)) {
        folders.add(parent(place));
      }
    }
    for (Path folder : folders) {
      force(folder);
    }
  }

  @Override
  public SortedSet<String> list(String folder) throws IOException {
    SortedSet<String> paths = new TreeSet<>();
    Path place = directory.resolve(folder);
    if (!Archive.isPath(folder) || !Files.isDirectory(place)) {
      return paths;
    }
    try (Stream<Path> entries = Files.list(place)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String path = folder + "/" + entry.getFileName();
        // What a crash left half written has a name that no path can have.
        if (Archive.isPath(path) && Files.isRegularFile(entry)) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  private static void requireFixed(Collection<String> paths) {
    for (String path : paths) {
      if (!Archive.isFixedPath(path)) {
        throw new IllegalArgumentException("'" + path + "' is no path of an archive");
      }
    }
  }

  private static void requireSame(Path place, String path, List<Bytes> content) throws IOException {
    boolean same =
        Files.isRegularFile(place)
            && Files.size(place) == size(content)
            && Bytes.wrap(Files.readAllBytes(place)).equals(Bytes.join(content));
    if (!same) {
      throw new IOException("another content stands at " + path + " in the archive already");
    }
  }

  private static void replace(Path place, List<Bytes> content) throws IOException {
    Path parent = parent(place);
    createDurably(parent);
    Path part = parent.resolve("." + place.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, content);
      channel.force(true);
    }
    Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    force(parent);
  }

  private static void write(FileChannel channel, List<Bytes> content) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(size(content), BUFFER_BYTES));
    for (Bytes piece : content) {
      for (int at = 0; at < piece.size(); ) {
        if (!buffer.hasRemaining()) {
          empty(buffer, channel);
        }
        int length = Math.min(buffer.remaining(), piece.size() - at);
        buffer.put(piece.unsafeArray(), at, length);
        at += length;
      }
    }
    empty(buffer, channel);
  }

  private static long size(List<Bytes> content) {
    long size = 0;
    for (Bytes piece : content) {
      size += piece.size();
    }
    return size;
  }

  private static void empty(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Creates folders so that each is found after a crash: a new one's entry is in its parent. */
  static void createDurably(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = parent(folder);
    createDurably(parent);
    Files.createDirectories(folder);
    force(parent);
  }

  /** Every place is absolute and below the archive's folder, so it has a parent. */
  private static Path parent(Path place) {
    Path parent = place.getParent();
    return parent == null ? place : parent;
  }

  static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
