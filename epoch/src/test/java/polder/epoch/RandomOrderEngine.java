package polder.epoch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An engine that takes its items in a random order, so many at a time. A step whose own items are
 * taken is not one of those.
 */
public final class RandomOrderEngine implements EpochEngine, AutoCloseable {
  private final ExecutorService steps = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore running;
  private final ThreadLocal<Boolean> inStep = ThreadLocal.withInitial(() -> false);
  private final Random random;

  /** With {@code threads} steps at a time, in an order by {@code seed} and chance. */
  public RandomOrderEngine(int threads, long seed) {
    this.running = new Semaphore(threads);
    this.random = new Random(seed);
  }

  @Override
  public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, items.size()).boxed().toList());
    Collections.shuffle(order, random);
    List<Callable<B>> tasks = new ArrayList<>();
    order.forEach(index -> tasks.add(() -> run(step, items.get(index))));
    boolean nested = inStep.get();
    if (nested) {
      running.release();
    }
    try {
      List<Future<B>> futures = steps.invokeAll(tasks);
      List<B> results = new ArrayList<>(Collections.nCopies(items.size(), null));
      for (int i = 0; i < futures.size(); i++) {
        results.set(order.get(i), futures.get(i).get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      if (nested) {
        running.acquireUninterruptibly();
      }
    }
  }

  private <A, B> B run(Function<? super A, ? extends B> step, A item) throws InterruptedException {
    running.acquire();
    inStep.set(true);
    try {
      return step.apply(item);
    } finally {
      running.release();
    }
  }

  @Override
  public void close() {
    steps.close();
  }
}
