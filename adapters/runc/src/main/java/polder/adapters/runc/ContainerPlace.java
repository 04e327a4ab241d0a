package polder.adapters.runc;

import java.nio.file.Path;
import polder.networks.compute.job.Volume;

/**
 * Where everything of one container is.
 *
 * @param lease its lease's
 * @param name of the container within its lease
 */
record ContainerPlace(Place lease, String name) {
  /** What runc calls it. */
  String id() {
    return lease.id() + "-" + name;
  }

  Path disk() {
    return lease.disk().resolve("containers").resolve(name);
  }

  Path run() {
    return lease.run().resolve("containers").resolve(name);
  }

  /** Its folder of the runtime's: config.json. */
  Path bundle() {
    return run().resolve("bundle");
  }

  /** Where its root is mounted. */
  Path root() {
    return run().resolve("root");
  }

  /** The file that holds its name. */
  Path hostname() {
    return run().resolve("hostname");
  }

  /** Where it writes what is in no volume. */
  Disk scratch() {
    return new Disk(disk().resolve("scratch.img"), run().resolve("scratch"));
  }

  /** The disk of a volume. */
  Disk volume(Volume volume) {
    return new Disk(
        disk().resolve("volume-" + volume.name() + ".img"),
        run().resolve("volumes").resolve(volume.name()));
  }

  /** The folder on a volume's disk that the container sees. */
  Path content(Volume volume) {
    return volume(volume).mount().resolve("content");
  }

  /** The file of what it says. */
  Path log() {
    return disk().resolve("log");
  }

  /** The process of conmon, which stands by it. */
  Path watcher() {
    return run().resolve("conmon.pid");
  }

  /** Its own first process. */
  Path process() {
    return run().resolve("container.pid");
  }

  /** Where conmon writes the exit code. */
  Path exits() {
    return run().resolve("exits");
  }

  /** Its group, below the root of each hierarchy. */
  String cgroup() {
    return lease.cgroup() + "/" + name;
  }
}
