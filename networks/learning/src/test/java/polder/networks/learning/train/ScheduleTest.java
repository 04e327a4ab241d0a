package polder.networks.learning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Optimiser SGD = new Optimiser.Sgd(1_000, 900_000);

  private static long[] rates(Schedule schedule, int rounds) {
    return IntStream.range(0, rounds)
        .mapToLong(round -> schedule.of(round, rounds).ratePpm())
        .toArray();
  }

  @Test
  void theRateFallsByEqualAmountsRoundedUp() {
    assertThat(rates(new Schedule(SGD, 100), 4)).containsExactly(1_000, 700, 400, 100);
    assertThat(rates(new Schedule(SGD, 1), 4)).containsExactly(1_000, 667, 334, 1);
  }

  @Test
  void theFirstRoundHasTheFirstRateAndTheOptimiserStaysWhatItIs() {
    assertThat(new Schedule(SGD, 1).of(0, 1)).isEqualTo(SGD);
    assertThat(new Schedule(SGD, 1).of(1, 2)).isEqualTo(new Optimiser.Sgd(1, 900_000));
    assertThat(new Schedule(new Optimiser.Adam(9), 5).of(1, 2)).isEqualTo(new Optimiser.Adam(5));
  }

  @Test
  void aConstantRateNeverFalls() {
    assertThat(rates(Schedule.constant(SGD), 3)).containsOnly(1_000);
  }

  @Test
  void whatRisesOrEndsIsRefused() {
    assertThatThrownBy(() -> new Schedule(SGD, 1_001)).hasMessageContaining("not 1001");
    assertThatThrownBy(() -> new Schedule(SGD, 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new Schedule(SGD, 1).of(3, 3)).hasMessageContaining("round 3 of 3");
  }
}
