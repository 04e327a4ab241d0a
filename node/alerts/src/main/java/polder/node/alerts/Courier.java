package polder.node.alerts;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.Notifier;
import polder.ports.Time;

/**
 * Brings messages to their receivers, several at once and never two at once to the same; tries
 * again what fails, and gives up at last. Saves the book when it has changed.
 */
final class Courier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final long LONGEST_WAIT_MILLIS = 60_000;
  private static final int STOP_SECONDS = 5;

  private final Book book;
  private final Map<String, Notifier> notifiers;
  private final List<Duration> retries;
  private final Time time;
  private final ExecutorService tries = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;

  // Under the lock of the book, as are the numbers.
  private final Set<String> busy = new HashSet<>();
  private boolean stopped;
  private boolean unsaved;
  long delivered;
  long failedTries;
  long givenUp;

  Courier(Book book, Map<String, Notifier> notifiers, List<Duration> retries, Time time) {
    this.book = book;
    this.notifiers = notifiers;
    this.retries = retries;
    this.time = time;
    this.thread = Thread.ofPlatform().name("alerts-courier").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Puts a message on its way, unless too many are; under the lock of the book. */
  boolean take(Subscription subscription, Notifier.Notice notice) {
    if (book.deliveries.size() >= AlertLimits.DELIVERIES
        || book.deliveriesOf(subscription.id) >= AlertLimits.DELIVERIES_OF_SUBSCRIPTION) {
      return false;
    }
    book.deliveries.put(notice.id(), new Delivery(subscription.id, notice, 0, notice.timeMillis()));
    wake();
    return true;
  }

  /** Says that something may be due or to be saved; under the lock of the book. */
  void wake() {
    book.change();
    unsaved = true;
    book.notifyAll();
  }

  private void run() {
    try {
      while (true) {
        boolean save;
        Optional<Delivery> next;
        synchronized (book) {
          next = due();
          while (next.isEmpty() && !unsaved && !stopped) {
            book.wait(waitMillis());
            next = due();
          }
          if (stopped) {
            return;
          }
          save = unsaved;
          unsaved = false;
          next.ifPresent(delivery -> busy.add(delivery.subscription()));
        }
        next.ifPresent(delivery -> tries.execute(() -> attempt(delivery)));
        if (save) {
          save();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void save() {
    try {
      book.save();
    } catch (IOException e) {
      LOG.error("alerts cannot be saved, and would be forgotten by a restart: {}", e.getMessage());
    }
  }

  private Optional<Delivery> due() {
    if (busy.size() >= AlertLimits.DELIVERIES_AT_ONCE) {
      return Optional.empty();
    }
    long now = time.nowMillis();
    return book.deliveries.values().stream()
        .filter(its -> its.dueMillis() <= now && !busy.contains(its.subscription()))
        .findFirst();
  }

  private long waitMillis() {
    long now = time.nowMillis();
    long next =
        book.deliveries.values().stream()
            .filter(its -> !busy.contains(its.subscription()))
            .mapToLong(Delivery::dueMillis)
            .min()
            .orElse(Long.MAX_VALUE);
    // All are busy: the next one that ends wakes this thread.
    boolean full = busy.size() >= AlertLimits.DELIVERIES_AT_ONCE;
    return full || next - now > LONGEST_WAIT_MILLIS || next == Long.MAX_VALUE
        ? LONGEST_WAIT_MILLIS
        : Math.max(1, next - now);
  }

  private void attempt(Delivery delivery) {
    Notifier.Result result = new Notifier.Result.Later("the node is stopping", 0);
    try {
      result = send(delivery);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("an alert could not be sent: this is a bug", e);
      result = new Notifier.Result.Refused("a bug in the node; its log has more");
    } finally {
      synchronized (book) {
        busy.remove(delivery.subscription());
        // What was cut off by the stop is no failure; what was delivered in spite of it is
        // delivered.
        if (!(stopped && result instanceof Notifier.Result.Later)) {
          settle(delivery, result);
        }
        wake();
      }
    }
  }

  private Notifier.Result send(Delivery delivery) throws InterruptedException {
    Subscription to;
    synchronized (book) {
      to = book.subscriptions.get(delivery.subscription());
    }
    if (to == null) {
      return new Notifier.Result.Refused("the subscription has ended");
    }
    Notifier notifier = notifiers.get(to.what.channel());
    return notifier == null
        ? new Notifier.Result.Later("the node's operator has not set up " + to.what.channel(), 0)
        : notifier.send(to.what.target(), to.secret, delivery.notice());
  }

  private void settle(Delivery delivery, Notifier.Result result) {
    Subscription to = book.subscriptions.get(delivery.subscription());
    String id = delivery.notice().id();
    if (to == null) {
      book.deliveries.remove(id);
      return;
    }
    switch (result) {
      case Notifier.Result.Delivered _ -> {
        book.deliveries.remove(id);
        delivered++;
        to.problem = "";
      }
      case Notifier.Result.Later(String why, long leastMillis) -> {
        to.problem = why;
        if (delivery.tries() >= retries.size()) {
          giveUp(delivery, why);
        } else {
          failedTries++;
          long wait = retries.get(delivery.tries()).toMillis();
          long asked = Math.min(leastMillis, AlertLimits.DAY_MILLIS);
          book.deliveries.put(id, delivery.later(time.nowMillis() + Math.max(wait, asked)));
        }
      }
      case Notifier.Result.Refused(String why) -> {
        to.problem = why;
        giveUp(delivery, why);
      }
      case Notifier.Result.Gone(String why) -> {
        giveUp(delivery, why);
        LOG.info("subscription {} has ended: its receiver wants no more ({})", to.id, why);
        book.remove(to);
      }
    }
  }

  /** No target in the log: it is private. */
  private void giveUp(Delivery delivery, String why) {
    givenUp++;
    book.deliveries.remove(delivery.notice().id());
    LOG.warn(
        "message {} of subscription {} is given up after {} tries: {}",
        delivery.notice().id(),
        delivery.subscription(),
        delivery.tries() + 1,
        why);
  }

  /**
   * Stops and waits for a moment for what is on its way; what did not arrive by then stays in the
   * book and is tried again after the next start.
   */
  @Override
  public void close() throws InterruptedException {
    synchronized (book) {
      stopped = true;
      book.change();
      book.notifyAll();
    }
    if (thread.isAlive()) {
      thread.join();
    }
    tries.shutdownNow();
    if (!tries.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("a message was still on its way at the stop, and may be sent again");
    }
    save();
  }
}
