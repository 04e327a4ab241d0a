package polder.adapters.runc;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;
import polder.ports.work.ContainerLease;
import polder.ports.work.ContainerStatus;
import polder.ports.work.Deployment;
import polder.ports.work.Endpoint;
import polder.ports.work.RegistryLogin;
import polder.ports.work.Usage;
import polder.ports.work.WorkException;

/** What runs for one lease: its network, its images, its containers, its forwarded ports. */
final class RuncDeployment implements Deployment {
  private static final Logger LOG = LoggerFactory.getLogger(RuncDeployment.class);
  private static final long LOOK_MILLIS = 250;

  private final Shared shared;
  private final Place place;
  private final LeaseNetwork network;
  private final Runnable gone;
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread tending;

  private volatile LeaseRecord record;
  private volatile Map<String, Tended> containers = Map.of();
  private final Map<String, Forwarder> forwarders = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /**
   * One that neither runs nor is found yet.
   *
   * @param gone told once it has ended
   */
  RuncDeployment(Shared shared, LeaseRecord record, Runnable gone) {
    this.shared = shared;
    this.record = record;
    this.gone = gone;
    this.place = Place.of(shared.settings().home(), record.name());
    this.network = new LeaseNetwork(place.network());
    this.tending = Thread.ofVirtual().name("tend-" + place.id()).unstarted(this::tend);
  }

  /** Brings the images and starts everything; removes everything if that fails. */
  void deploy(List<RegistryLogin> logins, Consumer<String> progress)
      throws WorkException, InterruptedException {
    boolean done = false;
    lock.lock();
    try {
      record.write(place);
      open();
      arrange(record.lease().work(), bring(record.lease().work(), logins, progress));
      for (Tended each : containers.values()) {
        progress.accept("starting " + each.container().spec().name());
        each.start();
      }
      record = record.finished();
      record.write(place);
      done = true;
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      lock.unlock();
      if (!done) {
        end();
      }
    }
    tending.start();
  }

