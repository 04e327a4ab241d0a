package polder.node.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import polder.epoch.SealedEpoch;
import polder.node.gateway.Answers;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells those who listen of each sealed epoch, of how a network goes that they ask for, and of what
 * a device that they ask for says, as soon as it is on the disk, and earns. Nobody who listens
 * slowly holds up the node or the others: whose queue is full is dropped, and asks again when it
 * has caught up.
 */
final class Events {
  private final ViewLimits limits;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<DeviceId, Set<Listener>> watched = new ConcurrentHashMap<>();

  Events(ViewLimits limits) {
    this.limits = limits;
  }

  /** One who listens. */
  final class Listener implements AutoCloseable {
    private final ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(limits.eventQueue());
    private final Thread writer = Thread.currentThread();
    private final Optional<DeviceId> device;
    private final Optional<String> network;
    private volatile boolean dropped;

    private Listener(Optional<DeviceId> device, Optional<String> network) {
      this.device = device;
      this.network = network;
    }

    private void offer(String event) {
      if (!queue.offer(event)) {
        dropped = true;
        close();
        // It may be stuck in a write to one who does not read.
        writer.interrupt();
      }
    }

    /** The next event, or empty if it is time for a heartbeat. */
    Optional<String> next() throws InterruptedException {
      return Optional.ofNullable(queue.poll(limits.heartbeat().toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whether this listener is to go. */
    boolean isDropped() {
      return dropped;
    }

    @Override
    public void close() {
      listeners.remove(this);
      device.ifPresent(
          its -> watched.computeIfPresent(its, (key, watching) -> without(watching, this)));
    }
  }

  /**
   * A listener whose events the calling thread will write; empty if there are too many.
   *
   * @param device whose rewards it wants as well, and whose readings of any network that lets
   *     everybody see them
   * @param network whose pulse it wants as well
   */
  Optional<Listener> listen(Optional<DeviceId> device, Optional<String> network) {
    if (listeners.size() >= limits.eventClients()) {
      return Optional.empty();
    }
    Listener listener = new Listener(device, network);
    listeners.add(listener);
    device.ifPresent(its -> watched.compute(its, (key, watching) -> with(watching, listener)));
    return Optional.of(listener);
  }

  // Sets are replaced, never changed: who is told just now walks along the one that it found.
  private static Set<Listener> with(@Nullable Set<Listener> watching, Listener listener) {
    Set<Listener> more = new LinkedHashSet<>(watching == null ? Set.of() : watching);
    more.add(listener);
    return more;
  }

  private static @Nullable Set<Listener> without(Set<Listener> watching, Listener listener) {
    Set<Listener> fewer = new LinkedHashSet<>(watching);
    fewer.remove(listener);
    return fewer.isEmpty() ? null : fewer;
  }

  /** Whether anybody wants to hear what any device says. */
  boolean isAnyWatched() {
    return !watched.isEmpty();
  }

  /** Whether anybody wants to hear what {@code device} says. */
  boolean isWatched(DeviceId device) {
    return watched.containsKey(device);
  }

  /** Networks whose pulse somebody wants. */
  SortedSet<String> networks() {
    SortedSet<String> networks = new TreeSet<>();
    listeners.forEach(listener -> listener.network.ifPresent(networks::add));
    return networks;
  }

  /** Devices that somebody watches. */
  Set<DeviceId> devices() {
    return Set.copyOf(watched.keySet());
  }

  /** Tells those who watch the device what it said, in an event of type {@code readings}. */
  void taken(DeviceId device, ObjectNode data) {
    tell(device, event("readings", data));
  }

  /** Tells those who watch the device what it earns, in an event of type {@code reward}. */
  void reward(DeviceId device, ObjectNode data) {
    tell(device, event("reward", data));
  }

  private void tell(DeviceId device, String event) {
    watched.getOrDefault(device, Set.of()).forEach(listener -> listener.offer(event));
  }

  /** Tells those who watch the network how it goes, in an event of type {@code pulse}. */
  void pulse(String network, ObjectNode data) {
    String event = event("pulse", data);
    for (Listener listener : listeners) {
      if (listener.network.isPresent() && listener.network.get().equals(network)) {
        listener.offer(event);
      }
    }
  }

  private static String event(String type, ObjectNode data) {
    return "event: " + type + "\ndata: " + new String(Answers.write(data), UTF_8) + "\n\n";
  }

  /** How many listen. */
  int listening() {
    return listeners.size();
  }

  void sealed(SealedEpoch sealed, EpochDigest digest) {
    ObjectNode data =
        Answers.object()
            .put("epoch", sealed.header().epoch())
            .put("attempt", sealed.header().attempt())
            .put("hash", sealed.header().hash().toString())
            .put("startMillis", sealed.header().startMillis())
            .put("endMillis", sealed.header().endMillis())
            .put("messages", sealed.header().inputsCount())
            .put("refused", digest.refused());
    Json.amount(data, "paid", sealed.header().paidNano());
    Json.networks(data, digest.networks());
    String event =
        "event: epoch\nid: "
            + sealed.header().epoch()
            + "\ndata: "
            + new String(Answers.write(data), UTF_8)
            + "\n\n";
    listeners.forEach(listener -> listener.offer(event));
  }

  /** Sends everybody away. */
  void close() {
    listeners.forEach(listener -> {
      listener.dropped = true;
      listener.writer.interrupt();
    });
  }
}
