package polder.app.cli;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.adapters.runc.Settings;
import polder.agent.NodeClient;
import polder.agent.compute.Bidder;
import polder.agent.compute.ComputeSettings;
import polder.agent.compute.Hours;
import polder.agent.compute.Prices;
import polder.networks.compute.job.Capacity;
import polder.ports.work.Renderer;

/** What a person says of a machine that is lent: {@code polder agent --offer compute}. */
final class ComputeOptions {
  private static final int NANO = 9;
  private static final int MILLI = 3;

  @Option(
      names = "--cpu",
      paramLabel = "CORES",
      description = "compute: cores to lend, such as 1.5 (default: all).")
  private @Nullable BigDecimal cpu;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "compute: memory to lend, such as 4Gi (default: half of it).")
  private @Nullable String memory;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      description = "compute: disk to lend, such as 50Gi (default: half of what is free).")
  private @Nullable String disk;

  @Option(
      names = "--attribute",
      paramLabel = "NAME=VALUE",
      description = "compute: what else to say of the machine, such as region=eu.")
  private Map<String, String> attributes = Map.of();

  @Option(
      names = "--host",
      paramLabel = "URL",
      description =
          "compute: the address of this machine's door as renters and other machines reach it, such"
              + " as http://203.0.113.5:7790; needed for containers.")
  private String host = "";

  @Option(
      names = "--door",
      paramLabel = "HOST:PORT",
      defaultValue = "0.0.0.0:7790",
      description = "compute: where this machine's door listens (default: ${DEFAULT-VALUE}).")
  private String door = "0.0.0.0:7790";

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "compute: a folder whose files jobs may name as images: oci-archive:FILE or"
              + " docker-archive:FILE.")
  private @Nullable Path images;

  @Option(
      names = "--registry",
      paramLabel = "HOST:PORT",
      description =
          "compute: a registry nearby, at a private address and without TLS, that jobs may name"
              + " images of; may be given several times.")
  private List<String> registries = List.of();

  @Option(
      names = "--render-with",
      paramLabel = "DEVICE",
      defaultValue = "CPU",
      description =
          "compute: what renders pictures: CPU, or OPTIX, CUDA or HIP where there is such a graphics"
              + " processor (default: ${DEFAULT-VALUE}).")
  private Renderer.Device renderWith = Renderer.Device.CPU;

  @Option(
      names = "--price-core",
      paramLabel = "TOKENS",
      defaultValue = "0.02",
      description = "compute: for a core for an hour (default: ${DEFAULT-VALUE}).")
  private BigDecimal core = BigDecimal.ZERO;

  @Option(
      names = "--price-memory",
      paramLabel = "TOKENS",
      defaultValue = "0.005",
      description = "compute: for a GiB of memory for an hour (default: ${DEFAULT-VALUE}).")
  private BigDecimal gib = BigDecimal.ZERO;

  @Option(
      names = "--price-gpu",
      paramLabel = "TOKENS",
      defaultValue = "1",
      description = "compute: for a graphics processor for an hour (default: ${DEFAULT-VALUE}).")
  private BigDecimal gpu = BigDecimal.ZERO;

  @Option(
      names = "--price-fuel",
      paramLabel = "TOKENS",
      defaultValue = "0.0001",
      description =
          "compute: for a thousand million units of a WebAssembly program's fuel (default:"
              + " ${DEFAULT-VALUE}).")
  private BigDecimal fuel = BigDecimal.ZERO;

  @Option(
      names = "--price-job",
      paramLabel = "TOKENS",
      defaultValue = "0.001",
      description = "compute: for a job at least (default: ${DEFAULT-VALUE}).")
  private BigDecimal job = BigDecimal.ZERO;

  @Option(
      names = "--hours",
      paramLabel = "FROM-TO",
      description =
          "compute: bid only for what ends within these hours of this machine's clock, such as"
              + " 20:00-07:00 (default: day and night).")
  private @Nullable String hours;

  @Option(
      names = "--owner",
      paramLabel = "FILE",
      description =
          "compute, learning: key file of the owner, needed once: to enrol, and for --bond.")
  private @Nullable Path owner;

  @Option(
      names = "--bond",
      paramLabel = "TOKENS",
      description =
          "compute: fill the machine's bond up to so much from the owner's balance; each order"
              + " holds a part of it, a lie loses it, and what is left goes back with --leave.")
  private @Nullable BigDecimal bond;

  @Option(
      names = "--leave",
      description = "compute: take nothing new, finish what runs, get the bond back, and end.")
  private boolean leave;

  /** What is wrong with them, if anything is. */
  Optional<String> wrong() {
    try {
      bidder();
      place();
      if (memory != null) {
        Sizes.parse(memory);
      }
      if (disk != null) {
        Sizes.parse(disk);
      }
      if (bond != null && owner == null) {
        return Optional.of("--bond moves the owner's money: name the owner's key by --owner");
      }
      scaled("--bond", bond == null ? BigDecimal.ZERO : bond, NANO);
      scaled("--cpu", cpu == null ? BigDecimal.ONE : cpu, MILLI);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  boolean isLeaving() {
    return leave;
  }

  Bidder bidder() {
    return new Bidder(
        new Prices(
            scaled("--price-core", core, NANO),
            scaled("--price-memory", gib, NANO),
            scaled("--price-gpu", gpu, NANO),
            scaled("--price-fuel", fuel, NANO),
            scaled("--price-job", job, NANO)),
        hours == null ? Hours.ALWAYS : Hours.parse(hours));
  }

  ComputeSettings.DoorPlace place() {
    int colon = door.lastIndexOf(':');
    String port = door.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException("--door is like 0.0.0.0:7790, not " + door);
    }
    if (!host.isEmpty()) {
      URI address = URI.create(host);
      NodeClient.requireAddress(address);
    }
    return new ComputeSettings.DoorPlace(
        new InetSocketAddress(door.substring(0, colon), Integer.parseInt(port)),
        host.replaceAll("/+$", ""));
  }

  Optional<Path> ownerKey() {
    return Optional.ofNullable(owner);
  }

  Optional<ComputeSettings.Owner> owner() {
    return Optional.ofNullable(owner)
        .map(file ->
            new ComputeSettings.Owner(file, bond == null ? 0 : scaled("--bond", bond, NANO)));
  }

  /** What the owner decided of what works; containers are kept below {@code home}. */
  ComputeTools.Offered offered(Path home) {
    Settings settings = Settings.in(home).withNearRegistries(registries);
    return new ComputeTools.Offered(
        images == null ? settings : settings.withArchives(images), renderWith);
  }

  /** What is lent of a machine that has {@code all}. */
  Capacity lent(Capacity all) {
    TreeMap<String, String> said = new TreeMap<>(all.attributes());
    said.putAll(attributes);
    return new Capacity(
        cpu == null ? all.cpuMilli() : Math.min(all.cpuMilli(), scaled("--cpu", cpu, MILLI)),
        memory == null ? all.memoryBytes() / 2 : Math.min(all.memoryBytes(), Sizes.parse(memory)),
        disk == null ? all.diskBytes() / 2 : Math.min(all.diskBytes(), Sizes.parse(disk)),
        all.gpus(),
        all.runtimes(),
        said);
  }

  private static long scaled(String option, BigDecimal number, int digits) {
    try {
      if (number.signum() >= 0) {
        return number.movePointRight(digits).longValueExact();
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          option + " has at most " + digits + " decimals and 9 digits before: " + number, e);
    }
    throw new IllegalArgumentException(option + " is not below 0: " + number);
  }
}
