package polder.adapters.runc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import polder.networks.compute.job.GpuModel;
import polder.ports.work.WorkException;

/**
 * NVIDIA's graphics processors: which there are, and how a container gets some. Its libraries come
 * into a container by NVIDIA's own hook; others' processors are not passed on.
 */
final class Gpus {
  private static final List<String> SHARED =
      List.of("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools");
  private static final List<String> HOOKS =
      List.of("nvidia-container-runtime-hook", "nvidia-container-toolkit");
  private static final long MEBI = 1_024;

  private Gpus() {}

  /** The models of this machine, by number; nothing without NVIDIA's driver. */
  static SortedMap<Integer, GpuModel> models() {
    if (Tools.find("nvidia-smi").isEmpty()) {
      return new TreeMap<>();
    }
    try {
      return parse(
          Command.of(
                  "nvidia-smi",
                  "--query-gpu=index,name,memory.total",
                  "--format=csv,noheader,nounits")
              .run());
    } catch (WorkException noneAnswers) {
      return new TreeMap<>();
    }
  }

  /** Reads lines such as {@code 0, NVIDIA A100-SXM4-80GB, 81920}. */
  static SortedMap<Integer, GpuModel> parse(String lines) {
    SortedMap<Integer, GpuModel> models = new TreeMap<>();
    for (String line : lines.lines().toList()) {
      String[] fields = line.split(",");
      if (fields.length == 3 && fields[0].strip().matches("[0-9]{1,4}")) {
        models.put(Integer.parseInt(fields[0].strip()), model(fields[1], fields[2].strip()));
      }
    }
    return models;
  }

  /** As Akash names them: {@code nvidia a100 80Gi sxm}. */
  private static GpuModel model(String name, String mebibytes) {
    String words = name.toLowerCase(Locale.ROOT).replaceAll("nvidia|geforce|tesla|quadro", " ");
    String bus = words.contains("sxm") || words.contains("hbm3") ? "sxm" : "pcie";
    String model =
        words
            .replaceAll("sxm\\d*|pcie|hbm\\d*e?|\\d+\\s?gb|nvl|generation", " ")
            .replaceAll("[^a-z0-9]+", "");
    // What a card says is a little less than what is written on it.
    String memory =
        mebibytes.matches("[0-9]{1,9}") ? Math.ceilDiv(Long.parseLong(mebibytes), MEBI) + "Gi" : "";
    return new GpuModel("nvidia", model, memory, bus);
  }

  /** The devices that a container with these processors sees. */
  static List<Path> devices(List<Integer> gpus) {
    List<Path> devices = new ArrayList<>();
    if (gpus.isEmpty()) {
      return devices;
    }
    gpus.forEach(gpu -> devices.add(Path.of("/dev/nvidia" + gpu)));
    SHARED.stream().map(Path::of).filter(Files::exists).forEach(devices::add);
    return devices;
  }

  /** What the device group must allow for that. */
  static List<Map<String, Object>> rules(List<Integer> gpus) {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Path device : devices(gpus)) {
      try {
        long number = (Integer) Files.getAttribute(device, "unix:rdev");
        rules.add(
            Map.of(
                "allow",
                true,
                "type",
                "c",
                "access",
                "rw",
                "major",
                number >> 8 & 0xfff,
                "minor",
                number & 0xff));
      } catch (IOException notThere) {
        continue;
      }
    }
    return rules;
  }

  /** What NVIDIA's hook reads. */
  static Map<String, String> environment(List<Integer> gpus) {
    if (gpus.isEmpty()) {
      return Map.of("NVIDIA_VISIBLE_DEVICES", "void"); // else an image could ask for all of them
    }
    return Map.of(
        "NVIDIA_VISIBLE_DEVICES",
        gpus.stream().map(String::valueOf).collect(Collectors.joining(",")),
        "NVIDIA_DRIVER_CAPABILITIES",
        "compute,utility");
  }

  /** NVIDIA's hook, which brings its libraries in, if processors are wanted and it is installed. */
  static Optional<Map<String, Object>> hooks(List<Integer> gpus) {
    if (gpus.isEmpty()) {
      return Optional.empty();
    }
    return HOOKS.stream()
        .flatMap(hook -> Tools.find(hook).stream())
        .findFirst()
        .map(hook ->
            Map.of(
                "prestart",
                List.of(
                    Map.of(
                        "path",
                        hook.toString(),
                        "args",
                        List.of(hook.getFileName().toString(), "prestart")))));
  }
}
