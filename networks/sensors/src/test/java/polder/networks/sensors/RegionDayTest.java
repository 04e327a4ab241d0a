package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;

final class RegionDayTest {
  private static final int HOURS = 24;
  private static final SensorParameters.Course COURSE =
      new SensorParameters.Course(3_600_000, 10, 3);

  private static long region(int number) {
    return H3.cell(new Place(-50_000_000 + 2_000_000 * number, 10_000_000), 3);
  }

  @Test
  void theDayOfTheWholeNetworkBeginsAtMidnight() {
    assertThat(COURSE.day(20_000 * HOURS - 1, Geography.WHOLE_NETWORK)).isEqualTo(19_999);
    assertThat(COURSE.day(20_000 * HOURS, Geography.WHOLE_NETWORK)).isEqualTo(20_000);
    assertThat(COURSE.slotOfDay(20_000 * HOURS + 5, Geography.WHOLE_NETWORK)).isEqualTo(5);
  }

  @Test
  void everyDayOfARegionHasEachSlotOnceAndInOrder() {
    for (int number = 0; number < 50; number++) {
      long region = region(number);
      for (long slot = 20_000 * HOURS; slot < 20_003 * HOURS; slot++) {
        boolean begins = COURSE.slotOfDay(slot, region) == 0;
        assertThat(COURSE.day(slot, region) - COURSE.day(slot - 1, region))
            .isEqualTo(begins ? 1 : 0);
        assertThat(COURSE.slotOfDay(slot, region))
            .isEqualTo(begins ? 0 : COURSE.slotOfDay(slot - 1, region) + 1);
        assertThat(COURSE.slotOfDay(slot + HOURS, region))
            .isEqualTo(COURSE.slotOfDay(slot, region));
      }
    }
  }

  /** Otherwise all of a large network is reviewed in one epoch. */
  @Test
  void regionsBeginTheirDaysAtDifferentSlots() {
    SortedSet<Integer> begins = new TreeSet<>();
    for (int number = 0; number < 50; number++) {
      begins.add(COURSE.slotOfDay(0, region(number)));
    }
    assertThat(begins).hasSizeGreaterThan(HOURS / 2);
  }
}
