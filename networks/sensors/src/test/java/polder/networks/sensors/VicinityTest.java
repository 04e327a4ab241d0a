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
    int lat = Math.min(90_000_000, center[0] + random.nextInt(-40_000, 40_000));
    int lon = center[1] + random.nextInt(-spread, spread);
    return new Place(lat, lon > 180_000_000 ? lon - 360_000_000 : lon);
  }
}