  /** Takes up what a driver before has left running. */
  void adopt() throws WorkException {
    lock.lock();
    try {
      open();
      containers = make(record);
      forward(record);
      writeHosts(record);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
    tending.start();
  }

  private void open() throws IOException {
    Folders.make(place.run().getParent());
    Folders.make(place.run());
    network.open();
    images().open(shared.settings().imageBytes(), Disk.Room.GROWING);
    Files.writeString(place.run().resolve("resolv.conf"), "options attempts:1\n");
  }

  /** The disk on which the lease's images are unpacked; it bounds how large they may become. */
  private Disk images() {
    return new Disk(place.disk().resolve("images.img"), place.run().resolve("images"));
  }

  private Path unpacked(String digest) {
    return images().mount().resolve(digest);
  }

  /** Brings and unpacks the image of each service that has none or has changed. */
  private Map<String, String> bring(
      Work.Containers work, List<RegistryLogin> logins, Consumer<String> progress)
      throws WorkException, InterruptedException {
    Map<String, String> digests = new LinkedHashMap<>();
    for (Service service : work.services()) {
      String known = record.digests().get(service.name());
      boolean same = known != null && record.lease().work().services().contains(service);
      String digest = same ? known : shared.images().bring(service.image(), logins, progress);
      shared.images().unpack(digest, unpacked(digest), record.firstUser());
      digests.put(service.name(), digest);
    }
    return digests;
  }

  /** Writes down what is to run, and gets all ready that does not run by itself. */
  private void arrange(Work.Containers work, Map<String, String> digests) throws IOException {
    LeaseRecord next = record.with(new ContainerLease(record.name(), record.lease().need(), work));
    next.digests().clear();
    next.digests().putAll(digests);
    for (ContainerSpec spec : specs(next)) {
      next.addresses().computeIfAbsent(spec.name(), name -> freeAddress(next));
      if (!next.gpus().containsKey(spec.name()) && spec.each().gpu().count() > 0) {
        next.gpus().put(spec.name(), shared.takeGpus(spec.each().gpu()));
        record = next; // so that they are given back if what follows fails
      }
    }
    record = next;
    forward(next);
    next.write(place);
    writeHosts(next);
    containers = make(next);
  }

  private static int freeAddress(LeaseRecord record) {
    int address = 1;
    while (record.addresses().containsValue(address)) {
      address++;
    }
    return address;
  }

  private static List<ContainerSpec> specs(LeaseRecord record) {
    List<ContainerSpec> specs = new ArrayList<>();
    Map<String, Need.Unit> units = LeaseCheck.units(record.lease().need());
    for (Service service : record.lease().work().services()) {
      Need.Unit unit = java.util.Objects.requireNonNull(units.get(service.name()));
      for (int i = 0; i < unit.count(); i++) {
        String name = service.name() + "-" + i;
        specs.add(
            new ContainerSpec(
                service,
                i,
                unit.each(),
                record.digests().getOrDefault(service.name(), ""),
                record.addresses().getOrDefault(name, 0),
                record.firstUser(),
                record.gpus().getOrDefault(name, List.of())));
      }
    }
    return specs;
  }

  /** Those that are the same as before stay the same objects. */
  private Map<String, Tended> make(LeaseRecord of) {
    Map<String, Tended> made = new LinkedHashMap<>();
    for (ContainerSpec spec : specs(of)) {
      Tended before = containers.get(spec.name());
      made.put(
          spec.name(),
          before != null && before.container().spec().equals(spec)
              ? before
              : new Tended(
                  new Container(spec, place, network), unpacked(spec.digest()), shared.settings()));
    }
    return made;
  }

  /** Forwards what is exposed and no longer what is not; a port that is kept stays open. */
  private void forward(LeaseRecord to) throws WorkException {
    Map<String, Endpoint> wanted = new LinkedHashMap<>();
    for (Service service : to.lease().work().services()) {
      for (Service.Exposed exposed : service.exposed()) {
        if (exposed.everyone()) {
          wanted.put(key(service, exposed), new Endpoint(service.name(), exposed, 0));
        }
      }
    }
    for (String key : List.copyOf(to.ports().keySet())) {
      if (!wanted.containsKey(key)) {
        Forwarder closing = forwarders.remove(key);
        if (closing != null) {
          closing.close();
        }
        Integer port = to.ports().remove(key);
        if (port != null) {
          shared.freePort(port);
        }
      }
    }
    for (Map.Entry<String, Endpoint> each : wanted.entrySet()) {
      if (!forwarders.containsKey(each.getKey())) {
        open(each.getKey(), each.getValue(), to);
      }
    }
  }

  private void open(String key, Endpoint endpoint, LeaseRecord to) throws WorkException {
    Forwarder.Target target =
        new Forwarder.Target(
            network.namespace(), () -> running(endpoint.service(), endpoint.exposed().port()));
    String protocol = endpoint.exposed().protocol();
    Integer port = to.ports().get(key);
    if (port == null) {
      Forwarder forwarder = shared.forward(protocol, target);
      forwarders.put(key, forwarder);
      to.ports().put(key, forwarder.port());
      return;
    }
    try {
      forwarders.put(key, Shared.forward(protocol, port, target));
    } catch (IOException taken) {
      LOG.warn("port {} of the lease {} is taken by another program", port, to.name());
    }
  }

  private static String key(Service service, Service.Exposed exposed) {
    return service.name() + "/" + exposed.port() + "/" + exposed.as() + "/" + exposed.protocol();
  }

  private List<InetSocketAddress> running(String service, int port) {
    return containers.values().stream()
        .filter(Tended::runs)
        .map(each -> each.container().spec())
        .filter(spec -> spec.service().name().equals(service))
        .map(spec -> LeaseNetwork.socket(spec.address(), port))
        .toList();
  }

  /** The very file that is mounted in all containers, so it is written over and not replaced. */
  private void writeHosts(LeaseRecord of) throws IOException {
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n::1 localhost\n");
    for (ContainerSpec spec : specs(of)) {
      hosts
          .append(LeaseNetwork.address(spec.address()))
          .append(' ')
          .append(spec.service().name())
          .append(' ')
          .append(spec.name())
          .append('\n');
    }
    Files.writeString(place.run().resolve("hosts"), hosts, StandardCharsets.UTF_8);
  }

  private void tend() {
    try {
      while (!ended) {
        lock.lockInterruptibly();
        try {
          if (!ended) {
            containers.values().forEach(Tended::tend);
            forward(record); // a port that another program had may be free by now
          }
        } catch (WorkException e) {
          LOG.warn("the lease {} is not forwarded: {}", record.name(), e.getMessage());
        } finally {
          lock.unlock();
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public ContainerLease lease() {
    return record.lease();
  }

  /** What is written down of it. */
  LeaseRecord record() {
    return record;
  }

  @Override
  public List<ContainerStatus> containers() {
    return containers.values().stream().map(Tended::status).toList();
  }

  @Override
  public List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    LeaseRecord now = record;
    for (Service service : now.lease().work().services()) {
      for (Service.Exposed exposed : service.exposed()) {
        Integer port = now.ports().get(key(service, exposed));
        if (port != null) {
          endpoints.add(new Endpoint(service.name(), exposed, port));
        }
      }
    }
    return endpoints;
  }

  @Override
  public Usage usage() throws WorkException {
    lock.lock();
    try {
      checkThere();
      Map<String, Spent> all = new LinkedHashMap<>();
      for (String name : Spent.names(place)) {
        all.put(name, Spent.before(place, name));
      }
      long disk = 0;
      for (Tended each : containers.values()) {
        all.merge(each.container().spec().name(), each.container().spent(), Spent::plus);
        disk += each.container().diskBytes();
      }
      return new Usage(
          all.values().stream().mapToLong(Spent::cpuMicros).sum(),
          all.values().stream().mapToLong(Spent::peakBytes).sum(),
          disk);
    } finally {
      lock.unlock();
    }
  }

  private void checkThere() throws WorkException {
    if (ended) {
      throw new WorkException(
          WorkException.Kind.UNKNOWN, "the lease " + record.name() + " has ended");
    }
  }

  private List<Tended> of(String service) throws WorkException {
    checkThere();
    List<Tended> found =
        containers.values().stream()
            .filter(each -> each.container().spec().service().name().equals(service))
            .toList();
    if (found.isEmpty()) {
      throw new WorkException(
          WorkException.Kind.UNKNOWN,
          "the lease "
              + record.name()
              + " has no service "
              + service
              + "; it has "
              + String.join(
                  ", ", record.lease().work().services().stream().map(Service::name).toList()));
    }
    return found;
  }

  @Override
  public void logs(String service, boolean follow, OutputStream to)
      throws WorkException, InterruptedException {
    List<Tended> all = of(service);
    List<LogFile.Reader> readers = new ArrayList<>();
    try {
      for (Tended each : all) {
        String prefix = all.size() == 1 ? "" : each.container().spec().number() + " ";
        readers.add(each.container().log().reader(prefix));
      }
      boolean more;
      do {
        more = follow && !ended && containers.values().containsAll(all);
        for (LogFile.Reader reader : readers) {
          reader.copy(to);
        }
        if (more) {
          Thread.sleep(LOOK_MILLIS);
        }
      } while (more);
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, "the log cannot be passed on: " + e.getMessage(), e);
    } finally {
      for (LogFile.Reader reader : readers) {
        reader.closeQuietly();
      }
    }
  }

  @Override
  public int exec(String service, List<String> command, Streams streams)
      throws WorkException, InterruptedException {
    for (Tended each : of(service)) {
      if (each.runs()) {
        return Exec.run(each.container(), command, streams);
      }
    }
    throw new WorkException(
        WorkException.Kind.UNKNOWN, "no container of " + service + " runs; see its logs for why");
  }

  @Override
  public void update(Work.Containers work, List<RegistryLogin> logins, Consumer<String> progress)
      throws WorkException, InterruptedException {
    lock.lockInterruptibly();
    try {
      checkThere();
      LeaseCheck.checkUpdate(record.lease(), work);
      Map<String, String> digests = bring(work, logins, progress);
      Map<String, Tended> before = containers;
      arrange(work, digests);
      for (Map.Entry<String, Tended> old : before.entrySet()) {
        if (!containers.containsKey(old.getKey())) {
          old.getValue().container().remove();
        } else if (containers.get(old.getKey()) != old.getValue()) {
          old.getValue().container().clean();
        }
      }
      for (Tended each : containers.values()) {
        if (!before.containsValue(each)) {
          progress.accept("starting " + each.container().spec().name());
          each.start();
        }
      }
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  private WorkException failed(IOException e) {
    return new WorkException(
        WorkException.Kind.FAILED,
        "the lease " + record.name() + " cannot be run: " + e.getMessage(),
        e);
  }

  @Override
  public void end() throws WorkException {
    release();
    lock.lock();
    try {
      if (Files.isDirectory(place.disk())) {
        record = record.broken();
        record.write(place); // whatever stops this, the next driver goes on with it
      }
      Remains.remove(place);
      shared.free(record);
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
    gone.run();
  }

  /** Lets go of what runs: it runs on, but nothing forwards to it. */
  void release() {
    ended = true;
    tending.interrupt();
    forwarders.values().forEach(Forwarder::close);
    forwarders.clear();
  }
}
