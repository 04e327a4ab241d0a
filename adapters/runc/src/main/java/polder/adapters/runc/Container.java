package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.compute.job.Volume;
import polder.ports.work.ContainerStatus.Cause;
import polder.ports.work.ContainerStatus.State;
import polder.ports.work.WorkException;

/**
 * One container: its disks, its group, its process, and conmon beside it, which outlives this
 * program. Not safe for several threads.
 */
final class Container {
  private static final int TRIES = 600;
  private static final long PAUSE_MILLIS = 50;
  private static final int SIGNALLED = 128;
  private static final int KILLED = 137;
  private static final String TINY_SCRATCH = "size=16m,mode=755";

  private final ContainerSpec spec;
  private final ContainerPlace place;
  private final LeaseNetwork network;

  Container(ContainerSpec spec, Place lease, LeaseNetwork network) {
    this.spec = spec;
    this.place = new ContainerPlace(lease, spec.name());
    this.network = network;
  }

  ContainerSpec spec() {
    return spec;
  }

  ContainerPlace place() {
    return place;
  }

  LogFile log() {
    return new LogFile(place.log());
  }

  /**
   * Starts it, whatever was there of it before.
   *
   * @param unpacked folder of its image
   */
  void start(Path unpacked) throws WorkException {
    try {
      Image image = ready(unpacked);
      create();
      ownPipes(process(), spec.firstUser() + image.uid());
      network.attach(process(), spec.address());
      runc("start", place.id()).run();
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, spec.name() + " cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * Gets all ready for runc, whatever was there of it before.
   *
   * @param unpacked folder of its image
   * @return its image
   */
  Image ready(Path unpacked) throws IOException {
    clean();
    Image image = Image.read(unpacked);
    prepare(unpacked, image);
    return image;
  }

  private void prepare(Path unpacked, Image image) throws IOException {
    Folders.makePrivate(place.disk());
    for (Path folder : List.of(place.run(), place.root(), place.bundle(), place.exits())) {
      Folders.make(folder);
    }
    mountRoot(Image.root(unpacked));
    for (Volume volume : spec.mounted()) {
      if (!ContainerSpec.inMemory(volume)) {
        place.volume(volume).open(volume.bytes(), Disk.Room.RESERVED);
        ownFolder(
            place.content(volume), spec.firstUser() + image.uid(), spec.firstUser() + image.gid());
      }
    }
    Files.writeString(place.hostname(), spec.name() + "\n", StandardCharsets.UTF_8);
    OciConfig config = new OciConfig(spec, image, place);
    if (config.arguments().isEmpty()) {
      throw new WorkException(
          WorkException.Kind.REFUSED,
          "the image of " + spec.service().name() + " starts nothing: name a command");
    }
    Files.writeString(place.bundle().resolve("config.json"), config.json(), StandardCharsets.UTF_8);
  }

  /** The image below, which is never written, and the container's own disk above. */
  private void mountRoot(Path image) throws IOException {
    Disk scratch = place.scratch();
    if (spec.scratchBytes() > 0) {
      scratch.open(spec.scratchBytes(), Disk.Room.RESERVED);
    } else {
      Folders.make(scratch.mount());
      Command.of("mount", "-t", "tmpfs", "-o", TINY_SCRATCH, "tmpfs", scratch.mount().toString())
          .run();
    }
    Path upper = scratch.mount().resolve("upper");
    Path work = scratch.mount().resolve("work");
    ownFolder(upper, spec.firstUser(), spec.firstUser());
    Folders.make(work);
    String options =
        "lowerdir=" + image + ",upperdir=" + upper + ",workdir=" + work + ",nodev,nosuid";
    Command.of("mount", "-t", "overlay", "-o", options, "overlay", place.root().toString()).run();
  }

  private static void ownFolder(Path folder, long user, long group) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setAttribute(folder, "unix:uid", (int) user);
      Files.setAttribute(folder, "unix:gid", (int) group);
    }
  }

  /**
   * Gives the pipes to conmon to the container's user. Servers open their output again by its name,
   * as stock images of nginx do, and a pipe of the machine's root would refuse them.
   */
  private static void ownPipes(long process, long user) throws IOException {
    for (int descriptor : new int[] {1, 2}) {
      Path pipe = Path.of("/proc/" + process + "/fd/" + descriptor);
      Files.setAttribute(pipe, "unix:uid", (int) user);
    }
  }

