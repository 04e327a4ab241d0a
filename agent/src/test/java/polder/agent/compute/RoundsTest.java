package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When a machine asks what is ordered. */
class RoundsTest {
  private static final long MINUTE = 60_000;
  private static final int SPREAD = 300;

  private static long pause(long length, long now) {
    MarketView view =
        new MarketView(7, 0, length, new TreeMap<>(), new TreeMap<>(), Optional.empty());
    return Rounds.pauseMillis(view, now, SPREAD);
  }

  @Test
  void itAsksOftenEnoughToBidInTheEpochOfTheOrder() {
    assertThat(pause(MINUTE, 10_000)).isEqualTo(5_000);
    assertThat(pause(MINUTE, 57_000))
        .as("so that it looks a second before the end")
        .isEqualTo(2_000);
    assertThat(pause(1_000, 500)).as("never in a rush").isEqualTo(250);
    assertThat(pause(24 * 60 * MINUTE, 0)).isEqualTo(15_000);
  }

  @Test
  void itAsksWhatAnEpochDecidedRightAfterItsEnd() {
    assertThat(pause(MINUTE, 59_400)).isEqualTo(600 + SPREAD);
    assertThat(pause(MINUTE, MINUTE + 400)).as("while it is being closed").isEqualTo(250);
    assertThat(pause(MINUTE, 2 * MINUTE)).as("a node that stands still").isEqualTo(5_000);
  }

  /** Following its own pauses over an epoch it is there within the last second and soon after. */
  @Test
  void noEpochEndsBetweenTwoQuestions() {
    for (long length : new long[] {1_000, 3_000, 5_000, 10_000, MINUTE, 60 * MINUTE}) {
      for (long start = 0; start < Math.min(length, 15_000); start += 97) {
        long now = start;
        long last = now;
        while (now <= length) {
          last = now;
          now += pause(length, now);
        }
        assertThat(length - last)
            .as("before the end of %s from %s", length, start)
            .isLessThan(1_251);
        assertThat(now - length).as("after the end of %s from %s", length, start).isLessThan(501);
      }
    }
  }
}
