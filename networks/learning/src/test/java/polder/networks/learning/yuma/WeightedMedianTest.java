package polder.networks.learning.yuma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedMedianTest {
  /** By sorting: the first score at which more stake than the minority has been passed. */
  private static long sorted(long[] stakes, long[] scores, long minority) {
    List<Integer> ascending =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> scores[i]))
            .toList();
    long passed = 0;
    for (int i : ascending) {
      passed += stakes[i];
      if (passed > minority) {
        return scores[i];
      }
    }
    return scores[ascending.getLast()];
  }

  @Test
  void itIsWhereMoreThanTheMinorityIsPassed() {
    Random random = new Random(2);
    for (int round = 0; round < 20_000; round++) {
      int count = random.nextInt(1, 40);
      // Few different numbers, so that there are ties and boundaries are met.
      long[] stakes = random.longs(count, 0, 5).toArray();
      long[] scores = random.longs(count, 0, 6).toArray();
      long minority = random.nextLong(-2, 5L * count);
      WeightedMedian median = new WeightedMedian(stakes, minority);
      System.arraycopy(scores, 0, median.scores(), 0, count);
      long expected = minority < 0 ? min(scores) : sorted(stakes, scores, minority);
      assertThat(median.find()).as("seed 2, round %d", round).isEqualTo(expected);
    }
  }

  private static long min(long[] scores) {
    return IntStream.range(0, scores.length).mapToLong(i -> scores[i]).min().orElseThrow();
  }

  @Test
  void itCanBeAskedAgain() {
    WeightedMedian median = new WeightedMedian(new long[] {1, 1, 1}, 1);
    for (long[] scores : new long[][] {{3, 1, 2}, {9, 9, 1}, {4, 5, 6}}) {
      System.arraycopy(scores, 0, median.scores(), 0, 3);
      assertThat(median.find()).isEqualTo(sorted(new long[] {1, 1, 1}, scores, 1));
    }
  }

  @Test
  void withoutScoresItIsNothing() {
    assertThat(new WeightedMedian(new long[0], 0).find()).isZero();
  }
}
