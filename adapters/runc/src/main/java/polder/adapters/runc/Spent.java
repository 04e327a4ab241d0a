package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import polder.ports.work.WorkException;

/**
 * What a container used. The kernel forgets it with the container's group, so it is added up in a
 * file for each name.
 *
 * @param cpuMicros time of processors
 * @param peakBytes the most memory that it has had
 */
record Spent(long cpuMicros, long peakBytes) {
  private static final Spent NOTHING = new Spent(0, 0);

  /** Both together; of the peaks the higher one. */
  Spent plus(Spent more) {
    return new Spent(cpuMicros + more.cpuMicros, Math.max(peakBytes, more.peakBytes));
  }

  /** What containers of this name have used that are no more. */
  static Spent before(Place lease, String container) throws WorkException {
    Path file = folder(lease).resolve(container);
    try {
      if (!Files.exists(file)) {
        return NOTHING;
      }
      List<String> words = List.of(Files.readString(file, StandardCharsets.UTF_8).split("\\s+"));
      return new Spent(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, file + " is damaged; delete it to count anew", e);
    }
  }

  /** Writes down what a container used that is about to be removed. */
  static void add(Place lease, String container, Spent more) throws WorkException {
    if (more.equals(NOTHING)) {
      return;
    }
    Spent sum = before(lease, container).plus(more);
    try {
      Folders.makePrivate(folder(lease));
      Folders.replace(folder(lease).resolve(container), sum.cpuMicros + " " + sum.peakBytes + "\n");
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, "what was used cannot be written down: " + e.getMessage(), e);
    }
  }

  /** The names of all that have used anything and are no more. */
  static List<String> names(Place lease) throws WorkException {
    if (!Files.isDirectory(folder(lease))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder(lease))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, "what was used cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path folder(Place lease) {
    return lease.disk().resolve("spent");
  }
}
