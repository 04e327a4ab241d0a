package polder.adapters.runc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Volume;
import polder.networks.compute.job.Work;
import polder.ports.work.ContainerLease;
import polder.ports.work.Deployment;

/** What the tests of containers have in common: a driver with tiny images, and simple leases. */
final class World implements AutoCloseable {
  static final long MEBI = 1L << 20;
  private static final int PATIENCE_SECONDS = 60;
  private static final int FIRST_PORT = 31_200;

  final Path home;
  final Settings settings;
  RuncDriver driver;

  World(Path home) throws IOException {
    this.home = home;
    Path archives = home.resolveSibling(home.getFileName() + "-archives");
    TinyImages.make(archives);
    this.settings =
        Settings.in(home)
            .withArchives(archives)
            .withPorts(FIRST_PORT, 200)
            .withImages(64 * MEBI, 64 * MEBI)
            .withPauses(Duration.ofMillis(300), Duration.ofSeconds(2));
    this.driver = RuncDriver.open(settings);
  }

  /** Skips a test where there is no root or a tool; continuous integration must have both. */
  static void assumeTools() {
    String missing = Tools.missing().orElse("");
    if (missing.isEmpty() && !Files.exists(Path.of("/bin/busybox"))) {
      missing = "tests of containers need busybox: apt-get install busybox-static";
    }
    if ("true".equals(System.getenv("CI"))) {
      Assertions.assertEquals("", missing, "with CI=true the launcher installs what is missing");
    }
    Assumptions.assumeTrue(missing.isEmpty(), missing);
  }

  /** Throws the driver away and makes another one. */
  void again() throws IOException {
    driver.close();
    driver = RuncDriver.open(settings);
  }

  Deployment deploy(String lease, Service... services) throws IOException, InterruptedException {
    return deploy(lease, 64 * MEBI, 32 * MEBI, services);
  }

  Deployment deploy(String name, long memory, long disk, Service... services)
      throws IOException, InterruptedException {
    return driver.deploy(lease(name, memory, disk, services), List.of(), line -> {});
  }

  static ContainerLease lease(String name, long memory, long disk, Service... services) {
    List<Need.Unit> units = new ArrayList<>();
    for (Service service : services) {
      List<Volume> volumes = new ArrayList<>(List.of(new Volume("default", disk, false, "")));
      service.mounts().forEach(m -> volumes.add(new Volume(m.volume(), 16 * MEBI, true, "")));
      units.add(
          new Need.Unit(service.name(), new Resources(500, memory, volumes, GpuNeed.NONE), 1));
    }
    return new ContainerLease(name, Need.of(units), new Work.Containers(List.of(services)));
  }

  /** A service that runs a script of the shell. */
  static Service script(String name, String script, Service.Exposed... exposed) {
    return service(name, List.of("-c", script), new TreeMap<>(), exposed);
  }

  static Service service(
      String name,
      List<String> arguments,
      SortedMap<String, String> environment,
      Service.Exposed... exposed) {
    return new Service(
        name,
        "oci-archive:busybox.tar",
        List.of(),
        arguments,
        environment,
        List.of(exposed),
        List.of());
  }

  /** A service that runs a script of the shell in another image. */
  static Service script(String name, String archive, String script) {
    return new Service(
        name,
        "oci-archive:" + archive,
        List.of(),
        List.of("-c", script),
        new TreeMap<>(),
        List.of(),
        List.of());
  }

  /** Where the driver finds archives of images. */
  Path archives() {
    return settings.archives().orElseThrow();
  }

  static Service.Exposed exposed(int port, String protocol) {
    return new Service.Exposed(port, port, protocol, true, List.of(), List.of());
  }

  /** What a command in a container says, both streams, and its exit code. */
  record Said(int code, String text) {}

  static Said exec(Deployment deployment, String service, String script)
      throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        deployment.exec(
            service,
            List.of("/bin/sh", "-c", script),
            new Deployment.Streams(new ByteArrayInputStream(new byte[0]), out, out));
    return new Said(code, out.toString(StandardCharsets.UTF_8));
  }

  static String logs(Deployment deployment, String service)
      throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    deployment.logs(service, false, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The body that an HTTP server at a port of this machine answers with; empty if none does. */
  static String get(int port, String path) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int body = answer.indexOf("\r\n\r\n");
      return body < 0 ? "" : answer.substring(body + 4);
    } catch (IOException e) {
      return "";
    }
  }

  static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!holds.getAsBoolean()) {
      Assertions.assertTrue(System.nanoTime() - deadline < 0, "in vain waited for: " + what);
      Thread.sleep(50);
    }
  }

  /** All that the machine has of this driver's leases: nothing may be left in the end. */
  List<String> remains() throws IOException {
    return remains(home);
  }

  /** The same of the driver in any folder. */
  static List<String> remains(Path home) throws IOException {
    String driverId = Place.runOf(home).getFileName().toString();
    List<String> found = new ArrayList<>();
    for (Path mount : Disk.mounts(Place.runOf(home))) {
      found.add("mount " + mount);
    }
    for (Path hierarchy : Cgroups.hierarchies()) {
      children(hierarchy.resolve(Place.cgroupOf(home))).forEach(each -> found.add("group " + each));
    }
    children(Path.of("/run/netns"))
        .filter(each -> each.getFileName().toString().startsWith("polder-" + driverId))
        .forEach(each -> found.add("network " + each));
    children(Place.runOf(home)).forEach(each -> found.add("folder " + each));
    children(home.resolve("leases")).forEach(each -> found.add("folder " + each));
    for (String line : Command.of("losetup", "--list", "--noheadings").run().lines().toList()) {
      if (line.contains(home.toString())) {
        found.add("loop device " + line);
      }
    }
    ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(driverId))
        .forEach(each -> found.add("process " + each.info().commandLine().orElse("")));
    return found;
  }

  private static Stream<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all
          .filter(each -> Files.isDirectory(each) || folder.endsWith("netns"))
          .toList()
          .stream();
    }
  }

  @Override
  public void close() throws IOException {
    for (String lease : driver.leases()) {
      driver.find(lease).orElseThrow().end();
    }
    driver.close();
    Cgroups.remove(Place.cgroupOf(home));
    Folders.delete(Place.runOf(home));
  }
}
