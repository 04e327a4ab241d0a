package polder.networks.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
import polder.networks.learning.message.Opinion;
import polder.networks.learning.yuma.BondRule;
import polder.networks.learning.yuma.LiquidAlpha;
import polder.networks.learning.yuma.YumaParameters;
import polder.protocol.Hash;

/** Scores, aggregates and pay are the same bits however many threads compute them. */
class SameRootsTest {
  private static final int PARTICIPANTS = 6;
  private static final int ROUNDS = 2;

  /** So many threads, which begin with what comes last; each takes the items of its own steps. */
  private record Threads(ExecutorService pool) implements EpochEngine, AutoCloseable {
    Threads(int count) {
      this(Executors.newFixedThreadPool(count, Worker::new));
    }

    private static final class Worker extends Thread {
      Worker(Runnable work) {
        super(work);
      }
    }

    @Override
    public void close() {
      pool.close();
    }

    @Override
    public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
      if (Thread.currentThread() instanceof Worker) {
        return EpochEngine.SEQUENTIAL.<A, B>map(items.reversed(), step).reversed();
      }
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
                    terms.examiner())));
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
      try (Threads engine = new Threads(threads)) {
        assertThat(headers(combining, exactTo, engine))
            .as("%s threads", threads)
            .isEqualTo(expected);
      }
    }
  }

  /** The headers of epochs in which judges' opinions are counted. */
  private static List<Hash> judged(BondRule bonds, EpochEngine engine) {
    LearningWorld world = LearningWorld.of(PARTICIPANTS, engine);
    List<Long> judges = List.of(11L, 12L, 13L);
    judges.forEach(judge -> world.enrol(judge, judge));
    world.set(
        world.judged(
            ROUNDS,
            new Examiner.Judges(
                ROUNDS,
                200_000,
                2,
                1,
                new YumaParameters(32_767, 65_535, 0, 1, 3, OptionalInt.empty(), bonds))));
    judges.forEach(judge -> world.stake(judge, judge * LearningWorld.TOKEN));
    world.close();
    world.close();
    List<Hash> headers = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      int[][] updates = new int[PARTICIPANTS][];
      for (int i = 0; i < PARTICIPANTS; i++) {
        updates[i] = world.update(LearningWorld.honest(10 * round + i + 1));
      }
      world.opened(updates);
      List<Opinion> opinions =
          judges.stream().map(judge -> world.opinion(LearningWorld.honest(500 + judge))).toList();
      for (int i = 0; i < opinions.size(); i++) {
        world.sealOpinion(judges.get(i), opinions.get(i));
      }
      world.close();
      for (int i = 0; i < opinions.size(); i++) {
        world.reveal(judges.get(i), opinions.get(i));
      }
      headers.add(world.close().header().hash());
    }
    assertThat(world.task().rounds()).as("the run is worth a test").hasSize(ROUNDS);
    assertThat(world.task().rounds().getFirst().paidNano()).isPositive();
    return headers;
  }

  @Test
  void judgedOnAnyNumberOfThreads() {
    BondRule yuma3 = new BondRule.Yuma3(900_000, Optional.empty());
    BondRule liquid =
        new BondRule.Yuma3(900_000, Optional.of(new LiquidAlpha(45_875, 58_982, 1_000)));
    BondRule classic = new BondRule.Classic(900_000);
    for (BondRule rule : List.of(yuma3, liquid, classic)) {
      List<Hash> expected = judged(rule, EpochEngine.SEQUENTIAL);
      for (int threads : List.of(1, 2, 7)) {
        try (Threads engine = new Threads(threads)) {
          assertThat(judged(rule, engine)).as("%s threads", threads).isEqualTo(expected);
        }
      }
    }
    assertThat(judged(yuma3, EpochEngine.SEQUENTIAL))
        .doesNotContainAnyElementsOf(judged(classic, EpochEngine.SEQUENTIAL));
  }

  @Test
  void anotherRuleHasOtherRoots() {
    Optional<NormBound> clip = Optional.of(new NormBound.OfMedian(2_000_000));
    assertThat(headers(new Combining(Combining.Way.MEAN, 0, clip), 8, EpochEngine.SEQUENTIAL))
        .doesNotContainAnyElementsOf(
            headers(new Combining(Combining.Way.MEDIAN, 0, clip), 8, EpochEngine.SEQUENTIAL));
  }
}
