package polder.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TimeBinsTest {
  private static final long HOUR = 3_600_000;
  private static final long MIDNIGHT = Instant.parse("2017-01-01T00:00:00Z").toEpochMilli();

  @Test
  void areDaysForAMonthAndHoursForAnAfternoon() {
    assertThat(TimeBins.of(MIDNIGHT, HOUR, 744)).isEqualTo(new TimeBins(MIDNIGHT, 24 * HOUR, 31));
    assertThat(TimeBins.of(MIDNIGHT, HOUR, 12)).isEqualTo(new TimeBins(MIDNIGHT, HOUR, 12));
  }

  @Test
  void beginAtWholeDaysAndCoverAll() {
    long noon = MIDNIGHT + 12 * HOUR;
    TimeBins days = TimeBins.of(noon, HOUR, 744);
    assertThat(days).isEqualTo(new TimeBins(MIDNIGHT, 24 * HOUR, 32));
    assertThat(days.of(noon)).isZero();
    assertThat(days.of(noon + 744 * HOUR - 1)).isEqualTo(31);
    assertThat(days.of(MIDNIGHT + 24 * HOUR)).isEqualTo(1);
  }

  @Test
  void areFewHoweverLongOrOddTheEpochs() {
    for (long epoch : new long[] {10_000, 7 * 60_000, HOUR, 25 * HOUR}) {
      for (long epochs : new long[] {1, 59, 1_000, 9_999_999}) {
        TimeBins bins = TimeBins.of(MIDNIGHT + 1, epoch, epochs);
        assertThat(bins.count()).isBetween(1, 60);
        assertThat(bins.widthMillis() % epoch).as("%s epochs of %s", epochs, epoch).isZero();
        assertThat(bins.startMillis()).isLessThanOrEqualTo(MIDNIGHT + 1);
        assertThat(bins.startMillis() + bins.count() * bins.widthMillis())
            .isGreaterThanOrEqualTo(MIDNIGHT + 1 + epoch * epochs);
      }
    }
  }

  @Test
  void keepWhatLiesOutside() {
    TimeBins bins = TimeBins.of(MIDNIGHT, HOUR, 12);
    assertThat(bins.of(MIDNIGHT - 1)).isZero();
    assertThat(bins.of(MIDNIGHT + 99 * HOUR)).isEqualTo(11);
  }
}
