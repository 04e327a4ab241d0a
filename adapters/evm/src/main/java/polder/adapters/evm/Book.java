package polder.adapters.evm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All jobs of a sender, as its log has them. A round reads it while others submit; safe for several
 * threads.
 */
final class Book implements AutoCloseable {
  /** Ended jobs that can still be sent again, if the chain goes back behind them. */
  static final int REMEMBERED = 64;

  /** Ended jobs of which the outcome is known; older labels are forgotten. */
  static final int KNOWN = 100_000;

  private static final long COMPACT_BYTES = 16L << 20;

  private final IntentLog log;
  private LogRecord.@Nullable Owner owner;

  /** By label, those that are not over in the order in which they were taken. */
  private final Map<String, Job> live = new LinkedHashMap<>();

  private final Map<String, Job> ended = new LinkedHashMap<>();

  private final Deque<Job> remembered = new ArrayDeque<>();

  private long compacted;

  private Book(IntentLog log) {
    this.log = log;
  }

  static Book open(Path file) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    Book book = new Book(IntentLog.open(file, records));
    try {
      records.forEach(book::apply);
      book.compact();
      return book;
    } catch (IOException | RuntimeException e) {
      book.close();
      throw e;
    }
  }

  /** Writes a record down, then takes it in. */
  synchronized void add(LogRecord entry) throws IOException {
    log.append(entry);
    apply(entry);
    if (log.size() > compacted + COMPACT_BYTES) {
      compact();
    }
  }

  private void apply(LogRecord entry) {
    if (entry instanceof LogRecord.Owner whose) {
      owner = whose;
      return;
    }
    Job job = find(entry.label()).orElseGet(() -> new Job(entry.label()));
    boolean wasOver = job.isOver();
    job.apply(entry);
    if (job.isOver()) {
      end(job);
    } else if (wasOver || !live.containsKey(job.label())) {
      ended.remove(job.label());
      remembered.remove(job);
      live.put(job.label(), job);
    }
  }

  private void end(Job job) {
    live.remove(job.label());
    ended.put(job.label(), job);
    if (job.isSigned()) {
      remembered.addLast(job);
      if (remembered.size() > REMEMBERED) {
        remembered.removeFirst().forget();
      }
    } else {
      job.forget();
    }
    if (ended.size() > KNOWN) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  private void compact() throws IOException {
    List<LogRecord> all = new ArrayList<>();
    if (owner != null) {
      all.add(owner);
    }
    ended.values().forEach(job -> all.addAll(job.records()));
    live.values().forEach(job -> all.addAll(job.records()));
    log.rewrite(all);
    compacted = log.size();
  }

  synchronized Optional<LogRecord.Owner> owner() {
    return Optional.ofNullable(owner);
  }

  synchronized Optional<Job> find(String label) {
    return Optional.ofNullable(live.getOrDefault(label, ended.get(label)));
  }

  synchronized int liveCount() {
    return live.size();
  }

  synchronized List<Job> live() {
    return List.copyOf(live.values());
  }

  /** Those with a transaction, by nonce. */
  synchronized List<Job> signed() {
    return live.values().stream()
        .filter(Job::isSigned)
        .sorted(Comparator.comparingLong(Job::nonce))
        .toList();
  }

  /** Those without one, in the order in which they were taken. */
  synchronized List<Job> unsigned() {
    return live.values().stream().filter(job -> !job.isSigned()).toList();
  }

  /** Ended ones whose transactions are known, which used a nonce of {@code count} or above. */
  synchronized List<Job> endedFrom(long count) {
    return remembered.stream()
        .filter(
            job -> job.over().flatMap(LogRecord.Over::nonce).filter(n -> n >= count).isPresent())
        .toList();
  }

  @Override
  public synchronized void close() throws IOException {
    log.close();
  }
}
