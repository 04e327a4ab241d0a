package polder.adapters.runc;

import java.util.List;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Volume;

/**
 * All that one container is made from.
 *
 * @param service what it runs
 * @param number which of the service's containers, from 0
 * @param each what it may use
 * @param digest its image's
 * @param address its number in the lease's network
 * @param firstUser the machine's user that is root within
 * @param gpus the numbers of the machine's graphics processors that it has
 */
record ContainerSpec(
    Service service,
    int number,
    Resources each,
    String digest,
    int address,
    long firstUser,
    List<Integer> gpus) {
  /** What it is called within its lease. */
  String name() {
    return service.name() + "-" + number;
  }

  /** Bytes that it may write anywhere but in what is mounted. */
  long scratchBytes() {
    return each.volumes().stream()
        .filter(volume -> mountsOf(volume).isEmpty())
        .mapToLong(Volume::bytes)
        .reduce(0, Math::addExact);
  }

  /** Where it finds a volume. */
  List<Service.Mount> mountsOf(Volume volume) {
    return service.mounts().stream().filter(mount -> mount.volume().equals(volume.name())).toList();
  }

  /** The volumes that have a place. */
  List<Volume> mounted() {
    return each.volumes().stream().filter(volume -> !mountsOf(volume).isEmpty()).toList();
  }

  /** Whether a volume is in memory. */
  static boolean inMemory(Volume volume) {
    return volume.type().equals("ram");
  }
}
