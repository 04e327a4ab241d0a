package polder.node.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecentWeatherTest {
  private static final long MINUTE = 60_000;
  private static final long START = 1_800_000_000_000L;

  private final RecentWeather recent = new RecentWeather();

  private RecentWeather.Weather at(double minutes, String wind, String gust, String rain) {
    return recent.take(
        START + Math.round(minutes * MINUTE),
        new RecentWeather.Said(number(wind), number(gust), number(rain)));
  }

  private Optional<BigDecimal> rain(double minutes, String today) {
    return at(minutes, "", "", today).rain();
  }

  private static Optional<BigDecimal> number(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
  }

  private static void assertNumber(Optional<BigDecimal> value, String expected) {
    assertThat(value).hasValueSatisfying(it -> assertThat(it).isEqualByComparingTo(expected));
  }

  @Test
  void windIsTheMeanAndGustTheGreatestOfTenMinutes() {
    assertNumber(at(0, "1", "9", "").wind(), "1");
    RecentWeather.Weather later = at(5, "2", "3", "");
    assertNumber(later.wind(), "1.5");
    assertNumber(later.gust(), "9");
    RecentWeather.Weather last = at(10, "4", "5", "");
    assertNumber(last.wind(), "3");
    assertNumber(last.gust(), "5");
    assertThat(at(30, "", "", "").wind()).isEmpty();
  }

  @Test
  void rainIsTheRateSinceTheReportBefore() {
    assertThat(rain(0, "1.0")).isEmpty();
    assertNumber(rain(10, "3.0"), "12");
    assertNumber(rain(20, "3.0"), "0");
    assertNumber(rain(50, "4.0"), "2");
    assertThat(rain(111, "5.0")).as("after more than an hour").isEmpty();
  }

  /** One tip of the bucket in a minute is no cloudburst. */
  @Test
  void rainOfFrequentReportsIsMeasuredOverEightMinutes() {
    for (int minute = 0; minute < 8; minute++) {
      assertThat(rain(minute, "0")).isEmpty();
    }
    assertNumber(rain(8, "0.254"), "1.9");
    assertNumber(rain(9, "0.254"), "1.9");
    for (double minute = 9.1; minute < 200; minute += 0.1) {
      rain(minute, "0.254");
    }
    assertNumber(rain(200, "0.254"), "0");
  }

  @Test
  void rainAroundMidnightIsUnknown() {
    rain(0, "5");
    assertNumber(rain(10, "5"), "0");
    assertThat(rain(20, "0.2")).isEmpty();
    assertNumber(rain(30, "0.4"), "1.2");
  }

  @Test
  void aRepeatedReportSaysTheSame() {
    rain(0, "1");
    Optional<BigDecimal> once = rain(10, "2");
    assertThat(rain(10, "2")).isEqualTo(once);
    assertThat(rain(9, "1.5")).as("came late").isEmpty();
    assertNumber(rain(20, "2"), "0");
  }

  @Test
  void aClockThatWasAheadIsForgotten() {
    rain(600, "1");
    assertThat(rain(0, "1")).isEmpty();
    assertNumber(rain(10, "2"), "6");
  }
}
