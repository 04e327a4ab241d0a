package polder.adapters.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.epoch.EpochEngine;

/**
 * An engine over a fixed number of threads of this process that compute at any time. A step may
 * itself have items mapped.
 */
public final class InProcessEngine implements EpochEngine, AutoCloseable {
  // So many pieces a thread that one slow piece does not leave the others idle.
  private static final int PIECES_PER_THREAD = 8;

  private static final int MOST_WAITING = 64;
  private static final long IDLE_SECONDS = 10;

  private final int threads;
  private final ForkJoinPool pool;

  /**
   * With {@code threads} threads, which compute while the caller's waits.
   *
   * @param threads from 1 on
   */
  public InProcessEngine(int threads) {
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.pool =
        new ForkJoinPool(
            threads,
            its -> {
              ForkJoinWorkerThread worker =
                  ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(its);
              worker.setName("epoch-" + number.incrementAndGet());
              return worker;
            },
            null,
            false,
            threads,
            threads + MOST_WAITING,
            // Whoever waits for a piece in which others come up later is not woken for these: so
            // another computes in its place.
            threads,
            full -> true,
            IDLE_SECONDS,
            TimeUnit.SECONDS);
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
    List<Piece<A, B>> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pieces.add(
          new Piece<>(items.subList(edge(items, i, count), edge(items, i + 1, count)), step));
    }
    if (ForkJoinTask.getPool() == pool) {
      ForkJoinTask.invokeAll(pieces);
    } else {
      pool.invoke(ForkJoinTask.adapt(() -> ForkJoinTask.invokeAll(pieces)));
    }
    List<B> results = new ArrayList<>(items.size());
    for (Piece<A, B> piece : pieces) {
      results.addAll(piece.results());
    }
    return results;
  }

  private static int edge(List<?> items, int piece, int count) {
    return (int) ((long) items.size() * piece / count);
  }

  /** Neighbours among the items, which one thread takes. */
  private static final class Piece<A, B> extends RecursiveAction {
    private final transient List<A> items;
    private final transient Function<? super A, ? extends B> step;
    private transient List<B> done = List.of();
    private transient @Nullable Throwable failure;

    Piece(List<A> items, Function<? super A, ? extends B> step) {
      this.items = items;
      this.step = step;
    }

    @Override
    protected void compute() {
      try {
        done = EpochEngine.SEQUENTIAL.map(items, step);
      } catch (RuntimeException | Error e) {
        // Told when all are done: thrown here, it would leave the caller with others under way.
        failure = e;
      }
    }

    List<B> results() {
      if (failure != null) {
        throw new IllegalStateException("a step of the epoch failed: " + failure, failure);
      }
      return done;
    }
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
