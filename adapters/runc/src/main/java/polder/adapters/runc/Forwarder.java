package polder.adapters.runc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/** Takes what comes to a port of the machine to a port of a service's containers. */
interface Forwarder extends AutoCloseable {
  /** The machine's port. */
  int port();

  /** Ends it and all that goes through it. */
  @Override
  void close();

  /**
   * Where it goes.
   *
   * @param network in which the containers are
   * @param running where those listen that run, at the moment
   */
  record Target(NetworkNamespace network, Supplier<List<InetSocketAddress>> running) {}
}
