package polder.networks.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.epoch.EpochEngine;
import polder.networks.learning.aggregate.NormBound;
import polder.protocol.Hash;

/** Scores, aggregates and pay are the same bits however many threads compute them. */
class SameRootsTest {
  private static final int PARTICIPANTS = 6;
  private static final int ROUNDS = 2;

  /** So many threads, which begin with what comes last. */
  private record Threads(ExecutorService pool) implements EpochEngine {
    @Override
    public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
      List<Callable<B>> steps = new ArrayList<>();
      items.reversed().forEach(item -> steps.add(() -> step.apply(item)));
      try {
        List<B> results = new ArrayList<>();
        for (Future<B> future : pool.invokeAll(steps)) {
          results.add(future.get());
        }
        return results.reversed();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The hashes of the headers of a task's epochs, examined ones among them. */
  private static List<Hash> headers(Combining combining, int exactTo, EpochEngine engine) {
    LearningWorld world = LearningWorld.of(PARTICIPANTS, engine);
    world.set(
        world.task(
            ROUNDS,
            combining,
            terms ->
                new Terms(
                    terms.architecture(),
                    terms.combining(),
                    terms.pace(),
                    new Terms.Scoring(exactTo, 20, 1_000, 999_000),
                    terms.outer(),
                    terms.roundNano(),
                    terms.fullGainPpm(),
                    terms.sale(),
                    terms.examinations())));
    List<Hash> headers = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      int[][] updates = new int[PARTICIPANTS][];
      for (int i = 0; i < PARTICIPANTS; i++) {
        updates[i] = world.update(LearningWorld.honest(10 * round + i + 1));
      }
      headers.add(world.round(updates).header().hash());
    }
    assertThat(world.task().rounds()).as("the run is worth a test").hasSize(ROUNDS);
    assertThat(world.task().rounds().getFirst().paidNano()).isPositive();
    return headers;
  }

  /** Exactly scored, and by drawn orders. */
  @ParameterizedTest
  @CsvSource({"MEAN, 8", "MEAN, 2", "MULTI_KRUM, 8", "TRIMMED_MEAN, 2"})
  void onAnyNumberOfThreads(Combining.Way way, int exactTo) {
    boolean hasShare = way == Combining.Way.TRIMMED_MEAN || way == Combining.Way.MULTI_KRUM;
    Combining combining =
        new Combining(way, hasShare ? 170_000 : 0, Optional.of(new NormBound.OfMedian(2_000_000)));
    List<Hash> expected = headers(combining, exactTo, EpochEngine.SEQUENTIAL);
    for (int threads : List.of(1, 2, 7)) {
      try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
        assertThat(headers(combining, exactTo, new Threads(pool)))
            .as("%s threads", threads)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void anotherRuleHasOtherRoots() {
    Optional<NormBound> clip = Optional.of(new NormBound.OfMedian(2_000_000));
    assertThat(headers(new Combining(Combining.Way.MEAN, 0, clip), 8, EpochEngine.SEQUENTIAL))
        .doesNotContainAnyElementsOf(
            headers(new Combining(Combining.Way.MEDIAN, 0, clip), 8, EpochEngine.SEQUENTIAL));
  }
}
