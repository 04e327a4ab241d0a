package polder.networks.sensors;

import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochWindow;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.Bytes;

/**
 * Samples the stations of a group where a slot of the course ends within an epoch: each station's
 * last reading of the slot. A slot shorter than the epoch is sampled only at the epoch's end.
 */
final class Sampling {
  private final SensorParameters.Course rules;
  private final long region;
  private final long slot;
  private final Course course;

  private Sampling(SensorParameters.Course rules, long region, long slot) {
    this.rules = rules;
    this.region = region;
    this.slot = slot;
    this.course = new Course(slot);
  }

  /** The sampling of an epoch, if a slot ends in it. */
  static Optional<Sampling> in(EpochWindow window, SensorParameters parameters, long region) {
    return parameters
        .course()
        .filter(rules ->
            window.startMillis() / rules.slotMillis() < window.endMillis() / rules.slotMillis())
        .map(rules -> new Sampling(rules, region, window.endMillis() / rules.slotMillis() - 1));
  }

  /** The day to which the slot belongs, counted from 1970 on. */
  long day() {
    return Math.floorDiv(slot, rules.slotsPerDay());
  }

  /** What all stations sampled so far measured. */
  Course course() {
    return course;
  }

  /** The samples of the day with the station's last reading of the slot, if it sent one. */
  Bytes sample(Quantity quantity, Bytes samples, List<Past> readings) {
    for (Past reading : readings.reversed()) {
      if (reading.timeMillis() / rules.slotMillis() == slot && reading.own().isPresent()) {
        Past.Own own = reading.own().get();
        long steps = quantity.slow().steps(reading.value());
        // A front or a record is the course where others saw it too.
        if (own.verdict() == Verdict.ACCEPTED || own.verdict() == Verdict.CORROBORATED) {
          course.add(new Course.Where(region, quantity.name()), steps);
        }
        return Samples.with(
            samples, (int) Math.floorMod(slot, rules.slotsPerDay()), steps, judged(own));
      }
    }
    return samples;
  }

  private static int judged(Past.Own own) {
    if (own.verdict() != Verdict.REJECTED) {
      return Samples.GOOD;
    }
    return own.goodAlone() ? Samples.GOOD_ALONE : Samples.BAD;
  }
}
