package polder.adapters.blender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Folders in which Blenders work, named by the process that they work for. */
final class Scratch {
  private static final Pattern NAME = Pattern.compile("blender-([0-9]{1,18})-.*");

  private Scratch() {}

  /** A new folder in {@code scratch}; those that a killed process left there are removed. */
  static Path in(Path scratch) throws IOException {
    List<Path> all;
    try (Stream<Path> folders = Files.list(scratch)) {
      all = folders.toList();
    }
    for (Path folder : all) {
      Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
      if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
        remove(folder);
      }
    }
    String prefix = "blender-" + ProcessHandle.current().pid() + "-";
    return Files.createTempDirectory(scratch.toAbsolutePath(), prefix);
  }

  static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be removed", e);
    }
  }
}
