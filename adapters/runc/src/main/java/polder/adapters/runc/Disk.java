package polder.adapters.runc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import polder.ports.work.WorkException;

/**
 * A file that holds a file system of its own, so that whoever fills it fills nothing else.
 *
 * @param image the file
 * @param mount where its content is found
 */
record Disk(Path image, Path mount) {
  /** What ext4 needs for itself besides a sixteenth. */
  private static final long OWN_BYTES = 8L << 20;

  private static final int OWN_PART = 16;
  private static final long KEPT_FREE = 256L << 20;
  private static final String OPTIONS = "loop,nodev,nosuid";

  /** Whether the disk takes its room at once or as it is written. */
  enum Room {
    /** At once, so that nobody else can take it away. */
    RESERVED,
    /** As it is written: its size is a bound, not a promise. */
    GROWING
  }

  /**
   * Makes and mounts it, unless it is there; its content is as it was.
   *
   * @param bytes of files that it holds
   * @throws WorkException of kind {@link WorkException.Kind#FULL} if the machine has no such room
   */
  void open(long bytes, Room room) throws WorkException {
    try {
      if (!Files.exists(image)) {
        make(Math.addExact(bytes, bytes / OWN_PART + OWN_BYTES), room);
      }
      Folders.make(mount);
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED,
          "no disk could be made at " + image + ": " + e.getMessage(),
          e);
    }
    if (!isMounted(mount)) {
      Command.of("mount", "-t", "ext4", "-o", OPTIONS, image.toString(), mount.toString()).run();
    }
  }

  private void make(long size, Room room) throws IOException {
    Folders.make(image.getParent());
    long free = Files.getFileStore(image.getParent()).getUsableSpace();
    if (room == Room.RESERVED && free - size < KEPT_FREE) {
      throw new WorkException(
          WorkException.Kind.FULL,
          "a disk of "
              + size
              + " bytes does not fit beside what is on "
              + image.getParent()
              + " ("
              + free
              + " free): make room, or ask for less");
    }
    Path next = image.resolveSibling(image.getFileName() + ".new");
    Files.deleteIfExists(next);
    if (room == Room.RESERVED) {
      Command.of("fallocate", "-l", Long.toString(size), next.toString()).run();
    } else {
      try (RandomAccessFile file = new RandomAccessFile(next.toFile(), "rw")) {
        file.setLength(size);
      }
    }
    Command.of(
            "mkfs.ext4", "-q", "-F", "-m", "0", "-E", "nodiscard,root_owner=0:0", next.toString())
        .run();
    Files.move(next, image);
  }

  /** Ends it and all that is written on it. */
  void remove() throws WorkException {
    unmount(mount);
    try {
      Files.deleteIfExists(image);
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, image + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** Bytes that are written on it. */
  long usedBytes() throws WorkException {
    try {
      var store = Files.getFileStore(mount);
      return store.getTotalSpace() - store.getUnallocatedSpace();
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, mount + " cannot be measured: " + e.getMessage(), e);
    }
  }

  /** Whether anything is mounted at {@code place}. */
  static boolean isMounted(Path place) throws WorkException {
    return mounts(place).contains(place);
  }

  /** Unmounts what is at {@code place}; nothing if nothing is. */
  static void unmount(Path place) throws WorkException {
    if (isMounted(place)) {
      Optional<String> busy =
          Command.of("umount", place.toString()).result().failure().map(Command.Result::told);
      // A process that looks into it holds it; the mount goes when that ends.
      if (busy.isPresent()) {
        Command.of("umount", "-l", place.toString()).run();
      }
    }
  }

  /** What is mounted at or below {@code place}, the last mounted first. */
  static List<Path> mounts(Path place) throws WorkException {
    List<Path> found = new ArrayList<>();
    try (Stream<String> lines =
        Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8)) {
      lines
          .map(line -> Path.of(line.split(" ")[4].replace("\\040", " ").replace("\\134", "\\")))
          .filter(mounted -> mounted.startsWith(place))
          .forEach(found::add);
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.MACHINE, "mounts cannot be read: " + e.getMessage(), e);
    }
    return found.reversed();
  }
}
