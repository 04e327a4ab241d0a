package polder.ports.work;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import polder.networks.compute.job.Work;

/** What runs for one lease. Safe for several threads. */
public interface Deployment {
  /** What was asked for, as last updated. */
  ContainerLease lease();

  /** How each container is, in the order of the services. */
  List<ContainerStatus> containers();

  /** Where the world reaches what is exposed to it, in the order of the services. */
  List<Endpoint> endpoints();

  /**
   * What all containers have used since they were first deployed.
   *
   * @throws WorkException if it cannot be read, or the lease has ended
   */
  Usage usage() throws WorkException;

  /**
   * Copies what the containers of a service have said, oldest first, as far as it is kept. The
   * lines of several containers begin with the container's number.
   *
   * @param follow whether to go on with what they say from now on, until the lease or the service
   *     ends, {@code to} takes no more, or the thread is interrupted
   * @throws WorkException if there is no such service, or {@code to} takes no more
   */
  void logs(String service, boolean follow, OutputStream to)
      throws WorkException, InterruptedException;

  /**
   * Runs a command in the first running container of a service and waits for its end; it gets no
   * more than the container has. Interrupted, it ends the command.
   *
   * @param command program and arguments
   * @return its exit code; 128 and the number of the signal if one ended it
   * @throws WorkException if there is no such service, none of its containers runs, or the command
   *     cannot be started
   */
  int exec(String service, List<String> command, Streams streams)
      throws WorkException, InterruptedException;

  /**
   * Runs this instead. Services that have not changed go on; of others the images are brought
   * first, so that all goes on as before where that fails. Persistent volumes stay.
   *
   * @throws WorkException if it asks for more than the lease needs, or cannot run
   */
  void update(Work.Containers work, List<RegistryLogin> logins, Consumer<String> progress)
      throws WorkException, InterruptedException;

  /**
   * Ends everything at once and removes all that is left of it, also what is persistent. To be
   * called again if it fails.
   *
   * @throws WorkException if something cannot be removed
   */
  void end() throws WorkException;

  /** What a command reads and writes. */
  record Streams(InputStream stdin, OutputStream stdout, OutputStream stderr) {}
}
