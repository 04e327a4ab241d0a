package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuModel;

/** Measures what this machine has. */
public final class Machine {
  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+([0-9]+) kB");
  private static final long KIBI = 1_024;
  private static final long MILLI = 1_000;

  private Machine() {}

  /**
   * All of it, used or not; the owner decides how much of it to lend.
   *
   * @param folder on whose disk containers are kept
   * @throws IOException if it cannot be measured
   */
  public static Capacity measure(Path folder) throws IOException {
    SortedMap<String, String> runtimes = new TreeMap<>();
    if (Tools.missing().isEmpty()) {
      Tools.runcVersion().ifPresent(version -> runtimes.put("containers", "runc " + version));
    }
    SortedMap<String, String> attributes = new TreeMap<>();
    attributes.put("arch", System.getProperty("os.arch"));
    return new Capacity(
        Runtime.getRuntime().availableProcessors() * MILLI,
        memoryBytes(),
        Files.getFileStore(folder).getUsableSpace(),
        gpus(),
        runtimes,
        attributes);
  }

  private static long memoryBytes() throws IOException {
    String text = Files.readString(Path.of("/proc/meminfo"), StandardCharsets.UTF_8);
    Matcher total = TOTAL.matcher(text);
    if (!total.find()) {
      throw new IOException("/proc/meminfo does not say how much memory there is");
    }
    return Math.multiplyExact(Long.parseLong(total.group(1)), KIBI);
  }

  private static List<GpuModel> gpus() {
    return new ArrayList<>(Gpus.models().values());
  }
}
