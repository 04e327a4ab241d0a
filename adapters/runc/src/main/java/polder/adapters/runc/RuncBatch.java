package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;
import polder.ports.work.BatchEnd;
import polder.ports.work.BatchOutcome;
import polder.ports.work.BatchStreams;
import polder.ports.work.BatchTask;
import polder.ports.work.ContainerLease;
import polder.ports.work.WasmStreams;
import polder.ports.work.WorkException;
import polder.protocol.Hash;

/**
 * One container that runs to its end, without any network. It is not written down: whatever a
 * driver that was killed has left of it is removed by the next one.
 */
final class RuncBatch {
  private static final long LOOK_MILLIS = 100;
  private static final long LAST_SECONDS = 10;
  private static final String HOSTS = "127.0.0.1 localhost\n::1 localhost\n";

  /** As runc speaks of what no machine could start, and not of what it could not do itself. */
  private static final Pattern NO_PROGRAM =
      Pattern.compile(
          "(?s).*exec.*(no such file or directory|executable file not found|permission denied"
              + "|exec format error|is a directory).*");

  private final Shared shared;
  private final BatchTask task;
  private final long firstUser;
  private final Place place;

  RuncBatch(Shared shared, BatchTask task, long firstUser) {
    this.shared = shared;
    this.task = task;
    this.firstUser = firstUser;
    this.place = Place.of(shared.settings().home(), "batch/" + task.name());
  }

  BatchOutcome run(BatchStreams streams, CompletionStage<?> stop)
      throws IOException, InterruptedException {
    check();
    long deadline = System.nanoTime() + task.longest().toNanos();
    try {
      Path unpacked = open();
      Service service = task.work().service();
      ContainerSpec spec =
          new ContainerSpec(service, 0, task.each().each(), "", 0, firstUser, List.of());
      Container container = new Container(spec, place, new LeaseNetwork(place.network()));
      Image image = container.ready(unpacked);
      return run(container, firstUser + image.uid(), streams, new Bounds(stop, deadline));
    } finally {
      removeUninterrupted();
    }
  }

  private void check() throws WorkException {
    LeaseCheck.check(
        new ContainerLease(
            task.name(),
            Need.of(List.of(task.each())),
            new Work.Containers(List.of(task.work().service()))));
    if (task.each().each().gpu().count() > 0) {
      throw new WorkException(
          WorkException.Kind.REFUSED,
          "a container on whose output a quorum decides has no GPUs: ask for none");
    }
  }

  /** The image, unpacked on a disk that bounds it. */
  private Path open() throws IOException, InterruptedException {
    Remains.remove(place); // what a driver before has left
    Folders.make(Place.runOf(shared.settings().home()));
    Folders.make(place.run());
    Folders.makePrivate(place.disk());
    Files.writeString(place.run().resolve("resolv.conf"), "");
    Files.writeString(place.run().resolve("hosts"), HOSTS, StandardCharsets.UTF_8);
    Disk images = new Disk(place.disk().resolve("images.img"), place.run().resolve("images"));
    images.open(shared.settings().imageBytes(), Disk.Room.GROWING);
    String digest = shared.images().bring(task.work().image(), List.of(), line -> {});
    Path unpacked = images.mount().resolve(digest);
    shared.images().unpack(digest, unpacked, firstUser);
    return unpacked;
  }

  /** What ends it from outside. */
  private record Bounds(CompletionStage<?> stop, long deadlineNanos) {
    private boolean isStopped() {
      return stop.toCompletableFuture().isDone();
    }

    private boolean isLate() {
      return System.nanoTime() - deadlineNanos > 0;
    }
  }

  private BatchOutcome run(Container container, long user, BatchStreams streams, Bounds bounds)
      throws IOException, InterruptedException {
    Path run = container.place().run();
    Path problems = run.resolve("runc.log");
    DigestOutputStream hashed = new DigestOutputStream(streams.output(), Hash.newSha256());
    Pipe output = new Pipe(run.resolve("output"), hashed, task.mostOutput(), user);
    Pipe errors = new Pipe(run.resolve("errors"), streams.errors(), WasmStreams.MOST_ERRORS, user);
    Command runc =
        Command.of("runc", "--root", place.runcRoot().toString(), "--log", problems.toString())
            .and("run", "--keep", "--bundle", container.place().bundle().toString())
            .and(container.place().id());
    Process process = Command.start(runc, output.path(), errors.path());
    Optional<BatchEnd> ended = Optional.empty();
    try {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (ended.isEmpty()) {
          ended = fromOutside(output, errors, bounds);
        }
        if (ended.isPresent()) {
          container.runc("kill", container.place().id(), "KILL").result();
          if (process.waitFor(LAST_SECONDS, TimeUnit.SECONDS)) {
            break;
          }
        }
      }
    } finally {
      process.destroyForcibly();
    }
    // Its group must be looked at before it is gone, and be gone before its pipes end for sure.
    boolean memory = Cgroups.killedForMemory(container.place().cgroup()) > 0;
    Cgroups.remove(container.place().cgroup());
    output.end();
    errors.end();
    if (output.isOverflown()) {
      ended = Optional.of(new BatchEnd.OutOfOutput());
    }
    BatchEnd end =
        ended.isPresent()
            ? ended.get()
            : byItself(
                process.exitValue(), memory, Files.exists(problems) ? Container.why(problems) : "");
    return new BatchOutcome(end, output.bytes(), Hash.of(hashed.getMessageDigest().digest()));
  }

  private static Optional<BatchEnd> fromOutside(Pipe output, Pipe errors, Bounds bounds) {
    if (output.isOverflown()) {
      return Optional.of(new BatchEnd.OutOfOutput());
    }
    if (bounds.isStopped() || output.failure().isPresent() || errors.failure().isPresent()) {
      return Optional.of(new BatchEnd.Stopped());
    }
    return bounds.isLate() ? Optional.of(new BatchEnd.OutOfTime()) : Optional.empty();
  }

  private static BatchEnd byItself(int code, boolean memory, String problem) throws WorkException {
    if (code != 0 && memory) {
      return new BatchEnd.OutOfMemory();
    }
    if (code != 0 && !problem.isEmpty()) {
      if (NO_PROGRAM.matcher(problem).matches()) {
        return new BatchEnd.NotStarted(problem);
      }
      throw new WorkException(
          WorkException.Kind.FAILED, "the container cannot be started: " + problem);
    }
    return new BatchEnd.Exited(code);
  }

  /** Whoever interrupts it still wants nothing of it left. */
  private void removeUninterrupted() throws WorkException {
    boolean interrupted = Thread.interrupted();
    try {
      Remains.remove(place);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
