package polder.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static polder.world.simulated.Series.DAY;
import static polder.world.simulated.Series.HOUR;
import static polder.world.simulated.Series.JANUARY;
import static polder.world.simulated.Series.JULY;
import static polder.world.simulated.Series.MINUTE;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import polder.protocol.geo.Place;

class WeatherTest {
  private static final Site UTRECHT = new Site(new Place(52_090_700, 5_121_400), 5);

  private final Weather weather = new Weather(11);

  @Test
  void sameSeedGivesTheSameWeatherInAnyOrderOfAsking() {
    Weather again = new Weather(11);
    List<Double> forward = new ArrayList<>();
    List<Double> backward = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      forward.add(weather.celsius(place(i), JULY + i * 7 * HOUR));
    }
    for (int i = 199; i >= 0; i--) {
      backward.addFirst(again.celsius(place(i), JULY + i * 7 * HOUR));
    }
    assertThat(backward).isEqualTo(forward);
    assertThat(new Weather(12).celsius(UTRECHT, JULY)).isNotEqualTo(weather.celsius(UTRECHT, JULY));
  }

  private static Site place(int index) {
    return new Site(new Place(52_000_000 + index * 1_000, 5_000_000 - index * 3_000), index);
  }

  @Test
  void airGetsCoolerWithHeightByTheStandardLapse() {
    Site hill = new Site(UTRECHT.place(), 205);
    for (int hour = 0; hour < 100; hour++) {
      double below = weather.celsius(UTRECHT, JULY + hour * HOUR);
      double above = weather.celsius(hill, JULY + hour * HOUR);
      assertThat(below - above).isCloseTo(1.3, within(1e-9));
    }
  }

  @Test
  void summerDaysAreWarmestInTheAfternoonAndColdestAroundSunrise() {
    double[] course = meanDay(JULY);
    assertThat(warmestHour(course)).isBetween(13, 16);
    assertThat(coldestHour(course)).isBetween(2, 6);
    assertThat(course[warmestHour(course)] - course[coldestHour(course)]).isBetween(4.0, 12.0);
  }

  @Test
  void winterDaysVaryLessThanSummerDays() {
    double[] winter = meanDay(JANUARY);
    double[] summer = meanDay(JULY);
    double winterRange = winter[warmestHour(winter)] - winter[coldestHour(winter)];
    double summerRange = summer[warmestHour(summer)] - summer[coldestHour(summer)];
    assertThat(winterRange).isBetween(0.7, 5.0).isLessThan(0.7 * summerRange);
  }

  /** Mean temperature of each local hour over forty days. */
  private double[] meanDay(long from) {
    LocalWeather here = weather.at(UTRECHT);
    double[] course = new double[24];
    for (int hour = 0; hour < 24; hour++) {
      long localHour = from + hour * HOUR - 20 * MINUTE;
      course[hour] = Series.of(localHour, DAY, 40, here::celsius).mean();
    }
    return course;
  }

  private static int warmestHour(double[] course) {
    int best = 0;
    for (int hour = 1; hour < 24; hour++) {
      best = course[hour] > course[best] ? hour : best;
    }
    return best;
  }

  private static int coldestHour(double[] course) {
    int best = 0;
    for (int hour = 1; hour < 24; hour++) {
      best = course[hour] < course[best] ? hour : best;
    }
    return best;
  }

  @Test
  void seasonsAreOppositeOnTheTwoHalvesOfTheEarth() {
    LocalWeather north = weather.at(UTRECHT);
    LocalWeather south = weather.at(new Site(new Place(-40_000_000, 175_000_000), 10));
    assertThat(month(north, JULY) - month(north, JANUARY)).isBetween(10.0, 26.0);
    assertThat(month(south, JANUARY) - month(south, JULY)).isBetween(5.0, 22.0);
  }

  private static double month(LocalWeather place, long from) {
    return Series.of(from, HOUR, 30 * 24, place::celsius).mean();
  }

  @Test
  void neighboursAgreeAndDistantPlacesDoNot() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(17);
    Terrain terrain = new Terrain(11);
    for (int pair = 0; pair < 60; pair++) {
      Site one =
          terrain.site(new Place(52_000_000 + random.nextInt(900_000), random.nextInt(6_000_000)));
      Site other = terrain.near(one, 700, -700);
      Series here = Series.of(JULY, 10 * MINUTE, 1_000, weather.at(one)::celsius);
      Series there = Series.of(JULY, 10 * MINUTE, 1_000, weather.at(other)::celsius);
      assertThat(here.minus(there).largest()).as("%s and %s", one, other).isLessThan(1.5);
      assertThat(here.correlation(there)).as("%s and %s", one, other).isGreaterThan(0.98);
    }
    Series here = Series.of(JULY, DAY, 300, weather.at(UTRECHT)::celsius);
    Series far =
        Series.of(
            JULY, DAY, 300, weather.at(new Site(new Place(41_900_000, 12_500_000), 20))::celsius);
    assertThat(here.minus(far).deviation()).isGreaterThan(2);
  }

  @Test
  void temperatureNeverJumpsNotEvenInFronts() {
    LocalWeather here = weather.at(UTRECHT);
    long step = 150_000;
    Series before = Series.of(JANUARY, step, 60_000, here::celsius);
    Series after = Series.of(JANUARY + step, step, 60_000, here::celsius);
    assertThat(after.minus(before).largest()).isLessThan(1.3);
  }

  @Test
  void frontsPassAsDropsAtOneStationAfterTheOther() {
    Terrain terrain = new Terrain(11);
    LocalWeather west = weather.at(UTRECHT);
    LocalWeather east = weather.at(terrain.near(UTRECHT, 80_000, 0));
    List<FrontPassage> atWest = west.frontPassages(JANUARY, JANUARY + 200 * DAY);
    assertThat(atWest).hasSizeGreaterThan(40).hasSizeLessThan(80);
    for (FrontPassage front : atWest) {
      long time = front.timeMillis();
      List<FrontPassage> atEast = east.frontPassages(time, time + 5 * HOUR);
      assertThat(atEast).hasSize(1);
      FrontPassage later = atEast.getFirst();
      assertThat(later.timeMillis() - time).isBetween(HOUR, 4 * HOUR);
      assertThat(later.dropKelvin()).isEqualTo(front.dropKelvin());
      assertThat(fallWithin40Minutes(west, time)).isGreaterThan(front.dropKelvin() - 2.2);
      assertThat(fallWithin40Minutes(east, later.timeMillis()))
          .isGreaterThan(front.dropKelvin() - 2.2);
    }
    double meanFall =
        atWest.stream()
            .mapToDouble(front -> fallWithin40Minutes(west, front.timeMillis()))
            .average()
            .orElseThrow();
    double meanDrop = atWest.stream().mapToDouble(FrontPassage::dropKelvin).average().orElseThrow();
    assertThat(meanFall).isCloseTo(meanDrop, within(0.5));
  }

  private static double fallWithin40Minutes(LocalWeather place, long time) {
    return place.celsius(time) - place.celsius(time + 40 * MINUTE);
  }

  @Test
  void pressureFallsWithHeightAndStaysWithinWhatBarometersShow() {
    LocalWeather low = weather.at(new Site(UTRECHT.place(), 0));
    LocalWeather high = weather.at(new Site(UTRECHT.place(), 100));
    for (int hour = 0; hour < 5_000; hour++) {
      double below = low.conditions(JANUARY + hour * HOUR).pressureHectopascal();
      double above = high.conditions(JANUARY + hour * HOUR).pressureHectopascal();
      assertThat(below).isBetween(960.0, 1_050.0);
      assertThat(below - above).isBetween(11.0, 13.5);
    }
  }

  @Test
  void airIsMoistAtSunriseAndDrierInTheAfternoon() {
    LocalWeather here = weather.at(UTRECHT);
    double dawn = humidity(here, JULY + 4 * HOUR);
    double afternoon = humidity(here, JULY + 14 * HOUR);
    assertThat(dawn).isBetween(70.0, 100.0);
    assertThat(afternoon).isBetween(30.0, 75.0);
  }

  private static double humidity(LocalWeather place, long from) {
    return Series.of(from, DAY, 40, time -> place.conditions(time).humidityPercent()).mean();
  }

  @Test
  void everyPlaceAndTimeHasWeather() {
    for (int lat : new int[] {-90_000_000, -66_560_000, 0, 66_560_000, 90_000_000}) {
      for (int lon : new int[] {-180_000_000, 0, 180_000_000}) {
        for (long time : new long[] {-40_000 * DAY, 0, JULY, 80_000 * DAY}) {
          Conditions air = weather.at(new Site(new Place(lat, lon), 0)).conditions(time);
          assertThat(air.celsius()).isBetween(-80.0, 60.0);
          assertThat(air.humidityPercent()).isBetween(10.0, 100.0);
        }
      }
    }
  }
}
