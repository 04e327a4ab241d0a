package polder.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void reportsComeAtTheirPhaseBeforeAndAfter1970() {
    Schedule schedule = new Schedule(150, 40);
    assertThat(schedule.latest(340)).isEqualTo(340);
    assertThat(schedule.next(340)).isEqualTo(490);
    assertThat(schedule.latest(339)).isEqualTo(190);
    assertThat(schedule.latest(-1)).isEqualTo(-110);
  }

  @Test
  void impossibleSchedulesAreRefused() {
    assertThatThrownBy(() -> new Schedule(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Schedule(10, 10)).isInstanceOf(IllegalArgumentException.class);
  }
}
