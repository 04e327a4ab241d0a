package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.sensors.SensorWorld.MINUTE;

import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.networks.Contribution;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorParameters.DensityLevel;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.manifest.Value;

/** How much a station is needed where it stands, and what one cell gets at most. */
class NeedTest {
  private static final long WHOLE = 1_000_000;
  private static final List<DensityLevel> LEVELS =
      List.of(new DensityLevel(8, 2), new DensityLevel(6, 3));

  private static long cell(int latMicro, int resolution) {
    return H3.cell(new Place(latMicro, 13_405_000), resolution);
  }

  @Test
  void needIsClippedFromTheFinestLevelUp() {
    long a = cell(52_520_000, 8);
    long b = neighbourOf(a);
    SortedMap<Long, Long> cells = new TreeMap<>();
    cells.put(a, 4L);
    cells.put(b, 1L);
    Density density = Density.of(CellCounts.of(cells), LEVELS);

    // In a: 2 of 4 count. Above it 2 + 1 are counted, which is the target: nothing more is cut.
    assertThat(density.needPpm(a)).isEqualTo(500_000);
    assertThat(density.needPpm(b)).isEqualTo(WHOLE);

    cells.put(b, 9L);
    density = Density.of(CellCounts.of(cells), LEVELS);
    // Above them 2 + 2 are counted where 3 are needed.
    assertThat(density.needPpm(a)).isEqualTo(375_000);
    assertThat(density.needPpm(b)).isEqualTo(2 * WHOLE / 9 * 3 / 4);
  }

  /** Another cell with the same parent. */
  private static long neighbourOf(long cell) {
    long parent = H3.parent(cell, 6);
    for (int lat = 52_400_000; lat < 52_640_000; lat += 1_000) {
      long other = cell(lat, 8);
      if (other != cell && H3.parent(other, 6) == parent) {
        return other;
      }
    }
    throw new AssertionError("no other cell has this parent");
  }

  @Test
  void whereNobodyWasOneIsNeeded() {
    Density density = Density.of(CellCounts.NONE, LEVELS);

    assertThat(density.needPpm(cell(52_520_000, 8))).isEqualTo(WHOLE);
    assertThat(Density.of(CellCounts.NONE, List.of()).needPpm(0)).isEqualTo(WHOLE);
  }

  @Test
  void allWhoWorkInACellTogetherCountAsItsTarget() {
    SplittableRandom random = new SplittableRandom(4);
    for (int run = 0; run < 50; run++) {
      SortedMap<Long, Long> cells = new TreeMap<>();
      for (int i = 0; i < 200; i++) {
        cells.merge(cell(52_300_000 + random.nextInt(400_000), 8), 1L, Long::sum);
      }
      Density density = Density.of(CellCounts.of(cells), LEVELS);
      SortedMap<Long, Long> byParent = new TreeMap<>();
      cells.forEach((cell, count) ->
          byParent.merge(H3.parent(cell, 6), count * density.needPpm(cell), Long::sum));
      assertThat(byParent.values()).allMatch(need -> need <= 3 * WHOLE);
    }
  }

  @Test
  void theDensityOfTheEpochBeforeCounts() {
    Value.Table parameters =
        Samples.with(
            SensorWorld.bare(), "density", List.of(Samples.table("resolution", 8, "target", 2)));
    SensorWorld world = new SensorWorld(parameters, MINUTE);
    for (int epoch = 0; epoch < 2; epoch++) {
      for (int number = 1; number <= 5; number++) {
        world.report(
            SensorWorld.station(number, 52_520_000 + number, 13_405_000), epoch * MINUTE, "10");
      }
      Closed closed = world.close();
      SenderRecord first = SensorWorld.station(1, 52_520_001, 13_405_000);
      assertThat(closed.weight(first)).isEqualTo(epoch == 0 ? WHOLE : 400_000);
      assertThat(closed.of(first).reasons().contains("dense")).isEqualTo(epoch == 1);
    }
    // Silent stations are not counted any more.
    world.closeUntil(5);
    SenderRecord first = SensorWorld.station(1, 52_520_001, 13_405_000);
    assertThat(world.report(first, 5 * MINUTE, "10").close().weight(first)).isEqualTo(WHOLE);
  }

  @Test
  void aCellGetsAtMostItsCap() {
    SensorWorld world =
        new SensorWorld(Samples.with(SensorWorld.bare(), "cell.cap", "1.5"), MINUTE);
    for (int number = 1; number <= 4; number++) {
      world.report(SensorWorld.station(number, 52_520_000 + number, 13_405_000), 0, "10");
    }
    SenderRecord far = SensorWorld.station(9, 52_560_000, 13_405_000);
    Closed closed = world.report(far, 0, "10").close();

    SenderRecord one = SensorWorld.station(1, 52_520_001, 13_405_000);
    assertThat(closed.weight(one)).isEqualTo(375_000);
    assertThat(closed.factor(one, "cell_cap")).isEqualTo(375_000);
    assertThat(closed.of(one).reasons()).containsExactly("cell_cap");
    assertThat(closed.weight(far)).isEqualTo(WHOLE);
  }

  /** Cells of H3 do not lie quite within their parents: a cap must hold all the same. */
  @Test
  void aCapHoldsAcrossTheBordersOfAreas() {
    SplittableRandom random = new SplittableRandom(8);
    Value.Table parameters =
        Samples.with(Samples.with(SensorWorld.bare(), "group_resolution", 7), "cell.cap", "0.5");
    SensorWorld world = new SensorWorld(parameters, MINUTE);
    SortedMap<Long, Long> weights = new TreeMap<>();
    SortedMap<polder.protocol.identity.DeviceId, Long> cells = new TreeMap<>();
    for (int number = 0; number < 400; number++) {
      SenderRecord station =
          SensorWorld.station(
              number, 52_500_000 + random.nextInt(50_000), 13_400_000 + random.nextInt(80_000));
      cells.put(station.device(), H3.cell(station.site().orElseThrow().place(), 8));
      world.report(station, 0, "10");
    }
    Closed closed = world.close();
    for (Contribution contribution : closed.contributions().values()) {
      weights.merge(cells.get(contribution.device()), contribution.weight(), Long::sum);
    }
    assertThat(closed.outcomes().size()).isGreaterThan(5);
    assertThat(weights.values()).allMatch(weight -> weight <= 500_000);
  }
}
