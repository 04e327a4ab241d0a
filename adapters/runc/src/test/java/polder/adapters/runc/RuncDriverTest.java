package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;
import polder.ports.work.ContainerStatus.Cause;
import polder.ports.work.ContainerStatus.State.Exited;
import polder.ports.work.Deployment;
import polder.ports.work.WorkException;

/** Leases on this very machine, from their deployment to their end. */
class RuncDriverTest {
  private static final String SERVE = "exec httpd -f -p 80 -h /www";

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
  void aServiceAnswersAtItsPortUntilItsLeaseEnds() throws Exception {
    Deployment web = world.deploy("a", World.script("web", SERVE, World.exposed(80, "tcp")));
    int port = web.endpoints().getFirst().hostPort();
    World.await("an answer", () -> !World.get(port, "/").isEmpty());

    assertThat(World.get(port, "/index.html")).isEqualTo("hello from a container\n");
    assertThat(web.usage().memoryPeakBytes()).isPositive();
    web.end();

    assertThat(World.get(port, "/")).isEmpty();
    assertThat(world.driver.leases()).isEmpty();
    assertThat(world.remains()).isEmpty();
  }

  @Test
  void aContainerGetsTheJobsWordsAndTheImages() throws Exception {
    TreeMap<String, String> environment = new TreeMap<>(Map.of("FROM_JOB", "no 'quotes' $HOME"));
    Service arguments =
        World.service(
            "arguments",
            List.of("-c", "echo \"$FROM_IMAGE/$FROM_JOB/$0\"; sleep 1000", "zero"),
            environment);
    Service command =
        new Service(
            "command",
            "docker-archive:docker.tar",
            List.of("/bin/echo", "one"),
            List.of("two  words", "three"),
            environment,
            List.of(),
            List.of());

    Deployment both = world.deploy("b", arguments, command);

    World.await("a word", () -> !said(both, "arguments").isEmpty());
    World.await("a word", () -> !said(both, "command").isEmpty());
    assertThat(said(both, "arguments")).isEqualTo("yes/no 'quotes' $HOME/zero\n");
    assertThat(said(both, "command")).startsWith("one two  words three\n");
  }

  @Test
  void servicesOfALeaseFindOneAnotherByNameAndNobodyElseDoes() throws Exception {
    Deployment lease =
        world.deploy("c", World.script("web", SERVE), World.script("other", "sleep 1000"));
    Deployment stranger =
        world.deploy("d", World.script("web", SERVE), World.script("other", "sleep 1000"));
    World.exec(stranger, "web", "echo of the stranger > /www/index.html");
    String ask = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 web 80";

    assertThat(World.exec(lease, "other", ask).text()).contains("hello from a container");
    assertThat(World.exec(stranger, "other", ask).text()).contains("of the stranger");
    // Both leases use the same addresses, and neither has a way out.
    assertThat(World.exec(lease, "other", "ip route").text().lines())
        .allMatch(line -> line.startsWith("10.86.0.0/16"));
    for (String away : List.of("169.254.169.254", "1.1.1.1", "127.0.0.1", "10.86.255.254")) {
      assertThat(World.exec(lease, "other", "nc -w 2 " + away + " 80 < /dev/null").code())
          .as(away)
          .isNotZero();
    }
  }

