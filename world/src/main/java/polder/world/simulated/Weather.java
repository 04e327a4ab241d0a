package polder.world.simulated;

/**
 * The weather of a made-up world, everywhere and at all times. It is a function, not a simulation:
 * nothing is stepped forward, so any moment costs the same. Immutable and safe for any number of
 * threads.
 */
public final class Weather {
  final Fronts fronts;
  final ValueNoise slowWeather;
  final ValueNoise highsAndLows;
  final ValueNoise clouds;
  final ValueNoise airMasses;
  final ValueNoise gusts;
  final ValueNoise moisture;
  final ValueNoise towns;
  final ValueNoise quarters;
  final ValueNoise gardens;

  /** The weather that belongs to {@code seed}. */
  public Weather(long seed) {
    Chance chance = new Chance(seed).branch(0);
    fronts = new Fronts(chance.draw(0));
    slowWeather = new ValueNoise(chance.draw(1), 1_500, 400);
    highsAndLows = new ValueNoise(chance.draw(2), 1_000, 90);
    clouds = new ValueNoise(chance.draw(3), 150, 10);
    airMasses = new ValueNoise(chance.draw(4), 70, 5);
    gusts = new ValueNoise(chance.draw(5), 12, 0.8);
    moisture = new ValueNoise(chance.draw(6), 200, 14);
    towns = ValueNoise.ofPlaces(chance.draw(7), 9);
    quarters = ValueNoise.ofPlaces(chance.draw(8), 2.5);
    gardens = ValueNoise.ofPlaces(chance.draw(9), 0.4);
  }

  /** The weather of one place: what does not change with time is worked out once. */
  public LocalWeather at(Site site) {
    return new LocalWeather(this, site);
  }

  /** Air temperature in °C at a place and a moment in milliseconds since 1970. */
  public double celsius(Site site, long timeMillis) {
    return at(site).celsius(timeMillis);
  }

  /** How built-up a place is: from 0, open country, to 1, a town's centre. */
  public double urbanity(Site site) {
    return urbanity(GlobePoint.of(site.place()));
  }

  double urbanity(GlobePoint point) {
    return Math.clamp(0.25 + 1.1 * towns.at(point) + 0.3 * quarters.at(point), 0, 1);
  }
}
