package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Pressure reduced to a common height, against the standard atmosphere of ICAO. */
class HeightTest {
  // R · 288.15 K ÷ (M · g).
  private static final Height PRESSURE = new Height(0, 84_350, 1_000_000);
  private static final Height LINEAR = new Height(-12_000_000, 0, 1_000_000);

  /** Pressure of the standard atmosphere, thousandths of a pascal. */
  private static long standard(long decimeters) {
    return Math.round(101_325_000 * Math.pow(1 - 0.0065 * decimeters / 10 / 288.15, 5.25588));
  }

  /** Pressure over a column of air of one temperature. */
  private static long column(long pressure, long decimeters, double kelvin) {
    return Math.round(pressure * Math.exp(-decimeters / 10.0 / (29.2717 * kelvin)));
  }

  private static long error(Height height, int from, int to) {
    return Math.abs(height.lift(standard(from), to - from) - standard(to));
  }

  @Test
  void theKernelIsWithin30PascalOver100MetersAnd130Over1000() {
    for (int from = 0; from <= 10_000; from += 100) {
      for (int apart = -1_000; apart <= 1_000; apart += 100) {
        int to = Math.clamp(from + apart, 0, 10_000);
        assertThat(error(PRESSURE, from, to)).as("%d to %d", from, to).isLessThan(30_000);
      }
      assertThat(error(PRESSURE, 0, from)).isLessThan(130_000);
    }
  }

  /** Why a lapse in proportion to height is not enough: it was right only at sea level. */
  @Test
  void aLinearLapseIsWorse() {
    assertThat(error(LINEAR, 0, 10_000)).isGreaterThan(500_000);
    assertThat(error(LINEAR, 9_000, 10_000)).isGreaterThan(100_000);
    assertThat(error(LINEAR, 0, 100)).isLessThan(1_000);
  }

  /** The temperature of the air, which is not asked, matters more than the curve. */
  @Test
  void over50MetersFrostAndHeatAreWithin70Pascal() {
    for (double kelvin : new double[] {258.15, 273.15, 308.15}) {
      long up = column(101_325_000, 500, kelvin);
      assertThat(Math.abs(PRESSURE.lift(101_325_000, 500) - up)).isLessThan(70_000);
      assertThat(Math.abs(PRESSURE.lift(up, -500) - 101_325_000)).isLessThan(70_000);
    }
  }

  @Test
  void whatStandsAsHighStaysAsItIsAndSignsHold() {
    assertThat(PRESSURE.lift(-5, 0)).isEqualTo(-5);
    assertThat(PRESSURE.lift(-1_000_000, 84_350)).isEqualTo(-367_879);
    assertThat(new Height(-6_500, 0, 10).lift(10_000, 10_000)).isEqualTo(3_500);
  }

  /** Whatever is reported from wherever stays far from the ends of the numbers. */
  @Test
  void theWorstStillFits() {
    Height shallow = new Height(1_000_000_000_000L, 50_000, 1_000_000);
    long most = 999_999_999_999_999L;
    assertThat(shallow.lift(most, -105_000)).isBetween(most, Long.MAX_VALUE / 4);
    assertThat(shallow.lift(-most, -105_000)).isBetween(Long.MIN_VALUE / 4, -most);
  }

  @Test
  void onlyThoseOfAboutTheSameHeightAreCompared() {
    Height near = new Height(0, 0, 500);
    assertThat(near.isComparable(500)).isTrue();
    assertThat(near.isComparable(-501)).isFalse();
  }
}
