package polder.adapters.runc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import polder.ports.work.WorkException;

/**
 * Removes all that is of a lease, found by looking at the machine and not by what is written down:
 * so it does not matter how far a deployment has come.
 */
final class Remains {
  private Remains() {}

  static void remove(Place place) throws WorkException {
    try {
      endContainers(place);
      Strays.end(place.run(), place.disk());
      Cgroups.remove(place.cgroup());
      new LeaseNetwork(place.network()).remove();
      for (Path mount : Disk.mounts(place.run())) {
        Disk.unmount(mount);
      }
      Folders.delete(place.run());
      Folders.delete(place.disk());
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED,
          "something of a lease cannot be removed, try again: " + e.getMessage(),
          e);
    }
  }

  private static void endContainers(Place place) throws IOException {
    if (!Files.isDirectory(place.runcRoot())) {
      return;
    }
    List<Path> containers;
    try (Stream<Path> all = Files.list(place.runcRoot())) {
      containers = all.toList();
    }
    for (Path each : containers) {
      Command.of("runc", "--root", place.runcRoot().toString())
          .and("delete", "--force", each.getFileName().toString())
          .result();
    }
  }
}
