package polder.node.alerts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.SealedEpoch;
import polder.epoch.Standing;
import polder.node.witness.Reasons;
import polder.ports.Notifier;
import polder.ports.Time;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AlertRequest;

/**
 * Watches devices for their owners. It looks at sealed epochs on a thread of its own: when it is
 * slow, epochs are left out and counted, and nothing waits for it.
 */
public final class Alerts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  private final Parts parts;
  private final Book book;
  private final Courier courier;
  private final Watch watch;
  private final Desk desk;
  private final BlockingQueue<SealedEpoch> epochs =
      new ArrayBlockingQueue<>(AlertLimits.EPOCHS_WAITING);
  private final AtomicLong missed = new AtomicLong();
  private final Thread thread;

  /**
   * What alerts work with.
   *
   * @param settings what the operator decided
   * @param file where everything is kept
   * @param notifiers by channel, those that the operator set up
   * @param standing how the deployment stands
   * @param reasons what codes mean
   * @param time the clock of the world
   * @param node who this node is
   * @param pushKey the key that browsers subscribe to push with, in base64url, if there is push
   */
  public record Parts(
      AlertSettings settings,
      Path file,
      Map<String, Notifier> notifiers,
      Supplier<Standing> standing,
      Reasons reasons,
      Time time,
      DeviceId node,
      Optional<String> pushKey) {
    public Parts {
      notifiers = Map.copyOf(notifiers);
    }
  }

  private Alerts(Parts parts, Book book) {
    this.parts = parts;
    this.book = book;
    this.courier = new Courier(book, parts.notifiers(), parts.settings().retries(), parts.time());
    Wording wording = new Wording(parts.settings(), parts.reasons(), parts.node());
    this.watch = new Watch(parts, book, courier, wording);
    this.desk = new Desk(parts, book, courier, watch, wording);
    this.thread = Thread.ofPlatform().name("alerts").daemon().unstarted(this::run);
  }

  /**
   * Opens alerts; nothing happens before {@link #start}.
   *
   * @throws IOException if their file cannot be read
   */
  public static Alerts open(Parts parts) throws IOException {
    return new Alerts(parts, Book.open(parts.file()));
  }

  /** Begins to watch and to send. */
  public void start() {
    courier.start();
    thread.start();
  }

  /** Hears of a sealed epoch; returns at once. */
  public void sealed(SealedEpoch sealed) {
    if (!epochs.offer(sealed)) {
      missed.incrementAndGet();
      LOG.warn("alerts are too slow and left out epoch {}", sealed.header().epoch());
    }
  }

  private void run() {
    try {
      while (true) {
        SealedEpoch sealed = epochs.take();
        try {
          look(sealed);
        } catch (RuntimeException e) {
          LOG.error("alerts could not look at epoch {}", sealed.header().epoch(), e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at a sealed epoch now. */
  void look(SealedEpoch sealed) {
    Set<Account> owners = new HashSet<>();
    synchronized (book) {
      book.subscriptions.values().forEach(its -> owners.add(its.account));
    }
    Sightings sightings = Sightings.of(sealed, owners);
    synchronized (book) {
      watch.look(sealed.header(), sightings);
    }
  }

  Desk.Answer ask(AlertRequest request) {
    return desk.ask(request);
  }

  boolean unsubscribe(String token) {
    return desk.unsubscribe(token);
  }

  Optional<String> pushKey() {
    return parts.pushKey();
  }

  /** The numbers. */
  public AlertCounts counts() {
    synchronized (book) {
      return new AlertCounts(
          book.subscriptions.size(),
          book.tracks.size(),
          book.deliveries.size(),
          courier.delivered,
          courier.failedTries,
          courier.givenUp,
          missed.get());
    }
  }

  /** Which devices are watched, with how they do: for tests. */
  List<Map.Entry<Watched, Track>> tracks() {
    synchronized (book) {
      return new ArrayList<>(book.tracks.entrySet());
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    if (thread.isAlive()) {
      thread.join();
    }
    courier.close();
  }
}
