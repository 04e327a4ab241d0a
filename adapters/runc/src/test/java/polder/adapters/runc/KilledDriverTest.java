package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Work;
import polder.ports.work.BatchStreams;
import polder.ports.work.BatchTask;
import polder.ports.work.Deployment;

/** A driver whose process is killed without a word leaves all running for the next one. */
class KilledDriverTest {
  /** Deploys a server and waits to be killed. */
  static final class Child {
    private Child() {}

    /**
     * Runs it.
     *
     * @param arguments the driver's folder and that of archives
     */
    public static void main(String[] arguments) throws Exception {
      RuncDriver driver = RuncDriver.open(settings(Path.of(arguments[0]), Path.of(arguments[1])));
      driver.deploy(
          World.lease(
              "kept",
              64 * World.MEBI,
              16 * World.MEBI,
              World.script(
                  "web",
                  "echo $$ > /www/mark; exec httpd -f -p 80 -h /www",
                  World.exposed(80, "tcp"))),
          List.of(),
          line -> {});
      System.out.println("deployed");
      Thread.sleep(Duration.ofMinutes(10));
    }
  }

  /** Runs a container to its end, which it never reaches, and waits to be killed. */
  static final class BatchChild {
    private BatchChild() {}

    /**
     * Runs it.
     *
     * @param arguments the driver's folder and that of archives
     */
    public static void main(String[] arguments) throws Exception {
      Path archives = Path.of(arguments[1]);
      RuncDriver driver = RuncDriver.open(settings(Path.of(arguments[0]), archives));
      Work.Batch work =
          new Work.Batch(
              TinyImages.pinned(archives),
              List.of(),
              List.of("-c", "echo deployed; sleep 1000"),
              new TreeMap<>());
      Resources each = new Resources(500, 32 * World.MEBI, List.of(), GpuNeed.NONE);
      driver.run(
          new BatchTask(
              "killed", work, new Need.Unit("batch", each, 1), 100, Duration.ofMinutes(10)),
          new BatchStreams(System.out, System.err),
          new CompletableFuture<>());
    }
  }

  private static Settings settings(Path home, Path archives) {
    return Settings.in(home)
        .withArchives(archives)
        .withPorts(31_500, 50)
        .withImages(64 * World.MEBI, 64 * World.MEBI);
  }

  private static Process start(Class<?> program, Path home, Path archives) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            home.toString(),
            archives.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void itsContainersRunOnAndAreFoundAgain(@TempDir Path folder) throws Exception {
    World.assumeTools();
    Path home = folder.resolve("home");
    Path archives = folder.resolve("archives");
    TinyImages.make(archives);
    killed(Child.class, home, archives);

    RuncDriver driver = RuncDriver.open(settings(home, archives));
    try {
      Deployment kept = driver.find("kept").orElseThrow();
      int port = kept.endpoints().getFirst().hostPort();
      World.await("an answer", () -> World.get(port, "/mark").equals("1\n"));
      assertThat(kept.containers().getFirst().restarts()).isZero();
    } finally {
      end(driver, home);
    }
  }

  @Test
  void nothingIsLeftOfWhatWasToRunToItsEnd(@TempDir Path folder) throws Exception {
    World.assumeTools();
    Path home = folder.resolve("home");
    Path archives = folder.resolve("archives");
    TinyImages.make(archives);
    killed(BatchChild.class, home, archives);
    Place place = Place.of(home, "batch/killed");
    assertThat(Disk.mounts(place.run())).isNotEmpty();

    RuncDriver driver = RuncDriver.open(settings(home, archives));

    assertThat(Disk.mounts(place.run())).isEmpty();
    assertThat(place.run()).doesNotExist();
    assertThat(place.disk()).doesNotExist();
    for (Path hierarchy : Cgroups.hierarchies()) {
      assertThat(hierarchy.resolve(place.cgroup())).doesNotExist();
    }
    driver.close();
    Cgroups.remove(Place.cgroupOf(home));
    Folders.delete(Place.runOf(home));
  }

  /** Runs a program until it says that it is so far, and kills it. */
  private static void killed(Class<?> program, Path home, Path archives) throws Exception {
    Process child = start(program, home, archives);
    try {
      assertThat(child.inputReader().readLine()).isEqualTo("deployed");
    } finally {
      child.destroyForcibly(); // SIGKILL
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /**
   * The program that unpacks an image does not die with the driver: it would go on beside the next
   * one. It stands still here, so that it is surely there.
   */
  @Test
  void whatItHadBegunAndNotFinishedIsEndedAndRemoved(@TempDir Path folder) throws Exception {
    World.assumeTools();
    Path home = folder.resolve("home");
    Path archives = folder.resolve("archives");
    byte[] filling = new byte[32 << 20];
    RandomGeneratorFactory.of("L64X128MixRandom").create(1).nextBytes(filling);
    TinyImages.make(archives, "busybox.tar", root -> Files.write(root.resolve("filling"), filling));
    for (String tool : List.of("skopeo", "umoci")) {
      Process child = start(Child.class, home, archives);
      long pid;
      try {
        pid = stopped(child, tool);
      } finally {
        child.destroyForcibly(); // SIGKILL
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ProcessHandle.of(pid)).as("it outlives the driver").isPresent();

      RuncDriver driver = RuncDriver.open(settings(home, archives));
      try {
        World.await(tool + " to be ended", () -> ProcessHandle.of(pid).isEmpty());
        assertThat(driver.leases()).isEmpty();
        assertThat(World.remains(home)).isEmpty();
      } finally {
        signal("KILL", pid);
        close(driver, home);
      }
    }
  }

  /** Waits until a driver has started a tool that takes a while, and has that stand still. */
  private static long stopped(Process driver, String tool) throws Exception {
    while (driver.isAlive()) {
      for (ProcessHandle each : driver.descendants().toList()) {
        String words = each.info().commandLine().orElse("");
        if (words.contains(tool) && (words.contains(" copy ") || words.contains(" unpack "))) {
          signal("STOP", each.pid());
          return each.pid();
        }
      }
    }
    throw new AssertionError("the driver ended before " + tool + " was seen");
  }

  private static void signal(String name, long process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void end(RuncDriver driver, Path home) throws IOException {
    driver.find("kept").orElseThrow().end();
    close(driver, home);
  }

  private static void close(RuncDriver driver, Path home) throws IOException {
    driver.close();
    assertThat(Disk.mounts(Place.runOf(home))).isEmpty();
    Cgroups.remove(Place.cgroupOf(home));
    Folders.delete(Place.runOf(home));
  }
}
