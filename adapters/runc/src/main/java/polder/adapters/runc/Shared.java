package polder.adapters.runc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.ports.work.WorkException;

/** What the leases of a driver share and take from one another: ports and graphics processors. */
final class Shared {
  private final Settings settings;
  private final ImageStore images;
  private final SortedMap<Integer, GpuModel> gpus = Gpus.models();
  private final TreeSet<Integer> takenGpus = new TreeSet<>();
  private final TreeSet<Integer> takenPorts = new TreeSet<>();

  Shared(Settings settings) throws IOException {
    this.settings = settings;
    this.images = new ImageStore(settings);
  }

  Settings settings() {
    return settings;
  }

  ImageStore images() {
    return images;
  }

  /** Notes what a lease has that was found. */
  synchronized void note(LeaseRecord record) {
    takenPorts.addAll(record.ports().values());
    record.gpus().values().forEach(takenGpus::addAll);
  }

  /** Gives back what a lease had. */
  synchronized void free(LeaseRecord record) {
    record.ports().values().forEach(takenPorts::remove);
    record.gpus().values().forEach(takenGpus::removeAll);
  }

  /** Gives one port back. */
  synchronized void freePort(int port) {
    takenPorts.remove(port);
  }

  /**
   * Takes a port that nobody has and begins to forward it.
   *
   * @throws WorkException of kind {@link WorkException.Kind#FULL} if there is none
   */
  synchronized Forwarder forward(String protocol, Forwarder.Target target) throws WorkException {
    int end = settings.firstPort() + settings.ports();
    for (int port = settings.firstPort(); port < end; port++) {
      if (takenPorts.contains(port)) {
        continue;
      }
      try {
        Forwarder forwarder = forward(protocol, port, target);
        takenPorts.add(port);
        return forwarder;
      } catch (IOException takenByAnotherProgram) {
        continue;
      }
    }
    throw new WorkException(
        WorkException.Kind.FULL,
        "all ports from "
            + settings.firstPort()
            + " to "
            + (end - 1)
            + " are taken: end a lease, or give containers more ports");
  }

  /** Forwards a port that the lease has already. */
  static Forwarder forward(String protocol, int port, Forwarder.Target target) throws IOException {
    return protocol.equals("udp")
        ? new DatagramForwarder(port, target)
        : new StreamForwarder(port, target);
  }

  /**
   * Takes processors for one container.
   *
   * @throws WorkException if this machine has none such, or they are taken
   */
  synchronized List<Integer> takeGpus(GpuNeed need) throws WorkException {
    List<Integer> fit = new ArrayList<>();
    List<Integer> free = new ArrayList<>();
    for (Map.Entry<Integer, GpuModel> gpu : gpus.entrySet()) {
      if (need.accepts(gpu.getValue())) {
        fit.add(gpu.getKey());
        if (!takenGpus.contains(gpu.getKey())) {
          free.add(gpu.getKey());
        }
      }
    }
    if (fit.size() < need.count()) {
      throw new WorkException(
          WorkException.Kind.REFUSED,
          "a container needs "
              + need.count()
              + " GPUs of "
              + (need.anyOf().isEmpty() ? "any model" : need.anyOf())
              + ", and this machine has "
              + (gpus.isEmpty() ? "none" : gpus.values())
              + ": take another machine");
    }
    if (free.size() < need.count()) {
      throw new WorkException(
          WorkException.Kind.FULL,
          "the GPUs of this machine that fit are taken: try again when a lease has ended");
    }
    List<Integer> taken = List.copyOf(free.subList(0, need.count()));
    takenGpus.addAll(taken);
    return taken;
  }
}
