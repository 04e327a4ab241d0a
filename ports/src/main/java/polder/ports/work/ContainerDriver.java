package polder.ports.work;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * Runs containers for leases on this machine, each within what its lease needs and out of reach of
 * the machine and of other leases. What runs goes on when the driver or its process ends, and is
 * found again by the next driver. Safe for several threads.
 */
public interface ContainerDriver extends AutoCloseable {
  /**
   * Runs what the lease says, unless it runs already: then only finds it. Returns when every
   * container was started once. If it fails, nothing of it is left.
   *
   * @param logins for registries that ask who is there; forgotten when this returns
   * @param progress takes one line for each step, such as how much of an image has come
   * @throws WorkException if it cannot run here
   */
  Deployment deploy(ContainerLease lease, List<RegistryLogin> logins, Consumer<String> progress)
      throws WorkException, InterruptedException;

  /** What runs for the lease of this name, if it was deployed and has not ended. */
  Optional<Deployment> find(String lease);

  /** The names of all leases that were deployed and have not ended. */
  SortedSet<String> leases();

  /** Lets go of all deployments; their containers run on, but nothing forwards to them. */
  @Override
  void close();
}
