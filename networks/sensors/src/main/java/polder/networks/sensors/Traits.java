package polder.networks.sensors;

import java.util.Optional;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/**
 * What is peculiar to a quantity: how its values end or go round, and what only it can suffer from.
 *
 * @param saturation where the values end, if they do
 * @param circle the circle that its values go round, if they do
 * @param humid what humidity does to it, if that is checked
 * @param faultyZeros when its zeros are not believed, if that is checked
 * @param confirmable whether another device could measure the same
 */
record Traits(
    Optional<Saturation> saturation,
    Optional<Circle> circle,
    Optional<Humid> humid,
    Optional<FaultyZeros> faultyZeros,
    boolean confirmable) {

  // So many readings are remembered beside the newest.
  private static final long MOST_PERIODS = Memory.MOST - 1;

  /**
   * Values end at {@code at}, in thousandths of the unit.
   *
   * @param from from here on a value may stand still for any time
   * @param at what more counts as, up to the overshoot
   * @param overshoot how much more than {@code at} still counts as it
   */
  record Saturation(long from, long at, long overshoot) {}

  /**
   * Readings in humid air are not trusted.
   *
   * @param quantity name of the quantity that says how humid it is
   * @param above limit, in thousandths of that quantity's unit
   * @param withinMillis how far apart in time the two may be measured
   */
  record Humid(String quantity, long above, long withinMillis) {}

  /**
   * Zeros are not believed while neighbours measure more.
   *
   * @param overMillis for how long
   * @param leastReadings how many readings each must have sent in that time
   */
  record FaultyZeros(long overMillis, int leastReadings) {}

  /** Reads those of one quantity; what is missing is off. */
  static Traits of(Parameters quantity) {
    return new Traits(
        SensorParameters.on(quantity, "saturation").map(Traits::saturation),
        quantity.has("circle")
            ? Optional.of(new Circle(quantity.decimal("circle", 3, 1, 1_000_000_000)))
            : Optional.empty(),
        SensorParameters.on(quantity, "humid").map(Traits::humid),
        SensorParameters.on(quantity, "faulty_zeros").map(Traits::faultyZeros),
        !quantity.has("confirmable") || quantity.flag("confirmable"));
  }

  private static Saturation saturation(Parameters table) {
    Saturation saturation =
        new Saturation(
            SensorParameters.milli(table, "from"),
            SensorParameters.milli(table, "at"),
            SensorParameters.notNegative(table, "overshoot"));
    if (saturation.from() > saturation.at()) {
      throw new ManifestException(table.pathOf("from") + " must not be above at");
    }
    return saturation;
  }

  private static Humid humid(Parameters check) {
    return new Humid(
        check.text("quantity"),
        SensorParameters.milli(check, "above"),
        check.durationMillis("within"));
  }

  private static FaultyZeros faultyZeros(Parameters check) {
    return new FaultyZeros(
        check.durationMillis("over"), (int) check.whole("readings", 2, Memory.MOST));
  }

  /** Refuses what does not fit the rest of the quantity, or of the network. */
  void check(Quantity quantity, SensorParameters network) {
    String key = "parameters.quantities." + quantity.name() + ".";
    if (humid.isPresent() && !network.quantities().containsKey(humid.get().quantity())) {
      throw new ManifestException(key + "humid.quantity must be one of parameters.quantities");
    }
    if (faultyZeros.isPresent()) {
      if (quantity.neighbours().isEmpty()) {
        throw new ManifestException(key + "faulty_zeros needs the check neighbours");
      }
      if (faultyZeros.get().overMillis() > MOST_PERIODS * network.periodMillis()) {
        throw new ManifestException(
            key + "faulty_zeros.over must be at most " + MOST_PERIODS + " periods");
      }
    }
    if (circle.isPresent()
        && (quantity.step().isPresent()
            || quantity.spike().isPresent()
            || quantity.slow().needsCourse()
            || quantity.neighbours().filter(limits -> limits.relativePpm() > 0).isPresent())) {
      throw new ManifestException(
          key + "circle goes only with bounds and neighbours, and without a relative_limit");
    }
  }

  /** What a measured value counts as. */
  long settle(long value) {
    return saturation
        .filter(its -> value > its.at() && value <= its.at() + its.overshoot())
        .map(Saturation::at)
        .orElse(value);
  }

  /** Whether a value may stand still for any time. */
  boolean isSaturated(long value) {
    return saturation.isPresent() && value >= saturation.get().from();
  }
}
