package polder.networks.sensors;

import java.util.Optional;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/**
 * Limits of the checks of one quantity that look at days and weeks, against the network's own
 * course. All but persistence are made once a day, by the review.
 *
 * @param resolutionMilli step in which series are compared, thousandths of the quantity's unit
 */
record SlowChecks(
    long resolutionMilli,
    Optional<Persistence> persistence,
    Optional<Siting> siting,
    Optional<Reliability> reliability,
    Optional<Copies> copies) {

  /** Most days that anything is looked back upon: a bound on the state. */
  static final int MOST_DAYS = 60;

  static final SlowChecks NONE =
      new SlowChecks(1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final long DAY = 86_400_000;
  private static final int MOST_HOURS = 10_000;
  // In thousandths; its square in thousandths of steps stays a number.
  private static final long MOST_LIMIT = 10_000_000;

  /**
   * A value that does not change though the course does.
   *
   * @param leastMillis how long it must have stayed the same
   * @param leastReadings how many readings must have said so
   * @param courseMoves how far the course must have moved meanwhile, thousandths of the unit
   */
  record Persistence(long leastMillis, int leastReadings, long courseMoves) {}

  /**
   * Agreement with the network's course.
   *
   * @param days how far it looks back
   * @param leastSlots how many slots must be known of both
   * @param correlationMilli least correlation (Pearson), thousandths
   * @param courseSpread standard deviation that the course must have had, thousandths of the unit
   */
  record Siting(int days, int leastSlots, long correlationMilli, long courseSpread) {}

  /**
   * The share of readings that the other checks reject.
   *
   * @param days how far it looks back
   * @param leastSlots how many slots must be known
   * @param mostRejectedMilli most of them that may be rejected, thousandths
   */
  record Reliability(int days, int leastSlots, long mostRejectedMilli) {}

  /**
   * Likeness to the series of another device.
   *
   * @param days how far it looks back
   * @param leastSlots how many slots must be known of both
   * @param leastPairs how many times two such slots must follow each other
   * @param spread most standard deviation of the difference, thousandths of the unit
   * @param memory most standard deviation of what in the difference is not white noise, and of its
   *     steps, thousandths of the unit
   * @param slopeMilli by how much the copy may be scaled, thousandths
   * @param lags by how many slots it may be delayed
   * @param screen pairs whose daily means differ by more than this standard deviation are not
   *     looked at, thousandths of the unit
   */
  record Copies(
      int days,
      int leastSlots,
      int leastPairs,
      long spread,
      long memory,
      int slopeMilli,
      int lags,
      long screen) {}

  /** Reads those of one quantity; a check that is missing is off. */
  static SlowChecks of(Parameters quantity) {
    Optional<Persistence> persistence =
        SensorParameters.on(quantity, "persistence").map(SlowChecks::persistence);
    Optional<Siting> siting = SensorParameters.on(quantity, "siting").map(SlowChecks::siting);
    Optional<Reliability> reliability =
        SensorParameters.on(quantity, "reliability").map(SlowChecks::reliability);
    Optional<Copies> copies = SensorParameters.on(quantity, "copies").map(SlowChecks::copies);
    if (!quantity.has("resolution")) {
      if (persistence.isPresent()
          || siting.isPresent()
          || reliability.isPresent()
          || copies.isPresent()) {
        throw new ManifestException(
            quantity.pathOf("resolution")
                + " is missing: persistence, siting, reliability and copies compare series in"
                + " steps of it");
      }
      return NONE;
    }
    return new SlowChecks(
        quantity.decimal("resolution", 3, 1, 1_000_000_000),
        persistence,
        siting,
        reliability,
        copies);
  }

  private static Persistence persistence(Parameters check) {
    return new Persistence(
        check.durationMillis("at_least"),
        (int) check.whole("readings", 2, MOST_HOURS),
        SensorParameters.notNegative(check, "while_course_moves"));
  }

  private static Siting siting(Parameters check) {
    return new Siting(
        days(check),
        (int) check.whole("least_slots", 2, MOST_HOURS),
        check.decimal("correlation", 3, 0, 1_000),
        SensorParameters.notNegative(check, "course_spread"));
  }

  private static Reliability reliability(Parameters check) {
    return new Reliability(
        days(check),
        (int) check.whole("least_slots", 1, MOST_HOURS),
        check.decimal("most_rejected", 3, 0, 1_000));
  }

  private static Copies copies(Parameters check) {
    return new Copies(
        days(check),
        (int) check.whole("least_slots", 3, MOST_HOURS),
        (int) check.whole("least_pairs", 3, MOST_HOURS),
        check.decimal("spread", 3, 0, MOST_LIMIT),
        check.decimal("memory", 3, 0, MOST_LIMIT),
        (int) check.decimal("slope", 3, 0, 500),
        (int) check.whole("lags", 0, 6),
        check.decimal("screen", 3, 0, MOST_LIMIT));
  }

  private static int days(Parameters check) {
    long millis = check.durationMillis("window");
    if (millis % DAY != 0 || millis < DAY || millis > MOST_DAYS * DAY) {
      throw new ManifestException(
          check.pathOf("window") + " must be whole days, from 1d to " + MOST_DAYS + "d");
    }
    return (int) (millis / DAY);
  }

  /** Whether the quantity is reviewed once a day. */
  boolean isReviewed() {
    return siting.isPresent() || reliability.isPresent() || copies.isPresent();
  }

  /** Whether the network's course of the quantity is needed. */
  boolean needsCourse() {
    return isReviewed() || persistence.isPresent();
  }

  /** How many days the review must remember. */
  int days() {
    return Math.max(
        siting.map(Siting::days).orElse(0),
        Math.max(reliability.map(Reliability::days).orElse(0), copies.map(Copies::days).orElse(0)));
  }

  /** {@code value} in steps of the resolution, rounded to the nearest, halves up. */
  long steps(long value) {
    return Math.floorDiv(value + resolutionMilli / 2, resolutionMilli);
  }
}
