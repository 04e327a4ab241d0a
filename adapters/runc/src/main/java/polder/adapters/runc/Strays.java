package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import polder.ports.work.WorkException;

/**
 * Programs that a driver started and that did not die with it: one that unpacks an image goes on
 * beside the next driver, and holds what that one wants to remove. Found by the folders that their
 * words name.
 */
final class Strays {
  /** What this adapter starts. A person who looks into the folders is left alone. */
  private static final Set<String> PROGRAMS =
      Set.of(
          "skopeo",
          "umoci",
          "runc",
          "conmon",
          "mkfs.ext4",
          "mke2fs",
          "fallocate",
          "mount",
          "umount");

  private static final long PATIENCE_SECONDS = 5;

  private Strays() {}

  /** Ends all whose words name something in one of these folders. */
  static void end(Path... folders) throws WorkException {
    List<ProcessHandle> strays =
        ProcessHandle.allProcesses().filter(each -> isStray(each.pid(), folders)).toList();
    strays.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle stray : strays) {
      awaitEnd(stray);
    }
  }

  private static boolean isStray(long process, Path... folders) {
    List<String> words = words(process);
    if (words.isEmpty() || !PROGRAMS.contains(name(words.getFirst()))) {
      return false;
    }
    for (Path folder : folders) {
      if (words.stream().anyMatch(word -> word.contains(folder + "/"))) {
        return true;
      }
    }
    return false;
  }

  private static String name(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }

  private static List<String> words(long process) {
    try {
      String words =
          Files.readString(Path.of("/proc/" + process + "/cmdline"), StandardCharsets.ISO_8859_1);
      return List.of(words.split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }

  private static void awaitEnd(ProcessHandle stray) throws WorkException {
    try {
      stray.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException(
          WorkException.Kind.FAILED, "interrupted while programs of an agent before were ended", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new WorkException(
          WorkException.Kind.FAILED,
          "process "
              + stray.pid()
              + Optional.of(words(stray.pid()))
                  .filter(words -> !words.isEmpty())
                  .map(words -> " (" + words.getFirst() + ")")
                  .orElse("")
              + " of an agent before does not end: end it, then try again",
          e);
    }
  }
}
