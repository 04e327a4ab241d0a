package polder.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.world.simulated.Series.DAY;
import static polder.world.simulated.Series.HOUR;
import static polder.world.simulated.Series.JULY;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceSeriesTest {
  private static final FleetOptions OPTIONS =
      FleetOptions.of(400, 9).withCheatsPpm(200_000).withFaultsPpm(200_000);
  private static final int WEEK = 4_032;

  private final Fleet fleet = Fleet.plan(OPTIONS);

  @Test
  void aRestartedSimulatorGoesOnWithTheSameSeries() {
    Fleet restarted = Fleet.plan(OPTIONS);
    for (PlannedDevice device : fleet.devices()) {
      DeviceSeries before = fleet.series(device.index());
      DeviceSeries after = restarted.series(device.index());
      List<Optional<SimulatedReading>> forward = new ArrayList<>();
      List<Optional<SimulatedReading>> backward = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        forward.add(before.reading(moment(device, i)));
        backward.addFirst(after.reading(moment(device, 39 - i)));
      }
      assertThat(backward).as(device.name()).isEqualTo(forward);
    }
  }

  @Test
  void sensorsTellTenthsOfADegreeAtTheMomentAsked() {
    for (PlannedDevice device : fleet.devices()) {
      long time = moment(device, 17);
      fleet
          .series(device.index())
          .reading(time)
          .ifPresent(reading -> {
            assertThat(reading.timeMillis()).isEqualTo(time);
            assertThat(reading.milliDegrees() % 100).isZero();
            assertThat(reading.milliDegrees()).isBetween(-50_000L, 70_000L);
          });
    }
  }

  @Test
  void soundSensorsFollowTheWeatherWithinTheirNoise() {
    for (PlannedDevice device : of("honest").subList(0, 40)) {
      Series error = error(device, device.truth());
      double noise = device.noiseMilliKelvin() / 1_000.0;
      assertThat(noise).isBetween(0.05, 0.2);
      assertThat(error.mean()).as(device.name()).isBetween(-0.45, 0.45);
      assertThat(error.deviation()).isBetween(0.9 * noise, 1.1 * noise + 0.03);
    }
  }

  @Test
  void honestNeighboursAgree() {
    List<PlannedDevice> honest = of("honest");
    int pairs = 0;
    for (PlannedDevice one : honest) {
      for (PlannedDevice other : honest) {
        if (one.index() < other.index() && one.truth().distanceMeters(other.truth()) < 1_000) {
          Series here = readings(one.index(), 60, 2 * HOUR);
          Series there = readings(other.index(), 60, 2 * HOUR);
          assertThat(here.minus(there).largest()).as(one + " " + other).isLessThan(2);
          assertThat(Math.abs(here.minus(there).mean())).isLessThan(1);
          assertThat(here.correlation(there)).isGreaterThan(0.95);
          pairs++;
        }
      }
    }
    assertThat(pairs).isGreaterThan(100);
  }

  @Test
  void biasedSensorsAreOffByTheirBias() {
    for (PlannedDevice device : of("bias")) {
      Fault.Bias bias = (Fault.Bias) fault(device);
      double off = error(device, device.truth()).mean() * 1_000 - bias.milliKelvin();
      assertThat(Math.abs(off)).isLessThan(450);
      assertThat(Math.abs(bias.milliKelvin())).isBetween(1_500L, 4_000L);
    }
  }

  @Test
  void driftingSensorsGoAstrayByTheirRateAndBeginAgain() {
    for (PlannedDevice device : of("drift")) {
      Fault.Drift drift = (Fault.Drift) fault(device);
      long start = JULY - Math.floorMod(JULY + drift.phaseMillis(), drift.cycleMillis());
      double first = hourlyError(device, start);
      double last = hourlyError(device, start + drift.cycleMillis() - HOUR);
      double again = hourlyError(device, start + drift.cycleMillis());
      double expected = drift.milliKelvinPerDay() * (drift.cycleMillis() / (double) DAY) / 1_000;
      assertThat(Math.abs(last - first - expected)).isLessThan(0.3);
      assertThat(Math.abs(again - first)).isLessThan(0.3);
    }
  }

  @Test
  void stuckSensorsRepeatOneValueForTheTimePlanned() {
    for (PlannedDevice device : of("stuck")) {
      Fault.Stuck stuck = (Fault.Stuck) fault(device);
      long period = OPTIONS.periodMillis();
      long stretch = stuck.everyMillis() * Math.floorDiv(JULY, stuck.everyMillis());
      int longest = longestRun(device, stretch, (int) (stuck.everyMillis() / period));
      assertThat((double) longest)
          .isGreaterThanOrEqualTo(stuck.lastingMillis() / (double) period - 2);
    }
    for (PlannedDevice device : of("honest").subList(0, 20)) {
      assertThat(longestRun(device, JULY, WEEK)).isLessThan(25);
    }
  }

  private int longestRun(PlannedDevice device, long from, int count) {
    DeviceSeries series = fleet.series(device.index());
    int longest = 1;
    int run = 1;
    for (int i = 1; i < count; i++) {
      long time = from + i * OPTIONS.periodMillis();
      long now = series.reading(time).orElseThrow().milliDegrees();
      long before = series.reading(time - OPTIONS.periodMillis()).orElseThrow().milliDegrees();
      run = now == before ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  @Test
  void spikesComeAsOftenAsPlannedAndLeaveTheRestAlone() {
    for (PlannedDevice device : of("spikes")) {
      Fault.Spikes spikes = (Fault.Spikes) fault(device);
      Series error = error(device, device.truth());
      long jumps = 0;
      for (double each : error.values()) {
        jumps += Math.abs(each) > 2 ? 1 : 0;
      }
      double expected = WEEK * spikes.ppm() / 1e6;
      assertThat((double) jumps).isBetween(expected - 5 * Math.sqrt(expected), expected * 1.8 + 5);
    }
  }

  @Test
  void indoorSensorsAreWarmAndHardlyFeelTheDay() {
    for (PlannedDevice device : of("indoor")) {
      Series inside = readings(device.index(), WEEK, OPTIONS.periodMillis());
      Series outside = weather(device, device.truth());
      assertThat(inside.deviation()).isLessThan(0.5 * outside.deviation());
      assertThat(inside.mean()).isBetween(18.0, 25.0);
    }
  }

  @Test
  void gapsLoseTheShareOfReadingsPlanned() {
    for (PlannedDevice device : of("gaps")) {
      Fault.Gaps gaps = (Fault.Gaps) fault(device);
      DeviceSeries series = fleet.series(device.index());
      int lost = 0;
      int asked = 20_000;
      for (int i = 0; i < asked; i++) {
        lost += series.reading(moment(device, i)).isEmpty() ? 1 : 0;
      }
      double outage = gaps.lastingMillis() / (double) gaps.everyMillis();
      double expected = outage + (1 - outage) * gaps.lostPpm() / 1e6;
      assertThat(lost / (double) asked).isBetween(0.85 * expected, 1.15 * expected);
    }
  }

  @Test
  void copiesFollowTheirOriginalAtTheirDelay() {
    for (PlannedDevice device : of("copy")) {
      Cheat.Copy copy = (Cheat.Copy) device.behaviour();
      Schedule heard = fleet.devices().get(copy.original()).schedule();
      DeviceSeries original = fleet.series(copy.original());
      Series told = readings(device.index(), WEEK, OPTIONS.periodMillis());
      Series source =
          Series.of(
              device.schedule().next(JULY),
              OPTIONS.periodMillis(),
              WEEK,
              time -> celsius(original, heard.latest(time - copy.delayMillis())));
      Series apart = told.minus(source);
      assertThat(told.correlation(source)).isGreaterThan(0.98);
      assertThat(Math.abs(apart.mean() * 1_000 - copy.offsetMilliKelvin())).isLessThan(30);
      assertThat(apart.deviation() * 1_000)
          .isBetween(0.8 * copy.noiseMilliKelvin(), 1.1 * copy.noiseMilliKelvin() + 40);
    }
  }

  @Test
  void crowdedRoomsTellOneSensorsSeries() {
    for (PlannedDevice device : of("many-in-one-room")) {
      Cheat.ManyInOneRoom room = (Cheat.ManyInOneRoom) device.behaviour();
      Series told = readings(device.index(), WEEK, OPTIONS.periodMillis());
      Series lead = readings(room.lead(), WEEK, OPTIONS.periodMillis());
      assertThat(told.correlation(lead)).isGreaterThan(0.98);
      assertThat(told.minus(lead).deviation()).isLessThan(0.45);
    }
  }

  @Test
  void wrongPlacesTellTheTruthOfAnotherPlace() {
    for (PlannedDevice device : of("wrong-place")) {
      double noise = device.noiseMilliKelvin() / 1_000.0;
      assertThat(error(device, device.truth()).deviation()).isLessThan(1.1 * noise + 0.03);
      assertThat(error(device, device.claimed()).deviation()).isGreaterThan(0.6);
    }
  }

  @Test
  void inventedSeriesAreSmoothAndNotTheWeather() {
    for (PlannedDevice device : of("invented")) {
      Series told = readings(device.index(), WEEK, OPTIONS.periodMillis());
      assertThat(told.minus(weather(device, device.claimed())).deviation()).isGreaterThan(0.8);
      assertThat(told.mean()).isBetween(0.0, 40.0);
    }
  }

  private List<PlannedDevice> of(String kind) {
    List<PlannedDevice> found =
        fleet.devices().stream().filter(each -> each.behaviour().kind().equals(kind)).toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  private static Fault fault(PlannedDevice device) {
    return ((Behaviour.Honest) device.behaviour()).fault();
  }

  private static long moment(PlannedDevice device, int index) {
    return device.schedule().next(JULY) + index * device.schedule().periodMillis();
  }

  private Series readings(int index, int count, long step) {
    DeviceSeries series = fleet.series(index);
    return Series.of(
        series.device().schedule().next(JULY), step, count, time -> celsius(series, time));
  }

  private Series weather(PlannedDevice device, Site site) {
    return Series.of(
        moment(device, 0), OPTIONS.periodMillis(), WEEK, fleet.weather().at(site)::celsius);
  }

  private Series error(PlannedDevice device, Site site) {
    return readings(device.index(), WEEK, OPTIONS.periodMillis()).minus(weather(device, site));
  }

  private double hourlyError(PlannedDevice device, long from) {
    DeviceSeries series = fleet.series(device.index());
    LocalWeather here = fleet.weather().at(device.truth());
    return Series.of(from, 10_000, 360, time -> celsius(series, time) - here.celsius(time)).mean();
  }

  private static double celsius(DeviceSeries series, long time) {
    return series.reading(time).orElseThrow().milliDegrees() / 1_000.0;
  }
}
