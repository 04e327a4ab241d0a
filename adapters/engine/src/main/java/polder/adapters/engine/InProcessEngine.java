package polder.adapters.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import polder.epoch.EpochEngine;

/** An engine over a fixed number of threads of this process. */
public final class InProcessEngine implements EpochEngine, AutoCloseable {
  // So many pieces a thread that one slow piece does not leave the others idle.
  private static final int PIECES_PER_THREAD = 8;

  private final int threads;
  private final ExecutorService pool;

  /**
   * With {@code threads} threads.
   *
   * @param threads from 1 on
   */
  public InProcessEngine(int threads) {
    AtomicInteger number = new AtomicInteger();
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
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
    int pieces = Math.min(items.size(), threads * PIECES_PER_THREAD);
    if (threads == 1 || pieces <= 1) {
      return EpochEngine.SEQUENTIAL.map(items, step);
    }
    List<Future<List<B>>> futures = new ArrayList<>(pieces);
    for (int i = 0; i < pieces; i++) {
      List<A> piece =
          items.subList(
              (int) ((long) items.size() * i / pieces),
              (int) ((long) items.size() * (i + 1) / pieces));
      futures.add(pool.submit(() -> EpochEngine.SEQUENTIAL.map(piece, step)));
    }
    List<B> results = new ArrayList<>(items.size());
    for (Future<List<B>> future : futures) {
      results.addAll(join(future));
    }
    return results;
  }

  private static <B> List<B> join(Future<List<B>> future) {
    try {
      return future.get();
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
