package polder.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import polder.agent.source.ReadingSource;

/** Keeps an agent going: sources in their threads, signing and sending in the caller's. */
final class AgentLoop {
  private static final long SYNC_MILLIS = 5_000;
  private static final long STOP_MILLIS = 3_000;

  /**
   * How fast it goes.
   *
   * @param batchMillis how long readings are collected for one message
   * @param batchReadings how many readings make a message at once
   * @param once whether to end after a first reading, or when all sources end
   * @param waitMillis once: how long to wait for a first reading, and then for the node
   */
  record Pace(long batchMillis, int batchReadings, boolean once, long waitMillis) {}

  private final Outbox outbox;
  private final Scribe scribe;
  private final Courier courier;
  private final Desk desk;
  private final StopSignal stop;
  private final Consumer<String> notices;
  private final long startNanos = System.nanoTime();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger runningThatEnd = new AtomicInteger();
  private volatile Optional<String> failure = Optional.empty();

  AgentLoop(
      Outbox outbox,
      Scribe scribe,
      Courier courier,
      Desk desk,
      StopSignal stop,
      Consumer<String> notices) {
    this.outbox = outbox;
    this.scribe = scribe;
    this.courier = courier;
    this.desk = desk;
    this.stop = stop;
    this.notices = notices;
  }

  /** What broke a source, if one broke. */
  Optional<String> failure() {
    return failure;
  }

  /** Runs until it is time to end, then signs what is left and sends as long as is allowed. */
  void run(List<ReadingSource> sources, Pace pace) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    running.set(sources.size());
    runningThatEnd.set((int) sources.stream().filter(ReadingSource::ends).count());
    for (ReadingSource source : sources) {
      threads.add(
          Thread.ofPlatform().daemon().name("source " + source.name()).start(() -> read(source)));
    }
    stop.whenGiven(desk::ring);
    try {
      work(pace);
    } finally {
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        thread.join(STOP_MILLIS);
      }
    }
    scribe.sealAll();
    sendLast(stop.isGiven() ? STOP_MILLIS : pace.waitMillis());
  }

  private void read(ReadingSource source) {
    try {
      source.run(desk.intake(source.name()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      String what = source.name() + " cannot be read: " + e;
      failure = Optional.of(what);
      notices.accept(what);
    } finally {
      running.decrementAndGet();
      if (source.ends()) {
        runningThatEnd.decrementAndGet();
      }
      desk.ring();
    }
  }

  private void work(Pace pace) throws InterruptedException {
    long sealAt = 0; // What the last run left is due at once.
    long sendAt = 0;
    long syncAt = SYNC_MILLIS;
    boolean pending = outbox.pendingCount() > 0;
    while (!isOver(pace)) {
      long now = elapsedMillis();
      int count = outbox.pendingCount();
      if (count > 0 && !pending) {
        sealAt = now + pace.batchMillis();
      }
      pending = count > 0;
      if (pending && (now >= sealAt || count >= pace.batchReadings())) {
        pending = !isWritten(scribe::sealAll);
        sealAt = now + SYNC_MILLIS;
      }
      if (now >= sendAt && outbox.messageCount() > 0) {
        sendAt = send();
      }
      if (now >= syncAt) {
        isWritten(outbox::sync);
        syncAt = now + SYNC_MILLIS;
      }
      long until = Math.min(syncAt, pending ? sealAt : Long.MAX_VALUE);
      until = Math.min(until, outbox.messageCount() > 0 ? sendAt : Long.MAX_VALUE);
      desk.awaitArrival(until - elapsedMillis());
    }
  }

  /** One round; gives the time of the next. */
  private long send() throws InterruptedException {
    try {
      return switch (courier.round()) {
        case Courier.Round.Idle idle -> 0;
        case Courier.Round.Moved moved -> 0;
        case Courier.Round.Wait wait -> elapsedMillis() + wait.waitMillis();
      };
    } catch (IOException e) {
      notices.accept("cannot write to the disk: " + e.getMessage());
      return elapsedMillis() + SYNC_MILLIS;
    }
  }

  private void sendLast(long millis) throws InterruptedException {
    long end = elapsedMillis() + millis;
    long next = elapsedMillis();
    while (outbox.messageCount() > 0 && next < end) {
      Thread.sleep(Math.max(0, next - elapsedMillis()));
      next = Math.max(send(), elapsedMillis());
    }
  }

  private boolean isOver(Pace pace) {
    if (stop.isGiven() || running.get() == 0) {
      return true;
    }
    boolean enough = desk.taken() > 0 || elapsedMillis() >= pace.waitMillis();
    return pace.once() && runningThatEnd.get() == 0 && enough;
  }

  private interface Writing {
    void run() throws IOException;
  }

  /** Whether the disk took it; if not, everything is still in memory and is tried again. */
  private boolean isWritten(Writing writing) {
    try {
      writing.run();
      return true;
    } catch (IOException e) {
      notices.accept("cannot write to the disk: " + e.getMessage());
      return false;
    }
  }

  private long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }
}
