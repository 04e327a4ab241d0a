package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircleTest {
  private static final Circle DEGREES = new Circle(360);

  @ParameterizedTest
  @CsvSource({"1, 359, 2", "359, 1, 2", "0, 180, 180", "0, 181, 179", "360, 0, 0", "-10, 10, 20"})
  void theDistanceIsTheShorterWayRound(long one, long other, long distance) {
    assertThat(DEGREES.distance(one, other)).isEqualTo(distance);
  }

  @Test
  void theMedianCrossesNorth() {
    assertThat(DEGREES.median(new long[] {350, 10, 0}, 3)).isZero();
    assertThat(DEGREES.median(new long[] {355, 350, 5, 20, 180}, 5)).isEqualTo(5);
    assertThat(DEGREES.median(new long[] {90, 270, 999}, 2)).isEqualTo(90);
  }

  /** North is no special direction. */
  @RepeatedTest(50)
  void turningAllTurnsTheMedian(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    int count = 1 + random.nextInt(12);
    int turn = random.nextInt(360);
    long[] values = random.longs(count, 0, 360).toArray();
    long[] turned = new long[count];
    for (int i = 0; i < count; i++) {
      turned[i] = (values[i] + turn) % 360;
    }
    assertThat(total(turned, DEGREES.median(turned, count)))
        .as("seed %d", info.getCurrentRepetition())
        .isEqualTo(total(values, DEGREES.median(values, count)));
  }

  private static long total(long[] values, long from) {
    long sum = 0;
    for (long value : values) {
      sum += DEGREES.distance(value, from);
    }
    return sum;
  }
}
