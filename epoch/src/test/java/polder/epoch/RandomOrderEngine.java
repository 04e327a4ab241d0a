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
import java.util.function.Function;
import java.util.stream.IntStream;

/** An engine that takes its items in a random order, on some threads. */
final class RandomOrderEngine implements EpochEngine, AutoCloseable {
  private final ExecutorService pool;
  private final Random random;

  RandomOrderEngine(int threads, long seed) {
    this.pool = Executors.newFixedThreadPool(threads);
    this.random = new Random(seed);
  }

  @Override
  public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, items.size()).boxed().toList());
    Collections.shuffle(order, random);
    List<Callable<B>> tasks = new ArrayList<>();
    order.forEach(index -> tasks.add(() -> step.apply(items.get(index))));
    try {
      List<Future<B>> futures = pool.invokeAll(tasks);
      List<B> results = new ArrayList<>(Collections.nCopies(items.size(), null));
      for (int i = 0; i < futures.size(); i++) {
        results.set(order.get(i), futures.get(i).get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
