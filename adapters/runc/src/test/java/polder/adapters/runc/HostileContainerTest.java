package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Service;
import polder.ports.work.ContainerStatus.Cause;
import polder.ports.work.ContainerStatus.State.Exited;
import polder.ports.work.Deployment;
import polder.ports.work.WorkException;

/** Containers that take more than is theirs, or look for a way out: each finds its bound. */
class HostileContainerTest {
  private World world;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    World.assumeTools();
    world = new World(folder.resolve("home"));
  }

  @AfterEach
  void close() throws IOException {
    world.close();
    assertThat(world.remains()).isEmpty();
  }

  @Test
  void whoTakesTooMuchMemoryIsEndedAndToldWhy() throws Exception {
    Deployment hog =
        world.deploy(
            "memory", 24 * World.MEBI, World.MEBI, World.script("hog", "exec tail /dev/zero"));

    World.await(
        "its end",
        () ->
            hog.containers().getFirst().state() instanceof Exited exited
                && exited.cause() == Cause.OUT_OF_MEMORY);
    assertThat(hog.usage().memoryPeakBytes()).isBetween(8 * World.MEBI, 25 * World.MEBI);
  }

  @Test
  void whoForksWithoutEndStopsAtItsNumberOfProcesses() throws Exception {
    Deployment bomb =
        world.deploy(
            "forks",
            256 * World.MEBI,
            World.MEBI,
            World.script("bomb", "while :; do sleep 1000 & done 2>/dev/null"));
    String group = Place.of(world.home, "forks").cgroup() + "/bomb-0";

    World.await("many processes", () -> processes(group) > 500 || restarted(bomb));
    assertThat(processes(group)).isLessThanOrEqualTo(1_024);
    bomb.end();
    assertThat(world.remains()).isEmpty();
  }

  private static boolean restarted(Deployment deployment) {
    return deployment.containers().getFirst().restarts() > 0;
  }

  private static long processes(String group) {
    try {
      for (Path hierarchy : Cgroups.hierarchies()) {
        Path current = hierarchy.resolve(group).resolve("pids.current");
        if (Files.exists(current)) {
          return Long.parseLong(Files.readString(current).strip());
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void whoFillsItsDiskFillsNothingElse() throws Exception {
    Deployment filler = world.deploy("disk", World.script("filler", "sleep 1000"));
    long free = Files.getFileStore(world.home).getUsableSpace();

    World.Said said =
        World.exec(filler, "filler", "dd if=/dev/zero of=/tmp/full bs=1M count=200 2>&1; df /");

    assertThat(said.text()).contains("No space left on device");
    assertThat(filler.usage().diskBytes()).isBetween(20 * World.MEBI, 48 * World.MEBI);
    // Its room was taken when it was made; others may write meanwhile, but not so much.
    assertThat(free - Files.getFileStore(world.home).getUsableSpace()).isLessThan(100 * World.MEBI);
    for (String place : List.of("/dev", "/dev/shm", "/sys", "/etc/hosts", "/proc/sys/vm")) {
      World.exec(filler, "filler", "dd if=/dev/zero of=" + place + "/x bs=1M count=300");
    }
    assertThat(filler.containers().getFirst().restarts()).isZero();
  }

  @Test
  void whoNeverStopsIsEnded() throws Exception {
    Deployment stubborn =
        world.deploy(
            "stubborn", World.script("deaf", "trap '' TERM INT HUP; while :; do sleep 1000; done"));
    stubborn.end();

    assertThat(world.remains()).isEmpty();
  }

  @Test
  void halfACoreIsHalfACore() throws Exception {
    world.deploy("busy", World.script("loop", "while :; do :; done"));
    String group = Place.of(world.home, "busy").cgroup() + "/loop-0";

    World.await("time of the processor", () -> Cgroups.cpuMicros(group) > 200_000);
    assertThat(quota(group)).isEqualTo("50000 100000");
  }

  /** Microseconds of each period, and the period. */
  private static String quota(String group) throws IOException {
    for (Path hierarchy : Cgroups.hierarchies()) {
      Path folder = hierarchy.resolve(group);
      if (Files.exists(folder.resolve("cpu.max"))) {
        return Files.readString(folder.resolve("cpu.max")).strip();
      }
      if (Files.exists(folder.resolve("cpu.cfs_quota_us"))) {
        return Files.readString(folder.resolve("cpu.cfs_quota_us")).strip()
            + " "
            + Files.readString(folder.resolve("cpu.cfs_period_us")).strip();
      }
    }
    return "";
  }

  @Test
  void whoLooksForAWayOutFindsNone() throws Exception {
    Deployment box = world.deploy("box", World.script("box", "sleep 1000"));

    for (String attempt :
        List.of(
            "mount -t tmpfs none /tmp",
            "mount -o remount,rw /sys",
            "mount -t proc none /tmp",
            "umount /proc",
            "mknod /tmp/disk b 254 0",
            "cat /dev/vda",
            "cat /dev/mem",
            "cat /dev/kmsg",
            "echo b > /proc/sysrq-trigger",
            "echo 1 > /proc/sys/kernel/panic",
            "echo x > /proc/sys/kernel/core_pattern",
            "unshare -U true",
            "unshare -m true",
            "nsenter -t 1 -n true",
            "chroot /tmp true",
            "hostname other",
            "ip link add x type dummy",
            "ip link set eth0 down",
            "echo 0 > /sys/fs/cgroup/memory/memory.limit_in_bytes",
            "mkdir /sys/fs/cgroup/pids/mine",
            "echo 10.0.0.1 x >> /etc/hosts",
            "ls " + world.home)) {
      assertThat(World.exec(box, "box", attempt).code()).as(attempt).isNotZero();
    }
    assertThat(World.exec(box, "box", "cat /proc/kcore /proc/keys 2>/dev/null").text()).isEmpty();
    // The first process it sees is its own, and its root is nobody on the machine.
    assertThat(World.exec(box, "box", "cat /proc/1/cmdline").text()).startsWith("sleep\u00001000");
    assertThat(World.exec(box, "box", "cat /proc/self/uid_map").text().strip())
        .matches("0 +1[0-9]{9} +65536");
    assertThat(World.exec(box, "box", "grep -c . /proc/net/dev").text().strip()).isEqualTo("4");
    assertThat(World.exec(box, "box", "grep Seccomp: /proc/self/status").text()).contains("2");
    assertThat(World.exec(box, "box", "grep NoNewPrivs /proc/self/status").text()).contains("1");
    assertThat(World.exec(box, "box", "grep CapEff /proc/self/status").text())
        .contains("00000000000004fb");
  }

  @Test
  void itsProcessesAreNobodysOnTheMachine() throws Exception {
    world.deploy("nobody", World.script("box", "sleep 1000"));
    String group = Place.of(world.home, "nobody").cgroup() + "/box-0";
    for (Path hierarchy : Cgroups.hierarchies()) {
      Path processes = hierarchy.resolve(group).resolve("cgroup.procs");
      if (Files.exists(processes)) {
        for (String process : Files.readAllLines(processes)) {
          try (Stream<String> lines = Files.lines(Path.of("/proc", process, "status"))) {
            assertThat(lines.filter(line -> line.startsWith("Uid:")).findFirst().orElse(""))
                .contains("\t10737");
          }
        }
      }
    }
  }

  @Test
  void theMachinesOwnPortsAreOutOfReach() throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress("0.0.0.0", 0));
      int port = server.getLocalPort();
      Deployment box = world.deploy("ports", World.script("box", "sleep 1000"));

      for (String machine : List.of("10.86.255.254", "127.0.0.1", "10.86.0.1")) {
        assertThat(World.exec(box, "box", "nc -w 2 " + machine + " " + port + " </dev/null").code())
            .as(machine)
            .isNotZero();
      }
      server.setSoTimeout(1);
      assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  /** A bomb that forks at once whenever it is killed, at half a core. */
  @Test
  void whoForksFasterThanItCanBeKilledIsEnded() throws Exception {
    Deployment bomb =
        world.deploy(
            "bomb",
            512 * World.MEBI,
            World.MEBI,
            World.script("bomb", "f() { f | f & }; while :; do f; done 2>/dev/null"));
    String group = Place.of(world.home, "bomb").cgroup() + "/bomb-0";
    World.await("many processes", () -> processes(group) > 1_000 || restarted(bomb));

    bomb.end();

    assertThat(world.remains()).isEmpty();
  }

  @Test
  void whoFillsAVolumeFillsNothingElse() throws Exception {
    Service store =
        new Service(
            "store",
            "oci-archive:busybox.tar",
            List.of(),
            List.of("-c", "sleep 1000"),
            new TreeMap<>(),
            List.of(),
            List.of(new Service.Mount("data", "/data", false)));
    Deployment filler = world.deploy("volume", store);
    long free = Files.getFileStore(world.home).getUsableSpace();

    World.Said said =
        World.exec(filler, "store", "dd if=/dev/zero of=/data/full bs=1M count=200 2>&1");

    assertThat(said.text()).contains("No space left on device");
    assertThat(free - Files.getFileStore(world.home).getUsableSpace()).isLessThan(100 * World.MEBI);
    assertThat(World.exec(filler, "store", "touch /tmp/other").code()).as("its own disk").isZero();
  }

  /** Packed it is a fraction of its bound, unpacked it is twice as much. */
  @Test
  void anImageThatUnpacksWithoutEndIsRefusedAndFillsNothing() throws Exception {
    byte[] zeros = new byte[(int) (128 * World.MEBI)];
    TinyImages.make(
        world.archives(), "bomb.tar", root -> Files.write(root.resolve("zeros"), zeros));
    assertThat(Files.size(world.archives().resolve("bomb.tar"))).isLessThan(8 * World.MEBI);
    long free = Files.getFileStore(world.home).getUsableSpace();

    assertThatThrownBy(() -> world.deploy("zeros", World.script("box", "bomb.tar", "sleep 1000")))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("cannot be unpacked");

    assertThat(free - Files.getFileStore(world.home).getUsableSpace()).isLessThan(100 * World.MEBI);
    assertThat(world.driver.leases()).isEmpty();
    assertThat(world.remains()).isEmpty();
  }

  /** The key of an agent is a file on its machine, and may be in the words of its process. */
  @Test
  void theMachinesFilesProcessesAndKeysAreOutOfReach() throws Exception {
    String secret = "secret-" + UUID.randomUUID();
    Path key = Files.writeString(world.home.resolveSibling("agent.key"), secret);
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "sleep 1000; :", secret);
    builder.environment().put("AGENTS_KEY", secret);
    Process agent = builder.start();
    try {
      Deployment box = world.deploy("spy", World.script("spy", "sleep 1000"));
      String script =
          """
          cat %1$s /proc/1/root%1$s /proc/self/cwd%1$s /proc/*/root%1$s
          for up in .. ../.. ../../.. ../../../../../../..; do cat $up%1$s; done
          cat /proc/*/environ /proc/*/cmdline /proc/%2$d/environ
          env; ps
          ls -l /proc/*/fd
          kill -9 %2$d
          """
              .formatted(key, agent.pid());

      String seen = World.exec(box, "spy", script + " 2>/dev/null").text();

      assertThat(seen).doesNotContain(secret).doesNotContain(world.home.toString());
      assertThat(agent.isAlive()).isTrue();
      // Nothing but its three streams is open: a descriptor of the machine's would be a way out.
      assertThat(World.exec(box, "spy", "ls /proc/1/fd").text().split("\\s+"))
          .containsExactlyInAnyOrder("0", "1", "2");
      for (String variable : System.getenv().keySet()) {
        if (!List.of("PATH", "HOME", "PWD", "HOSTNAME", "SHLVL", "TERM").contains(variable)) {
          assertThat(World.exec(box, "spy", "env").text()).doesNotContain(variable + "=");
        }
      }
    } finally {
      agent.destroyForcibly().waitFor();
    }
  }

  /** As in CVE-2024-21626: a descriptor of the machine's that runc has open as it starts. */
  @Test
  void anImageWhoseFolderIsADescriptorSeesNothingOfTheMachine() throws Exception {
    String secret = "secret-" + UUID.randomUUID();
    Path key = Files.writeString(world.home.resolveSibling("agent.key"), secret);
    for (int descriptor = 3; descriptor < 12; descriptor++) {
      TinyImages.make(
          world.archives(),
          "fd.tar",
          root -> {},
          "--config.workingdir",
          "/proc/self/fd/" + descriptor);
      String name = "fd" + descriptor;
      String up = "../../../../../../../..";
      Service spy =
          World.script("spy", "fd.tar", "cat " + up + key + "; ls " + up + "; sleep 1000");
      Deployment box;
      try {
        box = world.deploy(name, spy);
      } catch (WorkException refused) {
        continue;
      }
      World.await("its words", () -> said(box).contains("bin"));
      assertThat(said(box)).as(name).doesNotContain(secret).doesNotContain("boot");
      box.end();
    }
  }

  private static String said(Deployment deployment) {
    try {
      return World.logs(deployment, "spy");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anImageOfLinksIntoTheMachineChangesNothingThere() throws Exception {
    Path target = Files.createDirectories(world.home.resolveSibling("target"));
    Path hosts = Files.writeString(target.resolve("hosts"), "of the machine\n");
    TinyImages.make(
        world.archives(),
        "links.tar",
        root -> {
          Folders.delete(root.resolve("etc"));
          Files.createSymbolicLink(root.resolve("etc"), target);
          Files.createSymbolicLink(root.resolve("data"), target);
          Files.createSymbolicLink(root.resolve("up"), Path.of("../../../../../.." + target));
        });
    Service service =
        new Service(
            "links",
            "oci-archive:links.tar",
            List.of(),
            List.of("-c", "cat /etc/hosts; echo mine > /up/new; echo mine > /data/new; sleep 1000"),
            new TreeMap<>(),
            List.of(),
            List.of(new Service.Mount("data", "/data", false)));
    try {
      Deployment box = world.deploy("links", service);
      assertThat(World.exec(box, "links", "cat /etc/hosts /data/hosts /up/hosts").text())
          .doesNotContain("of the machine");
    } catch (WorkException refused) {
      assertThat(world.driver.leases()).isEmpty();
    }
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files).containsExactly(hosts);
    }
    assertThat(hosts).hasContent("of the machine\n");
  }
}
