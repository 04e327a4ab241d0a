package polder.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import polder.agent.format.Measured;
import polder.agent.source.Intake;
import polder.protocol.senml.SenmlRecord;

/** Where all sources hand in: maps what they measured and puts it into the outbox. */
final class Desk {
  private final Outbox outbox;
  private final Mapping mapping;
  private final LongSupplier clockMillis;
  private final long genesisMillis;
  private final Consumer<String> notices;
  private final AtomicLong taken = new AtomicLong();
  private final Semaphore arrivals = new Semaphore(0);

  Desk(
      Outbox outbox,
      Mapping mapping,
      LongSupplier clockMillis,
      long genesisMillis,
      Consumer<String> notices) {
    this.outbox = outbox;
    this.mapping = mapping;
    this.clockMillis = clockMillis;
    this.genesisMillis = genesisMillis;
    this.notices = notices;
  }

  /** How many readings were taken. */
  long taken() {
    return taken.get();
  }

  /** Something happened that whoever waits should look at. */
  void ring() {
    arrivals.release();
  }

  /** Waits until a reading was taken or a source ended, at most so long. */
  void awaitArrival(long millis) throws InterruptedException {
    if (arrivals.tryAcquire(Math.max(1, millis), TimeUnit.MILLISECONDS)) {
      arrivals.drainPermits();
    }
  }

  /** The place at the desk of one source. */
  Intake intake(String source) {
    return new SourceIntake(source);
  }

  private final class SourceIntake implements Intake {
    private final String source;
    private String lastNotice = "";

    private SourceIntake(String source) {
      this.source = source;
    }

    @Override
    public void take(List<Measured> sample, Optional<String> place) {
      long now = clockMillis.getAsLong();
      List<SenmlRecord> readings = mapping.map(sample, now);
      if (now < genesisMillis && !readings.isEmpty()) {
        // A small computer without a battery wakes up in the past until it has asked the time.
        notice("this machine's clock is before the deployment's beginning; readings are left out");
        readings = List.of();
      }
      try {
        outbox.add(readings, place.map(text -> new Outbox.Position(source, text)));
      } catch (IOException e) {
        notice("cannot write to the disk, keeping readings in memory: " + e.getMessage());
      }
      taken.addAndGet(readings.size());
      if (!readings.isEmpty()) {
        ring();
      }
    }

    @Override
    public Optional<String> place() {
      return outbox.position(source);
    }

    @Override
    public boolean isChosen(String origin) {
      return mapping.isChosen(origin);
    }

    @Override
    public void notice(String line) {
      if (!line.equals(lastNotice)) {
        lastNotice = line;
        notices.accept(line);
      }
    }
  }
}
