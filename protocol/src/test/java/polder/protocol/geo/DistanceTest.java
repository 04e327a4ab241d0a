package polder.protocol.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistanceTest {
  private static final long SEED = 4711;
  private static final double RADIUS = 63_710_088.0;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

  /** Exact values on circles: the radius times the angle. */
  @ParameterizedTest
  @CsvSource({
    // A quarter, a half, a degree, a micro-degree of the equator.
    "0, 0, 0, 90000000, 100075572",
    "0, 0, 0, -180000000, 200151144",
    "0, 0, 0, 1000000, 1111951",
    "0, 0, 0, 1, 1",
    "0, 0, 0, 0, 0",
    // Along a meridian, over a pole, between the poles, at a pole.
    "10000000, 7000000, 50000000, 7000000, 44478032",
    "80000000, 0, 80000000, -180000000, 22239016",
    "90000000, 0, -90000000, 0, 200151144",
    "90000000, 0, 90000000, 123456789, 0",
    // Across the antimeridian.
    "0, 179500000, 0, -179500000, 1111951",
  })
  void measuresCircles(int latA, int lonA, int latB, int lonB, long decimeters) {
    assertThat(Distance.decimeters(new Place(latA, lonA), new Place(latB, lonB)))
        .isEqualTo(decimeters);
  }

  /**
   * Distances on the WGS84 ellipsoid by Vincenty's formulae, which a sphere meets to 0.6 percent.
   */
  @ParameterizedTest
  @CsvSource({
    // Berlin to Munich, 505 km; London to New York, 5585 km; Sydney to Santiago, 11,369 km.
    "52520008, 13404954, 48137154, 11576124, 5046",
    "51507351, -127758, 40712775, -74005973, 55852",
    "-33868820, 151209296, -33448890, -70669265, 113690",
  })
  void measuresBetweenCities(int latA, int lonA, int latB, int lonB, long hectometers) {
    long actual = Distance.decimeters(new Place(latA, lonA), new Place(latB, lonB));
    assertThat(actual).isBetween(hectometers * 994, hectometers * 1006);
  }

  /** Against the angle between vectors, atan2(|a × b|, a · b): as exact, but another formula. */
  @Test
  void agreesWithVectors() {
    for (int n = 0; n < 200_000; n++) {
      Place a = place();
      Place b = n % 2 == 0 ? place() : beside(n % 4 == 1 ? a : opposite(a));
      long actual = Distance.decimeters(a, b);
      assertThat(Math.abs(actual - byVectors(a, b)))
          .as("seed %d: %s to %s", SEED, a, b)
          .isLessThan(0.51);
      assertThat(Distance.decimeters(b, a)).isEqualTo(actual);
      assertThat(actual).isBetween(0L, Distance.MAX_DECIMETERS);
    }
  }

  private Place place() {
    return new Place(
        random.nextInt(-90_000_000, 90_000_001), random.nextInt(-180_000_000, 180_000_000));
  }

  private Place beside(Place place) {
    int size = 1 << random.nextInt(20);
    int lat = place.latMicro() + random.nextInt(-size, size + 1);
    int lon = place.lonMicro() + random.nextInt(-size, size + 1);
    return new Place(
        Math.clamp(lat, -90_000_000, 90_000_000), Math.clamp(lon, -180_000_000, 179_999_999));
  }

  private static Place opposite(Place place) {
    int lon = place.lonMicro();
    return new Place(-place.latMicro(), lon < 0 ? lon + 180_000_000 : lon - 180_000_000);
  }

  private static double byVectors(Place a, Place b) {
    double[] u = vector(a);
    double[] v = vector(b);
    double x = u[1] * v[2] - u[2] * v[1];
    double y = u[2] * v[0] - u[0] * v[2];
    double z = u[0] * v[1] - u[1] * v[0];
    double cosine = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    return RADIUS * Math.atan2(Math.sqrt(x * x + y * y + z * z), cosine);
  }

  private static double[] vector(Place place) {
    double lat = Math.toRadians(place.latMicro() / 1e6);
    double lon = Math.toRadians(place.lonMicro() / 1e6);
    return new double[] {
      Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)
    };
  }
}
