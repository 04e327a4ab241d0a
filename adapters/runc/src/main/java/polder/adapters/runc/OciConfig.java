package polder.adapters.runc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Volume;
import tools.jackson.databind.json.JsonMapper;

/** What runc is told of a container: OCI's config.json. */
final class OciConfig {
  /** How many users a container has; the machine's own are not among them. */
  static final int USERS = 65_536;

  private static final int PROCESSES = 1_024;
  private static final int FILES = 65_536;
  private static final long CPU_PERIOD_MICROS = 100_000;
  private static final long LONG_CPU_PERIOD_MICROS = 1_000_000;
  private static final long LEAST_QUOTA_MICROS = 1_000;
  private static final int SHARES_OF_A_CORE = 1_024;

  /** What servers need to take a low port and then step down to a user of their own. */
  private static final List<String> CAPABILITIES =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_NET_BIND_SERVICE",
          "CAP_SETGID",
          "CAP_SETUID");

  private static final List<String> MASKED =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/kcore",
          "/proc/keys",
          "/proc/kmsg",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/cmdline",
          "/sys/firmware",
          "/sys/devices/virtual/dmi",
          "/sys/devices/virtual/powercap",
          "/sys/block",
          "/sys/kernel");

  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private final ContainerSpec spec;
  private final Image image;
  private final ContainerPlace place;

  OciConfig(ContainerSpec spec, Image image, ContainerPlace place) {
    this.spec = spec;
    this.image = image;
    this.place = place;
  }

  String json() {
    Map<String, Object> config = new TreeMap<>();
    config.put("ociVersion", "1.0.2");
    config.put("process", process());
    config.put("root", Map.of("path", place.root().toString(), "readonly", false));
    config.put("hostname", spec.name());
    config.put("mounts", mounts());
    config.put("linux", linux());
    Gpus.hooks(spec.gpus()).ifPresent(hooks -> config.put("hooks", hooks));
    return JsonMapper.shared().writeValueAsString(config);
  }

  private Map<String, Object> process() {
    Map<String, Object> user = new TreeMap<>();
    user.put("uid", image.uid());
    user.put("gid", image.gid());
    if (!image.groups().isEmpty()) {
      user.put("additionalGids", image.groups());
    }
    Map<String, Object> process = new TreeMap<>();
    process.put("terminal", false);
    process.put("user", user);
    process.put("args", arguments());
    process.put("env", environment());
    process.put("cwd", image.folder().isEmpty() ? "/" : image.folder());
    process.put("noNewPrivileges", true);
    process.put(
        "capabilities",
        Map.of("bounding", CAPABILITIES, "effective", CAPABILITIES, "permitted", CAPABILITIES));
    process.put("oomScoreAdj", 500); // the machine's own programs come last
    long files = Math.min(FILES, Limits.openFiles());
    process.put(
        "rlimits",
        List.of(
            Map.of("type", "RLIMIT_NOFILE", "hard", files, "soft", files),
            Map.of("type", "RLIMIT_CORE", "hard", 0, "soft", 0)));
    return process;
  }

  /** As in Kubernetes: a command replaces the image's arguments with its entry point. */
  List<String> arguments() {
    Service service = spec.service();
    List<String> all = new ArrayList<>();
    if (!service.command().isEmpty()) {
      all.addAll(service.command());
      all.addAll(service.arguments());
    } else {
      all.addAll(image.entrypoint());
      all.addAll(service.arguments().isEmpty() ? image.command() : service.arguments());
    }
    return all;
  }

  private List<String> environment() {
    SortedMap<String, String> all = new TreeMap<>();
    for (String pair : image.environment()) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        all.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    all.putAll(spec.service().environment());
    all.put("HOSTNAME", spec.name());
    all.putAll(Gpus.environment(spec.gpus()));
    return all.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList();
  }

  private List<Map<String, Object>> mounts() {
    List<Map<String, Object>> all = new ArrayList<>();
    all.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
    all.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536"));
    all.add(
        mount(
            "/dev/pts",
            "devpts",
            "devpts",
            "nosuid",
            "noexec",
            "newinstance",
            "ptmxmode=0666",
            "mode=0620",
            "gid=5"));
    all.add(
        mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=64m"));
    all.add(mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
    all.add(mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
    all.add(mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro"));
    bind(all, "/etc/hosts", place.lease().run().resolve("hosts"), true);
    bind(all, "/etc/hostname", place.hostname(), true);
    bind(all, "/etc/resolv.conf", place.lease().run().resolve("resolv.conf"), true);
    for (Volume volume : spec.mounted()) {
      for (Service.Mount mount : spec.mountsOf(volume)) {
        if (ContainerSpec.inMemory(volume)) {
          all.add(
              mount(
                  mount.path(),
                  "tmpfs",
                  "tmpfs",
                  "nosuid",
                  "nodev",
                  "mode=1777",
                  "size=" + volume.bytes()));
        } else {
          bind(all, mount.path(), place.content(volume), mount.readOnly());
        }
      }
    }
    Gpus.devices(spec.gpus()).forEach(device -> bindDevice(all, device));
    return all;
  }

  private static void bind(
      List<Map<String, Object>> all, String at, Path source, boolean readOnly) {
    all.add(
        mount(at, "bind", source.toString(), "bind", "nosuid", "nodev", readOnly ? "ro" : "rw"));
  }

  private static void bindDevice(List<Map<String, Object>> all, Path device) {
    all.add(mount(device.toString(), "bind", device.toString(), "bind", "nosuid", "noexec"));
  }

  private static Map<String, Object> mount(
      String at, String type, String source, String... options) {
    return Map.of("destination", at, "type", type, "source", source, "options", List.of(options));
  }

  private Map<String, Object> linux() {
    Map<String, Object> linux = new TreeMap<>();
    linux.put("cgroupsPath", "/" + place.cgroup());
    List<Map<String, Object>> users =
        List.of(Map.of("containerID", 0, "hostID", spec.firstUser(), "size", USERS));
    linux.put("uidMappings", users);
    linux.put("gidMappings", users);
    linux.put(
        "namespaces",
        List.of("pid", "ipc", "uts", "mount", "network", "user", "cgroup").stream()
            .map(type -> Map.of("type", type))
            .toList());
    linux.put("resources", resources());
    linux.put(
        "sysctl",
        Map.of(
            "net.ipv4.ip_unprivileged_port_start",
            "0",
            "net.ipv4.ping_group_range",
            "0 " + (USERS - 1)));
    linux.put("maskedPaths", MASKED);
    linux.put("readonlyPaths", READ_ONLY);
    linux.put("seccomp", SyscallFilter.config());
    return linux;
  }

  private Map<String, Object> resources() {
    long milli = spec.each().cpuMilli();
    long period =
        milli * CPU_PERIOD_MICROS / 1_000 < LEAST_QUOTA_MICROS
            ? LONG_CPU_PERIOD_MICROS
            : CPU_PERIOD_MICROS;
    long memory = spec.each().memoryBytes();
    List<Map<String, Object>> devices = new ArrayList<>();
    devices.add(Map.of("allow", false, "access", "rwm"));
    devices.addAll(Gpus.rules(spec.gpus()));
    return Map.of(
        "devices",
        devices,
        "memory",
        Map.of("limit", memory, "swap", memory), // swap counts both together: none of it is swap
        "cpu",
        Map.of(
            "quota",
            Math.max(LEAST_QUOTA_MICROS, milli * period / 1_000),
            "period",
            period,
            "shares",
            Math.clamp(milli * SHARES_OF_A_CORE / 1_000, 2, 262_144)),
        "pids",
        Map.of("limit", PROCESSES));
  }
}
