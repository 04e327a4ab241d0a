package polder.agent.compute;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import polder.networks.GroupKey;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;
import polder.ports.work.ContainerDriver;
import polder.ports.work.ContainerLease;
import polder.ports.work.ContainerStatus;
import polder.ports.work.Deployment;
import polder.ports.work.Endpoint;
import polder.ports.work.RegistryLogin;
import polder.ports.work.Usage;
import polder.ports.work.WorkException;

/** Containers that are none, for tests: each runs until it is told otherwise. */
final class MemoryDriver implements ContainerDriver {
  final SortedMap<String, Fake> running = new ConcurrentSkipListMap<>();

  /** One lease. */
  final class Fake implements Deployment {
    private final String name;
    private volatile ContainerLease lease;
    volatile ContainerStatus.State state = new ContainerStatus.State.Running();
    volatile int restarts;
    volatile int port = 1;

    Fake(ContainerLease lease) {
      this.name = lease.name();
      this.lease = lease;
    }

    @Override
    public ContainerLease lease() {
      return lease;
    }

    @Override
    public List<ContainerStatus> containers() {
      return lease.work().services().stream()
          .map(service -> new ContainerStatus(service.name(), 0, state, restarts))
          .toList();
    }

    @Override
    public List<Endpoint> endpoints() {
      return List.of(
          new Endpoint(
              "web", new Service.Exposed(80, 80, "tcp", true, List.of(), List.of()), port));
    }

    @Override
    public Usage usage() {
      return new Usage(0, 0, 0);
    }

    @Override
    public void logs(String service, boolean follow, OutputStream to) throws WorkException {
      try {
        to.write(("said by " + service + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new WorkException(WorkException.Kind.FAILED, "it takes no more", e);
      }
    }

    @Override
    public int exec(String service, List<String> command, Streams streams) throws WorkException {
      try {
        streams.stdout().write(String.join(" ", command).getBytes(StandardCharsets.UTF_8));
        streams.stderr().write(streams.stdin().readAllBytes());
        return 7;
      } catch (IOException e) {
        throw new WorkException(WorkException.Kind.FAILED, "it takes no more", e);
      }
    }

    @Override
    public void update(
        Work.Containers work, List<RegistryLogin> logins, Consumer<String> progress) {
      lease = new ContainerLease(name, lease.need(), work);
    }

    @Override
    public void end() {
      running.remove(name);
    }
  }

  /** What runs for an order. */
  Fake of(GroupKey order) {
    return Objects.requireNonNull(running.get(order.text()), order.text());
  }

  @Override
  public Deployment deploy(
      ContainerLease lease, List<RegistryLogin> logins, Consumer<String> progress) {
    return running.computeIfAbsent(lease.name(), name -> new Fake(lease));
  }

  @Override
  public Optional<Deployment> find(String lease) {
    return Optional.ofNullable(running.get(lease));
  }

  @Override
  public SortedSet<String> leases() {
    return new TreeSet<>(running.keySet());
  }

  @Override
  public void close() {}
}
