package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.Finding;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.manifest.Value;

/**
 * A town and its weather, hour by hour over days: all stations share one course, and each differs
 * from it by an offset and by noise that has a memory, as real ones do.
 */
final class SlowWorld {
  static final int DAY = 24;
  private static final int HOURS = 45 * DAY;

  private final long seed;
  private final SensorWorld world;
  private final SortedMap<Integer, Station> stations = new TreeMap<>();
  private final SortedMap<Integer, double[]> own = new TreeMap<>();
  private final double[] course = new double[HOURS];
  private int hour;

  /** What a station reports in an hour; not a number for nothing. */
  interface Says {
    double at(int hour);
  }

  private record Station(SenderRecord sender, Says says) {}

  SlowWorld(long seed, Value.Table parameters) {
    this(seed, parameters, 1);
  }

  /**
   * A world.
   *
   * @param liveliness how much the weather moves: 1 as in spring, 0 not at all
   */
  SlowWorld(long seed, Value.Table parameters, double liveliness) {
    this.seed = seed;
    this.world = new SensorWorld(parameters, SensorWorld.HOUR);
    SplittableRandom random = new SplittableRandom(seed);
    double front = 0;
    for (int i = 0; i < HOURS; i++) {
      front = 0.985 * front + 0.6 * random.nextGaussian();
      course[i] = 12 + liveliness * (front + 4 * Math.sin(2 * Math.PI * i / DAY));
    }
  }

  /** As the template for air temperature has it, without what depends on how many there are. */
  static Value.Table parameters() {
    Value.Table table = SensorWorld.withNeighbours(SensorWorld.bare());
    table = Samples.with(table, "period", "1h");
    table = Samples.with(table, "forget_after", "2d");
    table = Samples.with(table, "group_resolution", 6);
    table = Samples.with(table, "quantities.temperature.neighbours.nearest", 20);
    table = Samples.with(table, "quantities.temperature.neighbours.within", "30m");
    table = Samples.with(table, "course", Samples.table("slot", "1h", "least_stations", 10));
    return withSlowChecks(Samples.with(table, "quantities.temperature.resolution", "0.1"));
  }

  private static Value.Table withSlowChecks(Value.Table parameters) {
    Value.Table table =
        SensorWorld.withCheck(
            parameters,
            "persistence",
            "at_least",
            "6h",
            "readings",
            4,
            "while_course_moves",
            "1.0");
    table =
        SensorWorld.withCheck(
            table,
            "siting",
            "window",
            "28d",
            "least_slots",
            96,
            "correlation",
            "0.9",
            "course_spread",
            "1.5");
    table =
        SensorWorld.withCheck(
            table, "reliability", "window", "14d", "least_slots", 96, "most_rejected", "0.5");
    return SensorWorld.withCheck(
        table,
        "copies",
        "window",
        "21d",
        "least_slots",
        240,
        "least_pairs",
        192,
        "spread",
        "0.55",
        "memory",
        "0.1",
        "slope",
        "0.05",
        "lags",
        2,
        "screen",
        "0.2");
  }

  /** Those parameters for stations that no neighbours verify. */
  static Value.Table withoutNeighbours() {
    return Samples.without(parameters(), "quantities.temperature.neighbours");
  }

  /** A place in the town, on a grid of about a kilometre; its seniority goes by its number. */
  static SenderRecord inTown(int number) {
    return SensorWorld.enrolledIn(
        SensorWorld.station(
            number, 52_500_000 + number % 5 * 9_000, 13_400_000 + number / 5 * 14_000),
        number);
  }

  /** So many kilometres north of the town. */
  static SenderRecord away(int number, int kilometers) {
    return SensorWorld.enrolledIn(
        SensorWorld.station(number, 52_540_000 + kilometers * SensorWorld.KILOMETER, 13_420_000),
        number);
  }

  /** Twenty-four honest stations, numbers 0 to 23. */
  SlowWorld town() {
    for (int number = 0; number < 24; number++) {
      honest(inTown(number), number);
    }
    return this;
  }

  SlowWorld honest(SenderRecord sender, int number) {
    return with(sender, number, at -> honest(number, at));
  }

  SlowWorld with(SenderRecord sender, int number, Says says) {
    stations.put(number, new Station(sender, says));
    return this;
  }

  SlowWorld without(int number) {
    stations.remove(number);
    return this;
  }

  SenderRecord sender(int number) {
    return Objects.requireNonNull(stations.get(number)).sender();
  }

  double course(int at) {
    return course[Math.max(0, at)];
  }

  /** What a good station measures: offset of 0.5 K, noise with a memory of 0.6 K, white 0.1 K. */
  double honest(int number, int at) {
    double[] its = own.computeIfAbsent(number, this::differences);
    return course(at) + its[Math.max(0, at)];
  }

  private double[] differences(int number) {
    SplittableRandom random = new SplittableRandom(seed * 7_919 + number);
    double[] its = new double[HOURS];
    double offset = 0.5 * random.nextGaussian();
    double slow = 0.6 * random.nextGaussian();
    for (int i = 0; i < HOURS; i++) {
      slow = 0.9 * slow + 0.26 * random.nextGaussian();
      its[i] = offset + slow + 0.1 * random.nextGaussian();
    }
    return its;
  }

  /** White noise of a deviation, of its own for {@code number}. */
  double white(int number, int at, double deviation) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number * 100_003L + at);
    random.nextLong();
    return deviation * random.nextGaussian();
  }

  /** Each station reports once, and the hour is closed. */
  Hour pass() {
    stations.forEach((number, station) -> {
      double degrees = station.says().at(hour);
      if (!Double.isNaN(degrees)) {
        long at = hour * SensorWorld.HOUR + number * 7 % 30 * SensorWorld.MINUTE;
        world.report(station.sender(), at, String.format(Locale.ROOT, "%.2f", degrees));
      }
    });
    return new Hour(hour++, world.close());
  }

  /** Passes hours until {@code hours} are over. */
  List<Hour> until(int hours) {
    List<Hour> passed = new ArrayList<>();
    while (hour < hours) {
      passed.add(pass());
    }
    return passed;
  }

  SensorWorld world() {
    return world;
  }

  /** What came of an hour. */
  record Hour(int number, Closed closed) {
    Optional<Finding> finding(SenderRecord station, String check) {
      return closed.finding(station, check);
    }

    boolean fails(SenderRecord station, String check) {
      return finding(station, check).filter(its -> its.result() == Finding.Result.FAIL).isPresent();
    }

    /** Devices by the checks that they failed. */
    SortedMap<String, SortedSet<polder.protocol.identity.DeviceId>> failed() {
      SortedMap<String, SortedSet<polder.protocol.identity.DeviceId>> failed = new TreeMap<>();
      closed
          .contributions()
          .forEach((device, contribution) -> {
            for (Assessment assessment : contribution.assessments()) {
              for (Finding finding : assessment.findings()) {
                if (finding.result() == Finding.Result.FAIL) {
                  failed.computeIfAbsent(finding.check(), key -> new TreeSet<>()).add(device);
                }
              }
            }
          });
      return failed;
    }

    Verdict verdict(SenderRecord station) {
      return closed.verdict(station);
    }
  }
}
