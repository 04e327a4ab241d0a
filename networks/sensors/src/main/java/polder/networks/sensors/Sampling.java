package polder.networks.sensors;

import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochWindow;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.Bytes;

/**
 * Takes samples of a group's stations where a slot of the course ends within an epoch: each
 * station's last reading of the slot. A slot shorter than the epoch is sampled only at the epoch's
 * end. What came only after its slot was sampled, but in time to be paid, is remembered as its
 * sample too, only that the course does not know it any more.
 */
final class Sampling {
  private static final long NONE = -1;

  private final SensorParameters.Course rules;
  private final long region;
  // The first slot that was not sampled before the epoch.
  private final long open;
  private final long ended;
  private final Course course;

  private Sampling(SensorParameters.Course rules, long region, EpochWindow window) {
    this.rules = rules;
    this.region = region;
    this.open = window.startMillis() / rules.slotMillis();
    long next = window.endMillis() / rules.slotMillis();
    this.ended = open < next ? next - 1 : NONE;
    this.course = new Course(ended);
  }

  /** The sampling of an epoch, if the network has a course. */
  static Optional<Sampling> in(EpochWindow window, SensorParameters parameters, long region) {
    return parameters.course().map(rules -> new Sampling(rules, region, window));
  }

  /** The region's day of the slot that ends in the epoch, or else in which the epoch starts. */
  long day() {
    return rules.day(ended == NONE ? open : ended, region);
  }

  /** What all stations sampled so far measured, if a slot ends in the epoch. */
  Optional<Course> course() {
    return ended == NONE ? Optional.empty() : Optional.of(course);
  }

  /**
   * The samples of the day with what is new.
   *
   * @param readings all that is known, by time
   */
  Bytes sample(Quantity quantity, Bytes samples, List<Past> readings) {
    Bytes more = samples;
    boolean sampled = false;
    for (Past reading : readings.reversed()) {
      long slot = reading.timeMillis() / rules.slotMillis();
      boolean ending = slot == ended && !sampled;
      if (reading.own().isPresent() && (ending || isTardy(slot, more))) {
        Past.Own own = reading.own().get();
        long steps = quantity.slow().steps(reading.value());
        // A front or a record is the course where others saw it too.
        if (ending
            && (own.verdict() == Verdict.ACCEPTED || own.verdict() == Verdict.CORROBORATED)) {
          course.add(new Course.Where(region, quantity.name()), steps);
        }
        sampled |= ending;
        more = DaySamples.with(more, index(slot), steps, judged(own));
      }
    }
    return more;
  }

  private boolean isTardy(long slot, Bytes samples) {
    return slot < open
        && rules.day(slot, region) == day()
        && DaySamples.judged(samples, index(slot)) == DaySamples.NONE;
  }

  private int index(long slot) {
    return rules.slotOfDay(slot, region);
  }

  private static int judged(Past.Own own) {
    if (own.verdict() != Verdict.REJECTED) {
      return DaySamples.GOOD;
    }
    return own.goodAlone() ? DaySamples.GOOD_ALONE : DaySamples.BAD;
  }
}
