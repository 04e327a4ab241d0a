package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.networks.sensors.Vicinity.Stand;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;

class VicinityTest {
  private static final TreeSet<Long> RADII = new TreeSet<>(List.of(20_000L, 40_000L));

  /** Who is near, found by measuring every distance. */
  private static List<Integer> expected(List<Stand> stands, int index, long radius) {
    Place place = stands.get(index).place();
    return IntStream.range(0, stands.size())
        .filter(other -> other != index)
        .filter(other -> Distance.decimeters(place, stands.get(other).place()) <= radius)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(
                    other -> Distance.decimeters(place, stands.get(other).place()))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static void check(Vicinity vicinity, List<Stand> stands, SplittableRandom random) {
    for (int index = 0; index < stands.size(); index++) {
      // Not all are asked for each time, so that some are carried over unfound.
      for (long radius : RADII) {
        if (random.nextBoolean()) {
          List<Integer> found = Arrays.stream(vicinity.of(index, radius)).boxed().toList();
          assertThat(found).isEqualTo(expected(stands, index, radius));
        }
      }
    }
  }

  @Test
  void whoeverComesGoesOrMovesTheNeighboursAreThoseWithinTheRadius() {
    SplittableRandom random = new SplittableRandom(2026);
    // In the middle, around the pole, and across the 180th meridian.
    for (int[] center : new int[][] {{52_000_000, 13_000_000}, {89_990_000, 0}, {0, 179_990_000}}) {
      SortedMap<DeviceId, Stand> town = new TreeMap<>();
      Vicinity vicinity = new Vicinity(List.of(), RADII);
      for (int step = 0; step < 12; step++) {
        for (int i = 0; i < 10; i++) {
          DeviceId device = SensorWorld.device(random.nextInt(60));
          if (random.nextInt(4) == 0) {
            town.remove(device);
          } else {
            town.put(device, new Stand(device, place(random, center)));
          }
        }
        List<Stand> stands = List.copyOf(town.values());
        vicinity = vicinity.after(stands);
        assertThat(vicinity.isOf(stands)).isTrue();
        check(vicinity, stands, random);
        check(new Vicinity(stands, RADII), stands, random);
      }
    }
  }

  @Test
  void nobodyIsLostAtAnyLatitudeAndRadius() {
    SplittableRandom random = new SplittableRandom(2028);
    for (int turn = 0; turn < 120; turn++) {
      long radius = random.nextLong(1_000, 5_000_000);
      int reach = (int) Vicinity.reachMicroDegrees(radius);
      int lat = random.nextInt(-89_999_999, 90_000_000);
      double stretch = 1 / Math.max(0.01, Math.cos(Math.toRadians(lat / 1e6)));
      int spread = (int) Math.min(180_000_000, reach * stretch * 1.2 + 1);
      List<Place> places =
          IntStream.range(0, 16)
              .mapToObj(i -> place(random, lat, reach, 179_000_000, spread))
              .toList();
      List<Stand> stands = at(places, 0);
      Vicinity vicinity = new Vicinity(stands, new TreeSet<>(List.of(radius)));
      for (int index = 0; index < stands.size(); index++) {
        assertThat(Arrays.stream(vicinity.of(index, radius)).boxed().toList())
            .isEqualTo(expected(stands, index, radius));
      }
    }
  }

  @Test
  void whoStandsFarthestEastWithinTheRadiusIsFound() {
    for (long radius : List.of(1_000L, 40_000L, 1_000_000L, 5_000_000L)) {
      double angle = radius / 63_710_088.0;
      for (int lat = -79_900_000; lat <= 79_900_000; lat += 300_000) {
        // On the parallel, and where the meridian touches the circle.
        double sine = Math.sin(Math.toRadians(lat / 1e6)) / Math.cos(angle);
        for (int there : new int[] {lat, (int) (Math.toDegrees(Math.asin(sine)) * 1e6)}) {
          Place east = farthestEast(new Place(lat, 0), there, radius);
          List<Stand> stands = at(List.of(new Place(lat, 0), east), 0);
          Vicinity vicinity = new Vicinity(stands, new TreeSet<>(List.of(radius)));
          assertThat(vicinity.of(0, radius)).as("at %s from %s", east, lat).containsExactly(1);
          assertThat(vicinity.of(1, radius)).containsExactly(0);
        }
      }
    }
  }

  /** The place at a latitude that is farthest east of {@code from} within the radius. */
  private static Place farthestEast(Place from, int lat, long radius) {
    int within = 0;
    int beyond = 180_000_000;
    while (beyond - within > 1) {
      int middle = (within + beyond) >>> 1;
      if (Distance.decimeters(from, new Place(lat, middle)) <= radius) {
        within = middle;
      } else {
        beyond = middle;
      }
    }
    return new Place(lat, within);
  }

  @Test
  void isThatOfWhoeverStandsAtTheSamePlaces() {
    SplittableRandom random = new SplittableRandom(2027);
    List<Place> places =
        IntStream.range(0, 8)
            .mapToObj(i -> place(random, new int[] {52_000_000, 13_000_000}))
            .toList();
    Vicinity vicinity = new Vicinity(at(places, 0), RADII);

    assertThat(vicinity.isOf(at(places, 8))).isTrue();
    assertThat(vicinity.isOf(at(places.reversed(), 0))).isFalse();
    assertThat(vicinity.isOf(at(places.subList(0, 7), 0))).isFalse();
    // Who came stands where others stood; one of them goes.
    List<Stand> fewer = at(places, 8).subList(1, 8);
    check(vicinity.after(fewer), fewer, random);
  }

  /** Stations from the {@code first} of all devices on. */
  private static List<Stand> at(List<Place> places, int first) {
    List<DeviceId> devices = IntStream.range(0, 16).mapToObj(SensorWorld::device).sorted().toList();
    return IntStream.range(0, places.size())
        .mapToObj(i -> new Stand(devices.get(first + i), places.get(i)))
        .toList();
  }

  private static Place place(SplittableRandom random, int[] center) {
    int spread = center[0] > 80_000_000 ? 180_000_000 : 40_000;
    return place(random, center[0], 40_000, center[1], spread);
  }

  private static Place place(
      SplittableRandom random, int middleLat, int spreadLat, int middleLon, int spreadLon) {
    int lat = middleLat + random.nextInt(-spreadLat, spreadLat);
    int lon = middleLon + random.nextInt(-spreadLon, spreadLon);
    return new Place(
        Math.clamp(lat, -90_000_000, 90_000_000), lon > 180_000_000 ? lon - 360_000_000 : lon);
  }
}
