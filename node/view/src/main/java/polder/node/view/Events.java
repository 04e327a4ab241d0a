package polder.node.view;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import polder.epoch.SealedEpoch;
import polder.node.gateway.Answers;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells those who listen of each sealed epoch. Nobody who listens slowly holds up the node or the
 * others: whose queue is full is dropped, and asks again when it has caught up.
 */
final class Events {
  private final ViewLimits limits;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

  Events(ViewLimits limits) {
    this.limits = limits;
  }

  /** One who listens. */
  final class Listener implements AutoCloseable {
    private final ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(limits.eventQueue());
    private final Thread writer = Thread.currentThread();
    private volatile boolean dropped;

    private void offer(String event) {
      if (!queue.offer(event)) {
        dropped = true;
        listeners.remove(this);
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
    }
  }

  /** A listener whose events the calling thread will write; empty if there are too many. */
  Optional<Listener> listen() {
    if (listeners.size() >= limits.eventClients()) {
      return Optional.empty();
    }
    Listener listener = new Listener();
    listeners.add(listener);
    return Optional.of(listener);
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
