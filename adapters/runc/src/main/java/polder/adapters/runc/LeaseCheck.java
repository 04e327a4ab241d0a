package polder.adapters.runc;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Volume;
import polder.networks.compute.job.Work;
import polder.ports.work.ContainerLease;
import polder.ports.work.WorkException;

/** Looks whether a lease says nothing that this driver could misunderstand or must not do. */
final class LeaseCheck {
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?");
  private static final Pattern VOLUME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
  private static final Pattern VARIABLE = Pattern.compile("[^=\0]+");
  private static final Set<String> OURS = Set.of("/", "/proc", "/sys", "/dev", "/etc");
  private static final long LEAST_MEMORY = 8L << 20;

  private LeaseCheck() {}

  /** The units of a need by name. */
  static Map<String, Need.Unit> units(Need need) {
    Map<String, Need.Unit> units = new TreeMap<>();
    need.units().forEach(unit -> units.put(unit.name(), unit));
    return units;
  }

  /**
   * Looks at all of it.
   *
   * @throws WorkException of kind {@link WorkException.Kind#REFUSED} that names the first fault
   */
  static void check(ContainerLease lease) throws WorkException {
    Map<String, Need.Unit> units = units(lease.need());
    Set<String> names = new HashSet<>();
    long count = 0;
    for (Service service : lease.work().services()) {
      String name = service.name();
      if (!SERVICE.matcher(name).matches()) {
        throw refused(
            "the service "
                + name
                + " cannot be a host: use up to 42 small letters, digits and hyphens");
      }
      if (!names.add(name)) {
        throw refused("two services are called " + name + ": rename one");
      }
      Need.Unit unit = units.get(name);
      if (unit == null) {
        throw refused("the service " + name + " has no unit of that name in what the job needs");
      }
      count += unit.count();
      check(service, unit);
    }
    if (count > LeaseNetwork.MOST) {
      throw refused("a lease has at most " + LeaseNetwork.MOST + " containers, not " + count);
    }
  }

  private static void check(Service service, Need.Unit unit) throws WorkException {
    String name = service.name();
    if (unit.each().memoryBytes() < LEAST_MEMORY) {
      throw refused("a container of " + name + " needs at least 8 MiB of memory");
    }
    Set<String> volumes = new HashSet<>();
    for (Volume volume : unit.each().volumes()) {
      if (!VOLUME.matcher(volume.name()).matches() || !volumes.add(volume.name())) {
        throw refused(
            "the volume "
                + volume.name()
                + " of "
                + name
                + " needs a name of its own, of letters, digits and _.-");
      }
    }
    for (Service.Mount mount : service.mounts()) {
      if (!volumes.contains(mount.volume())) {
        throw refused(name + " mounts " + mount.volume() + ", which it has no volume of");
      }
      checkPath(name, mount.path());
    }
    for (String word : service.command()) {
      checkText(name, word);
    }
    for (String word : service.arguments()) {
      checkText(name, word);
    }
    for (Map.Entry<String, String> each : service.environment().entrySet()) {
      if (!VARIABLE.matcher(each.getKey()).matches()) {
        throw refused("a variable of " + name + " has a name with = or nothing in it");
      }
      checkText(name, each.getValue());
    }
  }

  private static void checkPath(String name, String path) throws WorkException {
    boolean odd = path.contains("/../") || path.endsWith("/..") || path.contains("\0");
    String plain = path.replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    boolean ours =
        OURS.contains(plain)
            || plain.startsWith("/proc/")
            || plain.startsWith("/sys/")
            || plain.startsWith("/dev/");
    if (odd || ours) {
      throw refused("a volume of " + name + " cannot be at " + path + ": choose another folder");
    }
  }

  private static void checkText(String name, String text) throws WorkException {
    if (text.indexOf('\0') >= 0) {
      throw refused("an argument or variable of " + name + " has a zero byte: take it out");
    }
  }

  /**
   * Looks at new work for what runs.
   *
   * @throws WorkException of kind {@link WorkException.Kind#REFUSED} that names the first fault
   */
  static void checkUpdate(ContainerLease lease, Work.Containers work) throws WorkException {
    check(new ContainerLease(lease.name(), lease.need(), work));
  }

  private static WorkException refused(String why) {
    return new WorkException(WorkException.Kind.REFUSED, why);
  }
}