  @Test
  void whatAContainerSaysIsFollowedToItsEnd() throws Exception {
    Deployment counting =
        world.deploy(
            "f", World.script("count", "for i in $(seq 1 5); do echo line $i; done; sleep 1000"));
    ByteArrayOutputStream followed = new ByteArrayOutputStream();
    Thread following =
        Thread.ofVirtual()
            .start(() -> {
              try {
                counting.logs("count", true, followed);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    World.await("the lines", () -> followed.toString(StandardCharsets.UTF_8).contains("line 5\n"));
    World.exec(counting, "count", "echo more > /proc/1/fd/1");
    World.await(
        "another line", () -> followed.toString(StandardCharsets.UTF_8).endsWith("line 5\nmore\n"));
    counting.end();

    assertThat(following.join(Duration.ofSeconds(20))).isTrue();
    assertThatThrownBy(() -> counting.logs("count", false, followed))
        .isInstanceOf(WorkException.class);
  }

  @Test
  void aFloodOfWordsIsBounded() throws Exception {
    Deployment loud =
        world.deploy("g", World.script("loud", "yes 0123456789012345678901234567890123456789"));
    Path folder = Place.of(world.home, "g").disk().resolve("containers/loud-0");
    World.await("a second file", () -> Files.exists(folder.resolve("log.before")));

    for (int i = 0; i < 20; i++) {
      assertThat(new LogFile(folder.resolve("log")).bytes()).isLessThan(3 * LogFile.FULL_BYTES);
      Thread.onSpinWait();
    }
    assertThat(said(loud, "loud")).startsWith("0123456789").contains("\n0123456789");
  }

  @Test
  void aCommandInAContainerHasItsStreamsAndItsCode() throws Exception {
    Deployment shell = world.deploy("h", World.script("box", "sleep 1000"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream("from outside".getBytes(StandardCharsets.UTF_8));

    int code =
        shell.exec(
            "box",
            List.of("/bin/sh", "-c", "cat; echo wrong >&2; exit 7"),
            new Deployment.Streams(in, out, err));

    assertThat(code).isEqualTo(7);
    assertThat(out).hasToString("from outside");
    assertThat(err).hasToString("wrong\n");
    assertThatThrownBy(() -> World.exec(shell, "nobody", "true"))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("it has box");
  }

  @Test
  void anUpdateChangesOneServiceAndLeavesTheOtherAlone() throws Exception {
    Service first = World.script("first", "echo old; sleep 1000", World.exposed(80, "tcp"));
    Service second = World.script("second", "sleep 1000");
    Deployment lease = world.deploy("i", first, second);
    int port = lease.endpoints().getFirst().hostPort();
    World.exec(lease, "second", "touch /tmp/mark");

    Service changed = World.script("first", SERVE, World.exposed(80, "tcp"));
    lease.update(new Work.Containers(List.of(changed, second)), List.of(), line -> {});

    World.await("an answer", () -> World.get(port, "/").startsWith("hello"));
    assertThat(lease.endpoints().getFirst().hostPort()).isEqualTo(port);
    assertThat(World.exec(lease, "second", "ls /tmp/mark").code()).isZero();
    assertThat(lease.lease().work().services()).containsExactly(changed, second);
  }

  @Test
  void anUpdateThatCannotBeLeavesAllAsItWas() throws Exception {
    Service web = World.script("web", SERVE, World.exposed(80, "tcp"));
    Deployment lease = world.deploy("j", web);
    int port = lease.endpoints().getFirst().hostPort();
    Service missing =
        new Service(
            "web",
            "oci-archive:no.tar",
            List.of(),
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of());

    assertThatThrownBy(
            () -> lease.update(new Work.Containers(List.of(missing)), List.of(), line -> {}))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("no such archive");
    World.await("an answer", () -> World.get(port, "/").startsWith("hello"));
    assertThat(lease.lease().work().services()).containsExactly(web);
  }

  @Test
  void whatRunsIsFoundByTheNextDriver() throws Exception {
    Deployment before = world.deploy("k", World.script("web", SERVE, World.exposed(80, "tcp")));
    int port = before.endpoints().getFirst().hostPort();
    World.exec(before, "web", "echo kept > /www/mark");
    World.await("an answer", () -> World.get(port, "/mark").equals("kept\n"));
    world.again();

    Deployment found = world.driver.find("k").orElseThrow();

    assertThat(world.driver.leases()).containsExactly("k");
    assertThat(found.endpoints()).isEqualTo(before.endpoints());
    World.await("an answer", () -> World.get(port, "/mark").equals("kept\n"));
    assertThat(found.containers().getFirst().restarts()).isZero();
    assertThat(world.driver.deploy(found.lease(), List.of(), line -> {})).isSameAs(found);
  }

  @Test
  void aContainerThatEndsIsStartedAgainAndWhatItUsedIsKept() throws Exception {
    Deployment crashing =
        world.deploy(
            "l", World.script("web", "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; exit 3"));
    World.await("two restarts", () -> crashing.containers().getFirst().restarts() >= 2);

    assertThat(crashing.usage().cpuMicros()).isGreaterThan(10_000);
    World.await(
        "its code",
        () -> crashing.containers().getFirst().state().equals(new Exited(3, Cause.ERROR)));
  }

  /** Whoever loses conmon is not known to run; so it is started again, and runs once. */
  @Test
  void whoLosesWhatStandsByItIsStartedAgainInItsPlace() throws Exception {
    Deployment web = world.deploy("q", World.script("web", SERVE, World.exposed(80, "tcp")));
    int port = web.endpoints().getFirst().hostPort();
    World.await("an answer", () -> !World.get(port, "/").isEmpty());
    String group = Place.of(world.home, "q").cgroup();
    List<Long> before = processes(group + "/web-0");

    for (long watcher : processes(group + "/conmon")) {
      ProcessHandle.of(watcher).orElseThrow().destroyForcibly();
    }

    World.await("a restart", () -> web.containers().getFirst().restarts() > 0);
    World.await("an answer", () -> !World.get(port, "/").isEmpty());
    assertThat(processes(group + "/web-0"))
        .hasSameSizeAs(before)
        .doesNotContainAnyElementsOf(before);
    assertThat(processes(group + "/conmon")).hasSize(1);
  }

  /** The processes of a group, as the kernel has them. */
  private static List<Long> processes(String group) throws IOException {
    for (Path hierarchy : Cgroups.hierarchies()) {
      Path file = hierarchy.resolve(group).resolve("cgroup.procs");
      if (Files.exists(file) && !Files.readString(file).isBlank()) {
        return Files.readAllLines(file).stream().map(Long::parseLong).toList();
      }
    }
    return List.of();
  }

  @Test
  void aVolumeOutlivesARestartAndScratchSpaceDoesNot() throws Exception {
    Service service =
        new Service(
            "store",
            "oci-archive:busybox.tar",
            List.of(),
            List.of("-c", "ls /data /tmp; touch /data/kept /tmp/lost; sleep 1000"),
            new TreeMap<>(),
            List.of(),
            List.of(new Service.Mount("data", "/data", false)));
    Deployment store = world.deploy("m", service);
    World.await("its words", () -> said(store, "store").contains("/tmp:"));

    World.exec(store, "store", "kill -9 -1");
    World.exec(store, "store", "kill 1");
    Service again =
        new Service(
            "store",
            service.image(),
            List.of(),
            List.of("-c", "ls /data /tmp; echo end; sleep 1000"),
            new TreeMap<>(),
            List.of(),
            service.mounts());
    store.update(new Work.Containers(List.of(again)), List.of(), line -> {});

    World.await("its words", () -> said(store, "store").contains("end"));
    assertThat(said(store, "store")).endsWith("/data:\nkept\n\n/tmp:\nend\n");
  }

  @Test
  void aDeploymentThatFailsHalfWayLeavesNothing() throws IOException {
    Service good = World.script("good", SERVE, World.exposed(80, "tcp"));
    Service bad =
        new Service(
            "bad",
            "oci-archive:busybox.tar",
            List.of("/no/such/program"),
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of());

    assertThatThrownBy(() -> world.deploy("n", good, bad))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("/no/such/program");
    assertThat(world.driver.leases()).isEmpty();
    assertThat(world.remains()).isEmpty();
  }

  @Test
  void whatThisMachineCannotOrMustNotDoIsRefused() {
    assertThatThrownBy(() -> world.deploy("o", image("oci-archive:../../etc/passwd")))
        .hasMessageContaining("cannot be used");
    assertThatThrownBy(() -> world.deploy("o", image("169.254.169.254/latest:meta")))
        .hasMessageContaining("private address");
    assertThatThrownBy(() -> world.deploy("o", image("localhost:5000/a")))
        .hasMessageContaining("private address");
    assertThatThrownBy(() -> world.deploy("o", image("oci:/etc")))
        .hasMessageContaining("cannot be used");
    assertThatThrownBy(() -> world.deploy("o", World.script("a\n10.0.0.1 b", "true")))
        .hasMessageContaining("cannot be a host");
    assertThat(world.driver.leases()).isEmpty();
  }

  private static Service image(String name) {
    return new Service("web", name, List.of(), List.of(), new TreeMap<>(), List.of(), List.of());
  }

  private static String said(Deployment deployment, String service) {
    try {
      return World.logs(deployment, service);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
