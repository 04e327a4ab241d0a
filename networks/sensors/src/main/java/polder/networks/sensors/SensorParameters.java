package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.geo.Covering;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/**
 * What a founder decides about a network of sensors; {@code docs/manifest.md} explains every key.
 *
 * @param periodMillis how often a device is expected to report
 * @param spanMillis how long a reading covers at most: the period plus the slack allowed
 * @param forgetMillis after what silence a station is forgotten by its group
 * @param maxAgeMillis readings older than this earn nothing and are refused
 * @param readingsPerMessage most readings in one message
 * @param groupResolution H3 resolution of the areas that are weighed together
 * @param quantities what is measured, by name
 * @param sharedPlaces most devices at one place that count, if the check is on
 * @param unverifiedPpm what an unverified reading is worth
 * @param viaPpm what the report of a device that cannot sign is worth
 * @param levels density targets, finest resolution first
 * @param course how the network's own course is taken, where a check needs it
 * @param capResolution H3 resolution of the cells whose total weight is capped
 * @param cellCap most weight that one such cell gets, parts per million of a whole device
 */
record SensorParameters(
    long periodMillis,
    long spanMillis,
    long forgetMillis,
    long maxAgeMillis,
    int readingsPerMessage,
    int groupResolution,
    SortedMap<String, Quantity> quantities,
    Optional<Integer> sharedPlaces,
    long unverifiedPpm,
    long viaPpm,
    List<DensityLevel> levels,
    Optional<Course> course,
    int capResolution,
    long cellCap) {

  private static final long MILLION = 1_000_000;
  private static final long DAY = 86_400_000;
  private static final long LEAST_SLOT = 600_000;
  private static final int FINEST_GROUPS = 9;
  private static final long MOST_CELL_RADII = 8;

  /**
   * A density target.
   *
   * @param resolution H3 resolution
   * @param target devices that one cell of it needs
   */
  record DensityLevel(int resolution, long target) {}

  /**
   * The network's own course: the median, slot by slot, of what its stations accept.
   *
   * @param slotMillis length of a slot, a whole part of a day
   * @param leastStations how many stations a median needs
   * @param regionResolution H3 resolution of the regions that each have a course of their own; -1
   *     where the whole network has one
   */
  record Course(long slotMillis, long leastStations, int regionResolution) {
    int slotsPerDay() {
      return (int) (DAY / slotMillis);
    }

    /** The day of a region that a slot lies in; slots and days are counted from 1970 on. */
    long day(long slot, long region) {
      return Math.floorDiv(slot - firstSlot(region), slotsPerDay());
    }

    /** Which slot of its region's day a slot is, from 0 on. */
    int slotOfDay(long slot, long region) {
      return Math.floorMod(slot - firstSlot(region), slotsPerDay());
    }

    /**
     * With which slot of UTC's day a region's begins. Each region has its own, so that not all of a
     * large network is reviewed in the same epoch. The upper bits of a product say which (Fibonacci
     * hashing, Knuth, TAOCP 6.4): the lower bits of all coarse cells are alike.
     */
    private long firstSlot(long region) {
      return (region * 0x9E3779B97F4A7C15L >>> Integer.SIZE) * slotsPerDay() >>> Integer.SIZE;
    }
  }

  /**
   * What is measured. All limits are in thousandths of {@code unit}.
   *
   * @param index its place among all quantities, which are ordered by name
   * @param name its SenML name
   * @param unit its SenML unit
   * @param sharePpm its part of a device's pay
   */
  record Quantity(
      int index,
      String name,
      String unit,
      long sharePpm,
      Optional<Bounds> bounds,
      Optional<Step> step,
      Optional<Spike> spike,
      Optional<Neighbours> neighbours,
      SlowChecks slow,
      Traits traits) {

    /** Whether {@code value} is one that needs no corroboration. */
    boolean isWithinBounds(long value) {
      return bounds.map(limits -> value >= limits.least() && value <= limits.most()).orElse(true);
    }
  }

  /**
   * @param least below this a reading needs corroboration
   * @param most above this a reading needs corroboration
   * @param impossibleBelow below this no corroboration helps
   * @param impossibleAbove above this no corroboration helps
   */
  record Bounds(long least, long most, long impossibleBelow, long impossibleAbove) {}

  /**
   * @param limit change allowed in {@code perMillis}; in proportion for other intervals
   * @param perMillis the interval
   * @param least change that is allowed however short the interval
   */
  record Step(long limit, long perMillis, long least) {}

  /**
   * @param limit how far a reading may stand out between the one before and the one after
   */
  record Spike(long limit) {}

  /**
   * @param radiusDecimeters how far away neighbours may be
   * @param nearest how many of the nearest are compared with, at most
   * @param leastOwners how many distinct owners are needed to decide
   * @param withinMillis how far apart in time readings may be
   * @param madFactorPpm how many standard deviations (1.4826 × MAD) are allowed
   * @param leastLimit deviation that is always allowed
   * @param relativePpm deviation that is always allowed, as a part of the median
   * @param height how stations at different heights are compared
   */
  record Neighbours(
      long radiusDecimeters,
      int nearest,
      int leastOwners,
      long withinMillis,
      long madFactorPpm,
      long leastLimit,
      long relativePpm,
      Height height) {}

  /** Reads the {@code parameters} table of a manifest. */
  static SensorParameters of(Parameters table) {
    long period = table.durationMillis("period");
    Parameters pay = table.table("pay");
    Parameters cell = table.table("cell");
    SensorParameters parameters =
        new SensorParameters(
            period,
            period + scale(period, table.share("slack")),
            table.durationMillis("forget_after"),
            table.durationMillis("max_age"),
            (int) table.whole("readings_per_message", 1, 1024),
            (int) table.whole("group_resolution", 0, FINEST_GROUPS),
            quantities(table.table("quantities")),
            sharedPlaces(table),
            pay.share("unverified"),
            pay.share("via"),
            levels(table),
            table.findTable("course").map(SensorParameters::course),
            (int) cell.whole("resolution", 0, 15),
            cell.decimal("cap", 6, 1, MILLION * MILLION));
    parameters.check();
    return parameters;
  }

  private void check() {
    if (periodMillis <= 0) {
      throw new ManifestException("parameters.period must be above 0");
    }
    if (forgetMillis < spanMillis) {
      throw new ManifestException(
          "parameters.forget_after must not be shorter than the period with its slack");
    }
    if (widestRadiusDecimeters()
        > MOST_CELL_RADII * Covering.cellRadiusDecimeters(groupResolution)) {
      throw new ManifestException(
          "parameters.group_resolution is too fine for the largest neighbours.radius_km: each"
              + " reading would go to hundreds of groups");
    }
    if (capResolution < groupResolution) {
      throw new ManifestException(
          "parameters.cell.resolution must not be coarser than group_resolution: a cell's cap is"
              + " applied within one group");
    }
    if (course.isEmpty()
        && quantities.values().stream().anyMatch(quantity -> quantity.slow().needsCourse())) {
      throw new ManifestException(
          "parameters.course is missing: persistence, siting, reliability and copies compare with"
              + " it");
    }
    if (course.isPresent() && course.get().regionResolution() > groupResolution) {
      throw new ManifestException(
          "parameters.course.region_resolution must not be finer than group_resolution");
    }
    quantities.values().forEach(quantity -> quantity.traits().check(quantity, this));
    long shares = quantities.values().stream().mapToLong(Quantity::sharePpm).sum();
    if (shares != MILLION) {
      throw new ManifestException("the shares of parameters.quantities must add up to 1");
    }
    for (int i = 1; i < levels.size(); i++) {
      if (levels.get(i).resolution() >= levels.get(i - 1).resolution()) {
        throw new ManifestException("parameters.density must go from fine to coarse resolutions");
      }
    }
  }

  private static long scale(long value, long ppm) {
    return value * ppm / MILLION;
  }

  private static Optional<Integer> sharedPlaces(Parameters table) {
    return on(table, "shared_coordinates").map(check -> (int) check.whole("most", 1, 1_000_000));
  }

  /** The table of a check, unless the check is missing or switched off. */
  static Optional<Parameters> on(Parameters table, String check) {
    Optional<Parameters> found = table.findTable(check);
    if (found.isEmpty()) {
      return found;
    }
    boolean on = !found.get().has("enabled") || found.get().flag("enabled");
    if (!on) {
      // Keys of a check that is off are still checked for spelling by whoever switches it on.
      found.get().names().forEach(found.get()::has);
      return Optional.empty();
    }
    return found;
  }

  private static Course course(Parameters table) {
    long slot = table.durationMillis("slot");
    if (slot < LEAST_SLOT || DAY % slot != 0) {
      throw new ManifestException(
          table.pathOf("slot") + " must divide a day and be 10m or more, such as 1h");
    }
    return new Course(
        slot,
        table.whole("least_stations", 1, 1_000_000),
        table.has("region_resolution") ? (int) table.whole("region_resolution", 0, 5) : -1);
  }

  private static List<DensityLevel> levels(Parameters table) {
    if (!table.has("density")) {
      return List.of();
    }
    List<DensityLevel> levels = new ArrayList<>();
    for (Parameters level : table.tables("density")) {
      levels.add(
          new DensityLevel(
              (int) level.whole("resolution", 0, 15), level.whole("target", 1, Integer.MAX_VALUE)));
    }
    return List.copyOf(levels);
  }

  private static SortedMap<String, Quantity> quantities(Parameters table) {
    SortedMap<String, Quantity> quantities = new TreeMap<>();
    for (String name : table.names()) {
      Parameters quantity = table.table(name);
      quantities.put(
          name,
          new Quantity(
              quantities.size(),
              name,
              quantity.text("unit"),
              quantity.share("share"),
              on(quantity, "bounds").map(SensorParameters::bounds),
              on(quantity, "step").map(SensorParameters::step),
              on(quantity, "spike").map(check -> new Spike(notNegative(check, "limit"))),
              on(quantity, "neighbours").map(SensorParameters::neighbours),
              SlowChecks.of(quantity),
              Traits.of(quantity)));
    }
    if (quantities.isEmpty()) {
      throw new ManifestException("parameters.quantities names nothing to measure");
    }
    return java.util.Collections.unmodifiableSortedMap(quantities);
  }

  static long milli(Parameters table, String key) {
    return table.decimal(key, 3, -1_000_000_000_000L, 1_000_000_000_000L);
  }

  static long notNegative(Parameters table, String key) {
    return table.decimal(key, 3, 0, 1_000_000_000_000L);
  }

  private static Bounds bounds(Parameters check) {
    Bounds bounds =
        new Bounds(
            milli(check, "least"),
            milli(check, "most"),
            milli(check, "impossible_below"),
            milli(check, "impossible_above"));
    if (bounds.impossibleBelow() > bounds.least()
        || bounds.least() > bounds.most()
        || bounds.most() > bounds.impossibleAbove()) {
      throw new ManifestException(
          check.pathOf("least") + " to most must lie within impossible_below to impossible_above");
    }
    return bounds;
  }

  private static Step step(Parameters check) {
    long per = check.durationMillis("per");
    if (per == 0) {
      throw new ManifestException(check.pathOf("per") + " must be above 0");
    }
    return new Step(notNegative(check, "limit"), per, notNegative(check, "least"));
  }

  private static Neighbours neighbours(Parameters check) {
    return new Neighbours(
        check.decimal("radius_km", 4, 1, 500_0000),
        (int) check.whole("nearest", 1, 100),
        (int) check.whole("least_owners", 1, 100),
        check.durationMillis("within"),
        check.decimal("mad_factor", 6, 0, 100 * MILLION),
        notNegative(check, "least_limit"),
        check.has("relative_limit") ? check.decimal("relative_limit", 6, 0, 100 * MILLION) : 0,
        Height.of(check));
  }

  /** The largest radius over which any quantity is compared, decimetres; 0 if none is. */
  long widestRadiusDecimeters() {
    return quantities.values().stream()
        .flatMap(quantity -> quantity.neighbours().stream())
        .mapToLong(Neighbours::radiusDecimeters)
        .max()
        .orElse(0);
  }

  /** How humid it was where something was measured, if that matters to {@code quantity}. */
  Optional<HumidCheck> humid(Quantity quantity) {
    return quantity
        .traits()
        .humid()
        .flatMap(limits ->
            Optional.ofNullable(quantities.get(limits.quantity()))
                .map(humidity -> new HumidCheck(limits, humidity)));
  }

  /**
   * How far back a reading of {@code quantity} is compared with neighbours, milliseconds: its own,
   * or one that depends on how humid it was. Below 0 if it never is.
   */
  long comparedMillis(Quantity quantity) {
    long compared =
        Math.max(
            quantity.neighbours().map(Neighbours::withinMillis).orElse(-1L),
            quantity.traits().faultyZeros().map(Traits.FaultyZeros::overMillis).orElse(-1L));
    for (Quantity other : quantities.values()) {
      Optional<Traits.Humid> humid = other.traits().humid();
      if (humid.isPresent() && humid.get().quantity().equals(quantity.name())) {
        long within = other.neighbours().map(Neighbours::withinMillis).orElse(0L);
        compared = Math.max(compared, within + humid.get().withinMillis());
      }
    }
    return compared;
  }
}
