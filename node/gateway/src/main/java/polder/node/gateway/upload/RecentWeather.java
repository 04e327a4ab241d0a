package polder.node.gateway.upload;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one console said of wind and rain lately. Networks take the mean wind and the strongest gust
 * of ten minutes, and rain as a mean rate; consoles send the wind of the moment and the rain of the
 * day so far. It is lost when the node stops: the first report afterwards has no rain. Any thread
 * may call it.
 */
final class RecentWeather {
  private static final long MINUTE = 60_000;

  /** Over how long wind is averaged and gusts are compared. */
  static final long WIND_MILLIS = 10 * MINUTE;

  /** Rain is measured over no less: one tip of 0.2 mm in ten seconds would be a cloudburst. */
  static final long LEAST_RAIN_MILLIS = 8 * MINUTE;

  /** Rain is measured over no more: a mean of hours says nothing about the last minutes. */
  static final long MOST_RAIN_MILLIS = 60 * MINUTE;

  // Reports that come closer together are kept as one, so that a console has at most 22.
  private static final long TOGETHER_MILLIS = 30_000;

  /**
   * What a console says.
   *
   * @param wind metres a second
   * @param gust metres a second
   * @param rainToday millimetres since the console's midnight
   */
  record Said(
      Optional<BigDecimal> wind, Optional<BigDecimal> gust, Optional<BigDecimal> rainToday) {}

  /**
   * What follows from it and from what was said before, in steps of 0.01.
   *
   * @param wind mean of ten minutes, metres a second
   * @param gust greatest of ten minutes, metres a second
   * @param rain mean rate since a report 8 to 60 minutes ago, millimetres an hour
   */
  record Weather(Optional<BigDecimal> wind, Optional<BigDecimal> gust, Optional<BigDecimal> rain) {}

  /** Reports of half a minute together. */
  private record Moment(
      long slot,
      long lastMillis,
      BigDecimal windSum,
      int winds,
      Optional<BigDecimal> gust,
      Optional<BigDecimal> rainToday) {
    Moment dry() {
      return new Moment(slot, lastMillis, windSum, winds, gust, Optional.empty());
    }
  }

  /** The latest report, to know it again when it is repeated. */
  private record Latest(long timeMillis, Said said, Weather weather) {}

  private final Deque<Moment> moments = new ArrayDeque<>();
  private @Nullable Latest latest;

  /** Takes a report and gives its weather. One a little older than the latest changes nothing. */
  synchronized Weather take(long timeMillis, Said said) {
    if (latest != null && timeMillis < latest.timeMillis() - WIND_MILLIS) {
      // The console's clock was ahead and has been set right.
      moments.clear();
      latest = null;
    }
    Latest before = latest;
    if (before != null && timeMillis <= before.timeMillis()) {
      return timeMillis == before.timeMillis() && said.equals(before.said())
          ? before.weather()
          : new Weather(rounded(said.wind()), rounded(said.gust()), Optional.empty());
    }
    forget(timeMillis);
    forgetRainBeforeReset(said);
    Optional<BigDecimal> rain = said.rainToday().flatMap(now -> rate(timeMillis, now));
    remember(timeMillis, said);
    Weather weather = new Weather(meanWind(timeMillis), strongestGust(timeMillis), rain);
    latest = new Latest(timeMillis, said, weather);
    return weather;
  }

  private void remember(long timeMillis, Said said) {
    long slot = timeMillis / TOGETHER_MILLIS;
    Moment last = moments.peekLast();
    Moment base =
        last != null && last.slot() == slot
            ? moments.removeLast()
            : new Moment(slot, timeMillis, BigDecimal.ZERO, 0, Optional.empty(), Optional.empty());
    moments.addLast(
        new Moment(
            slot,
            timeMillis,
            base.windSum().add(said.wind().orElse(BigDecimal.ZERO)),
            base.winds() + (said.wind().isPresent() ? 1 : 0),
            greater(base.gust(), said.gust()),
            said.rainToday().or(base::rainToday)));
  }

  /** Keeps ten minutes, and of what is older the newest that rain can be measured from. */
  private void forget(long timeMillis) {
    moments.removeIf(moment -> moment.lastMillis() < timeMillis - MOST_RAIN_MILLIS);
    long newestOld =
        moments.stream()
            .filter(moment -> moment.lastMillis() <= timeMillis - WIND_MILLIS)
            .filter(moment -> moment.rainToday().isPresent())
            .mapToLong(Moment::lastMillis)
            .max()
            .orElse(Long.MIN_VALUE);
    moments.removeIf(moment ->
        moment.lastMillis() <= timeMillis - WIND_MILLIS && moment.lastMillis() != newestOld);
  }

  /** The day's rain became less: midnight, or a new battery. How much fell around it is unknown. */
  private void forgetRainBeforeReset(Said said) {
    boolean reset =
        said.rainToday().isPresent()
            && moments.stream()
                .flatMap(moment -> moment.rainToday().stream())
                .anyMatch(before -> before.compareTo(said.rainToday().get()) > 0);
    if (reset) {
      moments.removeIf(moment -> moment.winds() == 0 && moment.gust().isEmpty());
      for (int i = moments.size(); i > 0; i--) {
        moments.addLast(moments.removeFirst().dry());
      }
    }
  }

  private Optional<BigDecimal> rate(long timeMillis, BigDecimal now) {
    return moments.reversed().stream()
        .filter(moment -> moment.rainToday().isPresent())
        .filter(moment -> moment.lastMillis() <= timeMillis - LEAST_RAIN_MILLIS)
        .findFirst()
        .map(from ->
            now.subtract(from.rainToday().orElseThrow())
                .multiply(BigDecimal.valueOf(60 * MINUTE))
                .divide(
                    BigDecimal.valueOf(timeMillis - from.lastMillis()), 2, RoundingMode.HALF_EVEN));
  }

  private Optional<BigDecimal> meanWind(long timeMillis) {
    BigDecimal sum = BigDecimal.ZERO;
    int count = 0;
    for (Moment moment : moments) {
      if (moment.lastMillis() > timeMillis - WIND_MILLIS) {
        sum = sum.add(moment.windSum());
        count += moment.winds();
      }
    }
    return count == 0
        ? Optional.empty()
        : Optional.of(sum.divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_EVEN));
  }

  private Optional<BigDecimal> strongestGust(long timeMillis) {
    return rounded(
        moments.stream()
            .filter(moment -> moment.lastMillis() > timeMillis - WIND_MILLIS)
            .map(Moment::gust)
            .reduce(Optional.empty(), RecentWeather::greater));
  }

  private static Optional<BigDecimal> greater(
      Optional<BigDecimal> one, Optional<BigDecimal> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return Optional.of(one.get().max(other.get()));
  }

  private static Optional<BigDecimal> rounded(Optional<BigDecimal> value) {
    return value.map(number -> number.setScale(2, RoundingMode.HALF_EVEN));
  }
}