  private void create() throws IOException {
    Path problems = place.run().resolve("runc.log");
    Path sockets = place.run().resolve("sockets");
    Folders.make(sockets);
    Command conmon =
        Command.of("conmon", "--cid", place.id(), "--cuuid", place.id(), "--name", place.id())
            .and("--runtime", Tools.find("runc").orElseThrow().toString())
            .and("--runtime-arg", "--root=" + place.lease().runcRoot())
            .and("--runtime-arg", "--log=" + problems)
            .and("--bundle", place.bundle().toString())
            .and("--container-pidfile", place.process().toString())
            .and("--conmon-pidfile", place.watcher().toString())
            .and("--exit-dir", place.exits().toString())
            .and("--persist-dir", place.run().toString())
            .and("--socket-dir-path", sockets.toString())
            .and("--log-path", "k8s-file:" + place.log())
            .and("--log-size-max", Long.toString(LogFile.FULL_BYTES));
    Process process = Command.startDetached(conmon, place.run().resolve("conmon.log"));
    try {
      process.waitFor();
      boolean moved = false;
      for (int i = 0; i < TRIES; i++) {
        if (!moved && watcherProcess().isPresent()) {
          Cgroups.move(watcherProcess().get().pid(), place.lease().cgroup() + "/conmon");
          moved = true;
        }
        if (moved && Files.exists(place.process()) && Files.size(place.process()) > 0) {
          return;
        }
        if (Files.exists(place.watcher()) && watcherProcess().isEmpty()) {
          break;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it was made", e);
    }
    throw new WorkException(
        WorkException.Kind.FAILED,
        spec.name()
            + " cannot be started: "
            + (Files.exists(problems) ? why(problems) : "runc says nothing of why"));
  }

  /** The last error in a log of runc's. */
  static String why(Path problems) throws IOException {
    String last =
        Files.readAllLines(problems, StandardCharsets.UTF_8).stream()
            .filter(line -> line.contains("level=error"))
            .reduce("", (before, line) -> line);
    return last.replaceFirst(".*msg=\"?", "").replaceFirst("\"$", "").replace("\\\"", "'");
  }

  private long process() throws IOException {
    return Long.parseLong(Files.readString(place.process(), StandardCharsets.UTF_8).strip());
  }

  /** conmon, if it stands by. A number of a process may have gone to another one meanwhile. */
  private Optional<ProcessHandle> watcherProcess() {
    try {
      long number = Long.parseLong(Files.readString(place.watcher()).strip());
      String words = Files.readString(Path.of("/proc/" + number + "/cmdline"));
      return words.contains(place.id() + "\0") ? ProcessHandle.of(number) : Optional.empty();
    } catch (IOException | NumberFormatException notThere) {
      return Optional.empty();
    }
  }

  /** How it is. */
  State state() {
    // In this order, because conmon writes the code before it ends.
    boolean watched = watcherProcess().isPresent();
    Optional<Integer> code = exitCode();
    if (code.isPresent()) {
      return new State.Exited(code.get(), cause(code.get()));
    }
    return watched ? new State.Running() : new State.Exited(KILLED, Cause.LOST);
  }

  private Optional<Integer> exitCode() {
    try {
      return Optional.of(
          Integer.parseInt(Files.readString(place.exits().resolve(place.id())).strip()));
    } catch (IOException | NumberFormatException stillRuns) {
      return Optional.empty();
    }
  }

  private Cause cause(int code) {
    if (code == 0) {
      return Cause.DONE;
    }
    if (Cgroups.killedForMemory(place.cgroup()) > 0) {
      return Cause.OUT_OF_MEMORY;
    }
    return code > SIGNALLED ? Cause.SIGNAL : Cause.ERROR;
  }

  /** What it has used since it was started last. */
  Spent spent() {
    return new Spent(Cgroups.cpuMicros(place.cgroup()), Cgroups.memoryPeakBytes(place.cgroup()));
  }

  /** Bytes on its disks. */
  long diskBytes() throws WorkException {
    long sum = 0;
    List<Disk> disks = new ArrayList<>(List.of(place.scratch()));
    spec.mounted().forEach(volume -> disks.add(place.volume(volume)));
    for (Disk disk : disks) {
      sum += Disk.isMounted(disk.mount()) ? disk.usedBytes() : 0;
    }
    return sum;
  }

  /** A command of runc's for it. */
  Command runc(String... words) {
    return Command.of("runc", "--root", place.lease().runcRoot().toString()).and(words);
  }

  /** Ends it, and with it all that does not outlive a restart. What it used is written down. */
  void clean() throws WorkException {
    Spent.add(place.lease(), spec.name(), spent());
    if (Files.exists(place.lease().runcRoot().resolve(place.id()))) {
      runc("delete", "--force", place.id()).result();
    }
    watcherProcess().ifPresent(this::end);
    Cgroups.remove(place.cgroup());
    Disk.unmount(place.root());
    place.scratch().remove();
    for (Volume volume : spec.mounted()) {
      if (volume.persistent()) {
        Disk.unmount(place.volume(volume).mount());
      } else {
        place.volume(volume).remove();
      }
    }
    try {
      Folders.delete(place.run());
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, place.run() + " cannot be removed: " + e.getMessage(), e);
    }
  }

  /** conmon ends by itself once its container has; if it does not, it is ended. */
  private void end(ProcessHandle watcher) {
    try {
      watcher.onExit().get(2, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      watcher.destroyForcibly();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      watcher.destroyForcibly();
    }
  }

  /** Ends it and removes all of it, also what is persistent. */
  void remove() throws WorkException {
    clean();
    try {
      Folders.delete(place.disk());
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, place.disk() + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
