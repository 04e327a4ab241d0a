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
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An engine that takes its items in a random order, on some threads; those of a step on the thread
 * of the step.
 */
final class RandomOrderEngine implements EpochEngine, AutoCloseable {
  private final ExecutorService pool;
  private final Random random;

  RandomOrderEngine(int threads, long seed) {
    this.pool = Executors.newFixedThreadPool(threads, Worker::new);
    this.random = new Random(seed);
  }

  private static final class Worker extends Thread {
    Worker(Runnable work) {
      super(work);
    }
  }

  @Override
  public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, items.size()).boxed().toList());
    Collections.shuffle(order, random);
    List<Callable<B>> tasks = new ArrayList<>();
    order.forEach(index -> tasks.add(() -> step.apply(items.get(index))));
    List<B> results = new ArrayList<>(Collections.nCopies(items.size(), null));
    try {
      List<Future<B>> futures = done(tasks);
      for (int i = 0; i < futures.size(); i++) {
        results.set(order.get(i), futures.get(i).get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private <B> List<Future<B>> done(List<Callable<B>> tasks) throws InterruptedException {
    if (!(Thread.currentThread() instanceof Worker)) {
      return pool.invokeAll(tasks);
    }
    List<Future<B>> futures = new ArrayList<>();
    for (Callable<B> task : tasks) {
      FutureTask<B> future = new FutureTask<>(task);
      future.run();
      futures.add(future);
    }
    return futures;
  }

  @Override
  public void close() {
    pool.close();
  }
}
