package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Volume;
import polder.networks.compute.job.Work;
import polder.ports.work.BatchEnd;
import polder.ports.work.BatchOutcome;
import polder.ports.work.BatchStreams;
import polder.ports.work.BatchTask;
import polder.ports.work.WorkException;
import polder.protocol.Hash;

/** Containers that run to their ends on this very machine. */
class RuncBatchTest {
  private static final long MOST = 1 << 20;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private World world;
  private String image;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    World.assumeTools();
    world = new World(folder.resolve("home"));
    image = TinyImages.pinned(world.settings.archives().orElseThrow());
  }

  @AfterEach
  void close() throws IOException {
    assertThat(world.remains()).isEmpty();
    world.close();
  }

  private BatchTask task(Work.Batch work, Duration longest) {
    List<Volume> disk = List.of(new Volume("default", 16 * World.MEBI, false, ""));
    return new BatchTask(
        "order",
        work,
        new Need.Unit("batch", new Resources(500, 32 * World.MEBI, disk, GpuNeed.NONE), 1),
        MOST,
        longest);
  }

  private Work.Batch script(String script) {
    return new Work.Batch(
        image, List.of(), List.of("-c", script), new TreeMap<>(Map.of("FROM_JOB", "ü")));
  }

  private BatchOutcome run(Work.Batch work) throws IOException, InterruptedException {
    return run(work, Duration.ofMinutes(2));
  }

  private BatchOutcome run(Work.Batch work, Duration longest)
      throws IOException, InterruptedException {
    return world.driver.run(task(work, longest), new BatchStreams(output, errors), stop);
  }

  private String text() {
    return output.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itsOutputItsCodeAndNothingElseIsTheResult() throws Exception {
    BatchOutcome outcome =
        run(
            script(
                "echo $FROM_IMAGE $FROM_JOB; echo aside >&2; echo by name > /dev/stdout; exit 7"));

    assertThat(outcome.end()).isEqualTo(new BatchEnd.Exited(7));
    assertThat(text()).isEqualTo("yes ü\nby name\n");
    assertThat(errors).hasToString("aside\n");
    assertThat(outcome.outputBytes()).isEqualTo(output.size());
    assertThat(outcome.output()).isEqualTo(Hash.sha256(output.toByteArray()));
    assertThat(world.remains()).isEmpty();
  }

  @Test
  void itHasNoNetworkWritesItsDiskAloneAndSeesNothingOfTheMachine() throws Exception {
    BatchOutcome outcome =
        run(
            script(
                "ip address | grep inet | grep -v ' 127.0.0.1\\| ::1' | wc -l; hostname; id -u; cat /etc/hosts | wc -l;"
                    + " dd if=/dev/zero of=/tmp/large bs=1M count=64 2>/dev/null || echo full"));

    assertThat(text()).isEqualTo("0\nbatch-0\n0\n2\nfull\n");
    assertThat(outcome.end()).isEqualTo(new BatchEnd.Exited(0));
  }

  @Test
  void whatItWritesBeyondItsBoundEndsIt() throws Exception {
    BatchOutcome outcome = run(script("yes"));

    assertThat(outcome.end()).isEqualTo(new BatchEnd.OutOfOutput());
    assertThat(outcome.outputBytes()).isEqualTo(MOST);
    assertThat(text()).isEqualTo("y\n".repeat((int) MOST / 2));
  }

  @Test
  void whatIsJustWithinTheBoundIsAllThere() throws Exception {
    BatchOutcome outcome = run(script("yes | head -c " + MOST));

    assertThat(outcome.end()).isEqualTo(new BatchEnd.Exited(0));
    assertThat(outcome.outputBytes()).isEqualTo(MOST);
  }

  @Test
  void whoTakesTooMuchMemoryIsEnded() throws Exception {
    BatchOutcome outcome = run(script("a=x; while true; do a=$a$a; done"));

    assertThat(outcome.end()).isEqualTo(new BatchEnd.OutOfMemory());
  }

  @Test
  void aProgramThatIsNotThereIsToldFromAMachineThatCannot() throws Exception {
    Work.Batch missing =
        new Work.Batch(image, List.of("/no/such/program"), List.of(), new TreeMap<>());
    Work.Batch noProgram =
        new Work.Batch(image, List.of("/etc/passwd"), List.of(), new TreeMap<>());

    assertThat(run(missing).end()).isInstanceOf(BatchEnd.NotStarted.class);
    assertThat(run(noProgram).end()).isInstanceOf(BatchEnd.NotStarted.class);
    assertThat(text()).isEmpty();
  }

  @Test
  void itIsKilledWhenItIsToldToStop() throws Exception {
    OutputStream stopping =
        new OutputStream() {
          @Override
          public void write(int one) {
            stop.complete(null);
          }
        };
    Work.Batch work = script("trap '' TERM INT; echo begun; while true; do :; done");

    BatchOutcome outcome =
        world.driver.run(
            task(work, Duration.ofMinutes(2)), new BatchStreams(stopping, errors), stop);

    assertThat(outcome.end()).isEqualTo(new BatchEnd.Stopped());
  }

  @Test
  void itIsKilledWhenItsTimeIsOver() throws Exception {
    BatchOutcome outcome = run(script("sleep 1000"), Duration.ofSeconds(3));

    assertThat(outcome.end()).isEqualTo(new BatchEnd.OutOfTime());
  }

  @Test
  void whoeverInterruptsItFindsNothingLeft() throws Exception {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    OutputStream telling =
        new OutputStream() {
          @Override
          public void write(int one) {
            begun.complete(null);
          }
        };
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    BatchTask task = task(script("echo begun; sleep 1000"), Duration.ofMinutes(2));
    Thread running =
        Thread.ofPlatform()
            .start(() -> {
              try {
                world.driver.run(task, new BatchStreams(telling, errors), stop);
                thrown.completeExceptionally(new AssertionError("it ended"));
              } catch (IOException | InterruptedException e) {
                thrown.complete(e);
              }
            });
    begun.join();
    running.interrupt();

    assertThat(thrown.join()).isInstanceOf(InterruptedException.class);
    assertThat(world.remains()).isEmpty();
  }

  @Test
  void anImageIsTheOneOfItsDigestOrNone() throws Exception {
    Work.Batch other =
        new Work.Batch(
            "oci-archive:busybox.tar@sha256:" + "0".repeat(64),
            List.of(),
            List.of(),
            new TreeMap<>());

    world.driver.check(script("true"));
    assertThatThrownBy(() -> world.driver.check(other))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("what is there is sha256:");
    assertThatThrownBy(() -> run(other)).isInstanceOf(WorkException.class);
  }

  @Test
  void whatAKilledDriverLeftIsRemovedByTheNextOne() throws Exception {
    Place place = Place.of(world.home, "batch/order");
    Files.createDirectories(place.disk().resolve("containers"));

    world.again();

    assertThat(place.disk()).doesNotExist();
  }
}
