package polder.adapters.runc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.networks.compute.job.Work;
import polder.ports.work.BatchOutcome;
import polder.ports.work.BatchRunner;
import polder.ports.work.BatchStreams;
import polder.ports.work.BatchTask;
import polder.ports.work.ContainerDriver;
import polder.ports.work.ContainerLease;
import polder.ports.work.Deployment;
import polder.ports.work.RegistryLogin;
import polder.ports.work.WorkException;

/** Containers on this machine by runc. Needs Linux and root. */
public final class RuncDriver implements ContainerDriver, BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RuncDriver.class);

  private final Settings settings;
  private final Shared shared;
  private final FileChannel owner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition deployed = lock.newCondition();
  private final SortedMap<String, RuncDeployment> running = new TreeMap<>();
  private final Set<String> deploying = new HashSet<>();
  private final SortedMap<String, Integer> batches = new TreeMap<>();

  private RuncDriver(Settings settings, FileChannel owner) throws IOException {
    this.settings = settings;
    this.owner = owner;
    this.shared = new Shared(settings);
  }

  /**
   * Takes up all that a driver before has left in the same folder; what it had begun and not
   * finished is removed.
   *
   * @throws WorkException if something is missing on this machine, with what to install, or another
   *     driver has the folder
   */
  public static RuncDriver open(Settings settings) throws WorkException {
    Tools.check();
    try {
      Folders.makePrivate(settings.home());
      RuncDriver driver = new RuncDriver(settings, own(settings.home()));
      driver.findAll();
      return driver;
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.MACHINE,
          "containers cannot be kept in " + settings.home() + ": " + e.getMessage(),
          e);
    }
  }

  /** Two drivers would start the same containers again. */
  private static FileChannel own(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException inThisProcess) {
      LOG.debug("{} is in use by this very process", home);
    }
    channel.close();
    throw new WorkException(
        WorkException.Kind.MACHINE,
        "another agent runs containers in " + home + ": stop it, or choose another folder");
  }

  private void findAll() throws IOException {
    Path leases = settings.home().resolve("leases");
    Folders.makePrivate(leases);
    List<Path> folders;
    try (Stream<Path> all = Files.list(leases)) {
      folders = all.sorted().toList();
    }
    for (Path folder : folders) {
      find(Place.ofId(settings.home(), folder.getFileName().toString()));
    }
    Folders.make(Place.runOf(settings.home()));
  }

  private void find(Place place) throws WorkException {
    Optional<LeaseRecord> record = Optional.empty();
    try {
      record = Optional.of(LeaseRecord.read(place)).filter(LeaseRecord::whole);
    } catch (IOException e) {
      LOG.warn("what is in {} is no lease and is removed: {}", place.disk(), e.getMessage());
    }
    if (record.isEmpty()) {
      Remains.remove(place);
      return;
    }
    shared.note(record.get());
    RuncDeployment deployment = deployment(record.get());
    running.put(record.get().name(), deployment);
    deployment.adopt();
  }

  private RuncDeployment deployment(LeaseRecord record) {
    return new RuncDeployment(shared, record, () -> forget(record.name()));
  }

  private void forget(String lease) {
    lock.lock();
    try {
      running.remove(lease);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Deployment deploy(
      ContainerLease lease, List<RegistryLogin> logins, Consumer<String> progress)
      throws WorkException, InterruptedException {
    LeaseCheck.check(lease);
    RuncDeployment deployment;
    lock.lockInterruptibly();
    try {
      while (deploying.contains(lease.name())) {
        deployed.await();
      }
      RuncDeployment found = running.get(lease.name());
      if (found != null) {
        return found;
      }
      deployment = deployment(LeaseRecord.of(lease, freeSlot()));
      running.put(lease.name(), deployment);
      deploying.add(lease.name());
    } finally {
      lock.unlock();
    }
    try {
      deployment.deploy(logins, progress);
      return deployment;
    } finally {
      lock.lock();
      try {
        deploying.remove(lease.name());
        deployed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private int freeSlot() {
    Set<Integer> taken =
        running.values().stream().map(each -> each.record().slot()).collect(Collectors.toSet());
    taken.addAll(batches.values());
    int slot = 0;
    while (taken.contains(slot)) {
      slot++;
    }
    return slot;
  }

  @Override
  public Optional<Deployment> find(String lease) {
    lock.lock();
    try {
      return deploying.contains(lease) ? Optional.empty() : Optional.ofNullable(running.get(lease));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SortedSet<String> leases() {
    lock.lock();
    try {
      TreeSet<String> names = new TreeSet<>(running.keySet());
      names.removeAll(deploying);
      return names;
    } finally {
      lock.unlock();
    }
  }

  /** What images must be for to run here, as OCI calls it, such as {@code linux/amd64}. */
  public static String platform() {
    String arch = System.getProperty("os.arch");
    return "linux/" + (arch.equals("aarch64") ? "arm64" : arch);
  }

  @Override
  public void check(Work.Batch work) throws WorkException {
    shared.images().check(work.image());
  }

  @Override
  public BatchOutcome run(BatchTask task, BatchStreams streams, CompletionStage<?> stop)
      throws IOException, InterruptedException {
    int slot;
    lock.lockInterruptibly();
    try {
      if (batches.containsKey(task.name())) {
        throw new WorkException(
            WorkException.Kind.REFUSED,
            task.name() + " runs already: wait for its end, or give the other one another name");
      }
      slot = freeSlot();
      batches.put(task.name(), slot);
    } finally {
      lock.unlock();
    }
    try {
      return new RuncBatch(shared, task, LeaseRecord.firstUser(slot)).run(streams, stop);
    } finally {
      lock.lock();
      try {
        batches.remove(task.name());
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      running.values().forEach(RuncDeployment::release);
      running.clear();
      owner.close();
    } catch (IOException e) {
      LOG.warn("{} stays locked until this program ends: {}", settings.home(), e.getMessage());
    } finally {
      lock.unlock();
    }
  }
}
