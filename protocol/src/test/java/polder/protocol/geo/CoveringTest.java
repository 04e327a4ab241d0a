package polder.protocol.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.uber.h3core.H3Core;
import com.uber.h3core.util.LatLng;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CoveringTest {
  private static final long SEED = 31;
  private static final double RADIUS = 63_710_088.0;

  private final H3Core oracle = newOracle();
  private final SeededPlaces places = new SeededPlaces(SEED, oracle);
  private final RandomGenerator random = places.random();

  private static H3Core newOracle() {
    try {
      return H3Core.newInstance();
    } catch (IOException e) {
      throw new IllegalStateException("no H3 library for this machine", e);
    }
  }

  @Test
  void coversDiscsAnywhere() {
    assertCovered(1_500, places::any);
  }

  @Test
  void coversDiscsAtPoles() {
    assertCovered(300, places::nearPole);
  }

  @Test
  void coversDiscsAtTheAntimeridian() {
    assertCovered(300, places::nearAntimeridian);
  }

  @Test
  void coversDiscsAtPentagons() {
    assertCovered(1_000, places::nearPentagon);
  }

  @Test
  void coversDiscsAtSidesOfFaces() {
    assertCovered(500, places::nearSide);
  }

  @Test
  void coversDiscsAtCentersOfFaces() {
    assertCovered(300, places::nearFaceCenter);
  }

  @Test
  void leavesOutWhatIsFarAway() {
    for (int n = 0; n < 2_000; n++) {
      Place center = places.any();
      int resolution = n % 16;
      long radius = radius(resolution);
      long farthest = radius + Covering.cellRadiusDecimeters(resolution) + 3;
      List<Long> cells = Covering.cells(center, radius, resolution);
      assertThat(cells).isSorted().doesNotHaveDuplicates();
      assertThat(cells).allMatch(cell -> H3.resolution(cell) == resolution);
      assertThat(cells).allMatch(cell -> Distance.decimeters(center, H3.center(cell)) <= farthest);
    }
  }

  /** Complete, not only covering: every cell whose centre is near enough is there. */
  @Test
  void holdsEveryCellWithItsCenterNear() {
    for (int n = 0; n < 300; n++) {
      Place center = places.any();
      int resolution = 1 + n % 15;
      long radius = radius(resolution);
      long farthest = radius + Covering.cellRadiusDecimeters(resolution) + 3;
      Set<Long> expected = new TreeSet<>();
      for (long cell : oracle.gridDisk(H3.cell(center, resolution), 12)) {
        if (Distance.decimeters(center, H3.center(cell)) <= farthest) {
          expected.add(cell);
        }
      }
      assertThat(Covering.cells(center, radius, resolution)).containsExactlyElementsOf(expected);
    }
  }

  /** A point has few cells around it; only where cells are a metre wide does rounding add some. */
  @Test
  void isSmall() {
    for (int n = 0; n < 20_000; n++) {
      Place place = places.any();
      int resolution = n % 16;
      List<Long> cells = Covering.cells(place, 0, resolution);
      assertThat(cells)
          .contains(H3.cell(place, resolution))
          .hasSizeLessThanOrEqualTo(resolution < 14 ? 4 : 8);
    }
  }

  /** The bound on a cell's size that everything else rests on, against the corners of cells. */
  @Test
  void noCornerOfACellIsFartherThanItsRadius() {
    long greatestPercent = 0;
    for (int n = 0; n < 60_000; n++) {
      int resolution = n % 16;
      long cell = H3.cell(places.any(), resolution);
      Place center = H3.center(cell);
      long radius = Covering.cellRadiusDecimeters(resolution);
      for (LatLng corner : oracle.cellToBoundary(cell)) {
        long distance = Distance.decimeters(center, place(corner));
        assertThat(distance).isLessThanOrEqualTo(radius + 2);
        if (resolution < 10) {
          greatestPercent = Math.max(greatestPercent, 100 * distance / radius);
        }
      }
    }
    assertThat(greatestPercent).as("the bound is not loose").isGreaterThanOrEqualTo(99);
  }

  @Test
  void coversTheWholeEarth() {
    for (int resolution = 0; resolution <= 3; resolution++) {
      assertThat(Covering.cells(places.uniform(), Long.MAX_VALUE, resolution))
          .hasSize(2 + 120 * (int) Math.pow(7, resolution));
    }
  }

  @Test
  void refusesWhatWouldBeTooMuch() {
    Place place = places.uniform();
    assertThatThrownBy(() -> Covering.cells(place, 1_000_000, 15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 65536 cells");
    assertThatThrownBy(() -> Covering.cells(place, -1, 5)).hasMessageContaining("below zero");
    assertThatThrownBy(() -> Covering.cells(place, 1, 16)).hasMessageContaining("from 0 to 15");
  }

  private void assertCovered(int count, Supplier<Place> centers) {
    for (int n = 0; n < count; n++) {
      Place center = centers.get();
      int resolution = n % 16;
      long radius = radius(resolution);
      Set<Long> cells = new HashSet<>(Covering.cells(center, radius, resolution));
      for (int sample = 0; sample < 200; sample++) {
        double part = sample % 2 == 0 ? 1.0 : Math.sqrt(random.nextDouble());
        Place place = places.at(center, part * radius / RADIUS);
        // Rounding to micro-degrees may carry a place on the rim out of the disc.
        boolean inside = Distance.decimeters(center, place) <= radius;
        if (inside && !cells.contains(H3.cell(place, resolution))) {
          fail("seed %d: %s of %s, %d dm, at %d", SEED, place, center, radius, resolution);
        }
      }
    }
  }

  /** Up to about six cells, but no more than half the Earth. */
  private long radius(int resolution) {
    long most = 10 * Covering.cellRadiusDecimeters(resolution);
    return Math.min((long) (most * random.nextDouble()), Distance.MAX_DECIMETERS / 2);
  }

  private static Place place(LatLng point) {
    return new Place((int) Math.round(point.lat * 1e6), (int) Math.round(point.lng * 1e6));
  }
}
