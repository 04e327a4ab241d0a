package polder.node.view;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
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
 * Tells those who listen of each sealed epoch, and of what a device says that they ask for as soon
 * as it is on the disk. Nobody who listens slowly holds up the node or the others: whose queue is
 * full is dropped, and asks again when it has caught up.
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
    private volatile boolean dropped;

    private Listener(Optional<DeviceId> device) {
      this.device = device;
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
   * @param device whose readings it wants as well, of any network that lets everybody see them
   */
  Optional<Listener> listen(Optional<DeviceId> device) {
    if (listeners.size() >= limits.eventClients()) {
      return Optional.empty();
    }
    Listener listener = new Listener(device);
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

  /** Tells those who watch the device what it said, in an event of type {@code readings}. */
  void taken(DeviceId device, ObjectNode data) {
    String event =
        "event: readings\ndata: "
            + new String(Answers.write(data), java.nio.charset.StandardCharsets.UTF_8)
            + "\n\n";
    watched.getOrDefault(device, Set.of()).forEach(listener -> listener.offer(event));
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
            + new String(Answers.write(data), java.nio.charset.StandardCharsets.UTF_8)
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
