package polder.protocol.geo;

import static org.assertj.core.api.Assertions.assertThat;

import com.uber.h3core.H3Core;
import com.uber.h3core.util.LatLng;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The port against com.uber:h3, whose C library it was ported from. */
class H3OracleTest {
  private static final long SEED = 20261123;

  private final H3Core oracle = newOracle();
  private final SeededPlaces places = new SeededPlaces(SEED, oracle);

  private static H3Core newOracle() {
    try {
      return H3Core.newInstance();
    } catch (IOException e) {
      throw new IllegalStateException("no H3 library for this machine", e);
    }
  }

  @Test
  void generatorKnowsTheIcosahedron() {
    assertThat(places.sides()).isEqualTo(30);
    assertThat(places.faces()).isEqualTo(20);
  }

  @Test
  void agreesOnUniformPlaces() {
    assertAgreement(400_000, places::uniform);
  }

  @Test
  void agreesNearPoles() {
    assertAgreement(50_000, places::nearPole);
  }

  @Test
  void agreesNearAntimeridian() {
    assertAgreement(50_000, places::nearAntimeridian);
  }

  @Test
  void agreesNearPentagons() {
    assertAgreement(100_000, places::nearPentagon);
  }

  @Test
  void agreesNearFaceCenters() {
    assertAgreement(100_000, places::nearFaceCenter);
  }

  @Test
  void agreesNearSidesOfFaces() {
    assertAgreement(100_000, places::nearSide);
  }

  @Test
  void agreesOnBordersOfCells() {
    RandomGenerator random = places.random();
    assertAgreement(100_000, () -> places.onBorder(places.uniform(), random.nextInt(16)));
    assertAgreement(50_000, () -> places.onBorder(places.nearPentagon(), random.nextInt(16)));
    assertAgreement(50_000, () -> places.onBorder(places.nearSide(), random.nextInt(16)));
  }

  @Test
  void agreesAtEveryResolution() {
    List<String> differences = new ArrayList<>();
    for (int n = 0; n < 20_000; n++) {
      Place place = places.any();
      for (int resolution = 0; resolution <= 15; resolution++) {
        compare(place, resolution, differences);
      }
    }
    assertThat(differences).as("seed %d", SEED).isEmpty();
  }

  @Test
  void agreesOnParents() {
    for (int n = 0; n < 50_000; n++) {
      long cell = H3.cell(places.any(), 15);
      for (int resolution = 0; resolution <= 15; resolution++) {
        assertThat(H3.parent(cell, resolution)).isEqualTo(oracle.cellToParent(cell, resolution));
      }
    }
  }

  @Test
  void agreesOnCenters() {
    for (int n = 0; n < 200_000; n++) {
      long cell = oracleCell(places.any(), n % 16);
      LatLng expected = oracle.cellToLatLng(cell);
      Place center = H3.center(cell);
      // Half a micro-degree of rounding, and a little for the last bits of the mathematics.
      assertThat(Math.abs(SeededPlaces.lat(center) - expected.lat)).isLessThan(0.501e-6);
      double lon = Math.IEEEremainder(SeededPlaces.lon(center) - expected.lng, 360);
      assertThat(Math.abs(lon)).isLessThan(0.501e-6);
    }
  }

  @Test
  void agreesOnValidity() {
    RandomGenerator random = places.random();
    int valid = 0;
    for (int n = 0; n < 300_000; n++) {
      long bits =
          switch (n % 3) {
            case 0 -> random.nextLong();
            case 1 -> oracleCell(places.any(), n % 16) ^ 1L << random.nextInt(64);
            default -> randomDigits(random);
          };
      assertThat(H3.isValidCell(bits)).as("%016x", bits).isEqualTo(oracle.isValidCell(bits));
      valid += H3.isValidCell(bits) ? 1 : 0;
    }
    assertThat(valid).isBetween(50_000, 250_000);
  }

  @Test
  void agreesOnNeighbors() {
    for (int n = 0; n < 100_000; n++) {
      int resolution = 1 + n % 15;
      assertNeighbors(oracleCell(places.any(), resolution));
    }
    for (int resolution = 1; resolution <= 15; resolution++) {
      for (long pentagon : oracle.getPentagons(resolution)) {
        for (long cell : oracle.gridDisk(pentagon, 4)) {
          assertNeighbors(cell);
        }
      }
    }
  }

  private void assertNeighbors(long cell) {
    long[] actual = Neighbors.of(cell);
    Arrays.sort(actual);
    List<Long> expected = new ArrayList<>(oracle.gridDisk(cell, 1));
    expected.remove(cell);
    expected.sort(null);
    assertThat(actual).as(H3.toText(cell)).isEqualTo(expected.stream().mapToLong(x -> x).toArray());
  }

  /** Cells with a random base cell, digits mostly in range and mostly unused after the last. */
  private static long randomDigits(RandomGenerator random) {
    int resolution = random.nextInt(16);
    long cell = CellBits.of(resolution, random.nextInt(128));
    for (int r = 1; r <= resolution; r++) {
      int digit = random.nextInt(60) == 0 ? 7 : random.nextInt(4) == 0 ? random.nextInt(7) : 0;
      cell = CellBits.withDigit(cell, r, digit);
    }
    return cell;
  }

  private void assertAgreement(int count, Supplier<Place> source) {
    List<String> differences = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      compare(source.get(), n % 16, differences);
    }
    assertThat(differences).as("seed %d", SEED).isEmpty();
  }

  private void compare(Place place, int resolution, List<String> differences) {
    long expected = oracleCell(place, resolution);
    long actual = H3.cell(place, resolution);
    if (actual != expected) {
      differences.add("%s at %d: %x, H3 says %x".formatted(place, resolution, actual, expected));
    } else if (!H3.isValidCell(actual) || H3.resolution(actual) != resolution) {
      differences.add("%s at %d: %x is not valid".formatted(place, resolution, actual));
    } else if (resolution > 0
        && H3.parent(actual, resolution / 2) != oracle.cellToParent(actual, resolution / 2)) {
      differences.add("%s at %d: parents of %x differ".formatted(place, resolution, actual));
    }
  }

  private long oracleCell(Place place, int resolution) {
    return oracle.latLngToCell(SeededPlaces.lat(place), SeededPlaces.lon(place), resolution);
  }
}
