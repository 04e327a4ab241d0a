package polder.adapters.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.epoch.EpochEngine;

/** An engine over a fixed number of threads of this process; its caller's thread is one. */
public final class InProcessEngine implements EpochEngine, AutoCloseable {
  // So many pieces a thread that one slow piece does not leave the others idle.
  private static final int PIECES_PER_THREAD = 8;

  private final int threads;
  private final ExecutorService pool;

  /**
   * With {@code threads} threads, the caller's among them.
   *
   * @param threads from 1 on
   */
  public InProcessEngine(int threads) {
    AtomicInteger number = new AtomicInteger();
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1),
            task -> {
              Thread thread = new Thread(task, "epoch-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One thread a core. */
  public static InProcessEngine overAllCores() {
    return new InProcessEngine(Runtime.getRuntime().availableProcessors());
  }

  @Override
  public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
    int count = Math.min(items.size(), threads * PIECES_PER_THREAD);
    if (threads == 1 || count <= 1) {
      return EpochEngine.SEQUENTIAL.map(items, step);
    }
    Pieces<A, B> pieces = new Pieces<>(items, step, count);
    List<Future<?>> helpers = new ArrayList<>(threads - 1);
    for (int i = 1; i < threads; i++) {
      helpers.add(pool.submit(pieces));
    }
    // The caller computes too: a thread that only waited would cost a switch for every piece.
    pieces.run();
    helpers.forEach(InProcessEngine::join);
    return pieces.results();
  }

  /** Items cut into pieces, of which each thread takes the next until none is left. */
  private static final class Pieces<A, B> implements Runnable {
    private final List<A> items;
    private final Function<? super A, ? extends B> step;
    private final int count;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<List<B>> done;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    Pieces(List<A> items, Function<? super A, ? extends B> step, int count) {
      this.items = items;
      this.step = step;
      this.count = count;
      this.done = new AtomicReferenceArray<>(count);
    }

    @Override
    public void run() {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        try {
          done.set(i, EpochEngine.SEQUENTIAL.map(items.subList(edge(i), edge(i + 1)), step));
        } catch (RuntimeException e) {
          failure.compareAndSet(null, e);
          next.set(count);
        }
      }
    }

    private int edge(int piece) {
      return (int) ((long) items.size() * piece / count);
    }

    /** What all pieces gave, in the items' order, once every thread is done. */
    List<B> results() {
      RuntimeException failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("a step of the epoch failed: " + failed, failed);
      }
      List<B> results = new ArrayList<>(items.size());
      for (int i = 0; i < count; i++) {
        results.addAll(done.get(i));
      }
      return results;
    }
  }

  private static void join(Future<?> helper) {
    try {
      helper.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while computing an epoch", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a step of the epoch failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
