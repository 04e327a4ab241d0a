package polder.networks.sensors;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment;
import polder.networks.Contribution;
import polder.networks.EpochWindow;
import polder.networks.Finding;
import polder.networks.GroupKey;
import polder.networks.GroupRuns;
import polder.networks.GroupRuns.Sent;
import polder.networks.Outcome;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** A network of sensors over some epochs: tests place stations, let them report, and look. */
final class SensorWorld {
  /** Start of epoch 0; a whole number of hours. */
  static final long START = Samples.GENESIS_MILLIS;

  static final long SECOND = 1_000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;

  /** Micro-degrees of latitude in a kilometre. */
  static final int KILOMETER = 8_993;

  private static final SortedMap<Integer, DeviceId> DEVICES = new TreeMap<>();

  private final long epochMillis;
  private final GroupRuns<SensorReport> runs;
  private final SortedMap<DeviceId, Long> sequences = new TreeMap<>();
  private final List<Sent> inbox = new ArrayList<>();
  private long epoch;

  SensorWorld(Value.Table parameters, long epochMillis) {
    this.epochMillis = epochMillis;
    this.runs = new GroupRuns<>(rules(parameters));
  }

  static SensorRules rules(Value.Table parameters) {
    Parameters table = new Parameters("parameters", parameters);
    SensorRules rules = new SensorRules(SensorParameters.of(table));
    table.finish();
    return rules;
  }

  /** Parameters without any check: what is reported counts. Readings are due once a minute. */
  static Value.Table bare() {
    return Samples.table(
        "period",
        "60s",
        "slack",
        "0.2",
        "forget_after",
        "2h",
        "max_age",
        "1d",
        "readings_per_message",
        100,
        "group_resolution",
        5,
        "quantities",
        Samples.table("temperature", Samples.table("unit", "Cel", "share", 1)),
        "pay",
        Samples.table("unverified", "0.3", "via", "0.8"),
        "cell",
        Samples.table("resolution", 8, "cap", 1000));
  }

  static Value.Table withCheck(Value.Table parameters, String check, Object... limits) {
    return Samples.with(parameters, "quantities.temperature." + check, Samples.table(limits));
  }

  static Value.Table withNeighbours(Value.Table parameters) {
    return withCheck(
        parameters,
        "neighbours",
        "radius_km",
        4,
        "nearest",
        5,
        "least_owners",
        3,
        "within",
        "5m",
        "mad_factor",
        3,
        "least_limit",
        "1.5",
        "lapse_per_km",
        "-6.5");
  }

  static Value.Table withAllChecks() {
    Value.Table parameters = withNeighbours(bare());
    parameters =
        withCheck(
            parameters,
            "bounds",
            "least",
            -30,
            "most",
            42,
            "impossible_below",
            -90,
            "impossible_above",
            60);
    parameters = withCheck(parameters, "step", "limit", 8, "per", "1h", "least", 2);
    parameters = withCheck(parameters, "spike", "limit", 4);
    parameters =
        Samples.with(
            parameters,
            "density",
            List.of(
                Samples.table("resolution", 8, "target", 3),
                Samples.table("resolution", 6, "target", 60)));
    return Samples.with(parameters, "shared_coordinates", Samples.table("most", 1));
  }

  /**
   * Station {@code number}, of owner {@code number}, so many kilometres north of Berlin's centre.
   */
  static SenderRecord station(int number, double kilometersNorth) {
    return station(number, 52_520_000 + (int) (kilometersNorth * KILOMETER), 13_405_000);
  }

  /** Station {@code number} at a place, whose longitude may go on beyond the 180th meridian. */
  static SenderRecord station(int number, int latMicro, int lonMicro) {
    int lon = lonMicro > 180_000_000 ? lonMicro - 360_000_000 : lonMicro;
    return new SenderRecord(
        device(number),
        Samples.account(number),
        Optional.of(new Site(new Place(latMicro, lon), 0)),
        Optional.empty(),
        0);
  }

  static SenderRecord ownedBy(SenderRecord station, int owner) {
    return new SenderRecord(
        station.device(), Samples.account(owner), station.site(), station.via(), 0);
  }

  static SenderRecord atHeight(SenderRecord station, int decimeters) {
    Site site = new Site(station.site().orElseThrow().place(), decimeters);
    return new SenderRecord(station.device(), station.owner(), Optional.of(site), station.via(), 0);
  }

  static SenderRecord enrolledIn(SenderRecord station, long epoch) {
    return new SenderRecord(
        station.device(), station.owner(), station.site(), station.via(), epoch);
  }

  static synchronized DeviceId device(int number) {
    return DEVICES.computeIfAbsent(number, key -> Samples.device(key).id());
  }

  /** A reading of the temperature, in degrees, {@code atMillis} after the start of epoch 0. */
  record At(long atMillis, String degrees) {}

  /** Lets a station report, in one message. */
  SensorWorld report(SenderRecord station, At... readings) {
    List<SenmlRecord> records = new ArrayList<>();
    for (At reading : readings) {
      records.add(
          new SenmlRecord(
              "urn:dev:mac:0024befffe804ff1:temperature",
              "Cel",
              new SenmlValue.Number(new BigDecimal(reading.degrees())),
              START + reading.atMillis()));
    }
    inbox.add(
        new Sent(
            message(station, sequences.merge(station.device(), 1L, Long::sum), records), station));
    return this;
  }

  /** Lets a station report several quantities of one time: name, unit, value, name, unit, … */
  SensorWorld measure(SenderRecord station, long atMillis, String... measured) {
    List<SenmlRecord> records = new ArrayList<>();
    for (int i = 0; i < measured.length; i += 3) {
      records.add(
          new SenmlRecord(
              measured[i],
              measured[i + 1],
              new SenmlValue.Number(new BigDecimal(measured[i + 2])),
              START + atMillis));
    }
    inbox.add(
        new Sent(
            message(station, sequences.merge(station.device(), 1L, Long::sum), records), station));
    return this;
  }

  static DeviceMessage message(SenderRecord station, long sequence, List<SenmlRecord> records) {
    return message(station, sequence, DeviceMessage.SENML_CBOR, SenmlPack.encode(records));
  }

  static DeviceMessage message(
      SenderRecord station, long sequence, long contentType, Bytes payload) {
    return new DeviceMessage.Draft("air", sequence, station.via(), contentType, payload)
        .unsigned(station.device());
  }

  SensorWorld report(SenderRecord station, long atMillis, String degrees) {
    return report(station, new At(atMillis, degrees));
  }

  EpochWindow window() {
    return Samples.window(epoch, epochMillis);
  }

  /** Closes epochs until {@code epochs} are closed. */
  SensorWorld closeUntil(long epochs) {
    while (epoch < epochs) {
      close();
    }
    return this;
  }

  /** Closes the running epoch. */
  Closed close() {
    SortedMap<GroupKey, Outcome> outcomes = runs.run(window(), inbox);
    inbox.clear();
    epoch++;
    return new Closed(outcomes);
  }

  GroupRuns<SensorReport> runs() {
    return runs;
  }

  /** What came of an epoch. */
  record Closed(SortedMap<GroupKey, Outcome> outcomes) {
    Map<DeviceId, Contribution> contributions() {
      SortedMap<DeviceId, Contribution> all = new TreeMap<>();
      for (Outcome outcome : outcomes.values()) {
        for (Contribution contribution : outcome.contributions()) {
          if (all.put(contribution.device(), contribution) != null) {
            throw new AssertionError("two groups pay for " + contribution.device());
          }
        }
      }
      return all;
    }

    Contribution of(SenderRecord station) {
      Contribution found = contributions().get(station.device());
      if (found == null) {
        throw new AssertionError("nothing of " + station.device());
      }
      return found;
    }

    long weight(SenderRecord station) {
      return of(station).weight();
    }

    long factor(SenderRecord station, String name) {
      return of(station).factors().stream()
          .filter(factor -> factor.name().equals(name))
          .findFirst()
          .orElseThrow()
          .ppm();
    }

    List<Assessment> assessments(SenderRecord station) {
      return of(station).assessments();
    }

    Assessment.Verdict verdict(SenderRecord station) {
      return assessments(station).getLast().verdict();
    }

    List<Assessment.Verdict> verdicts(SenderRecord station) {
      return assessments(station).stream().map(Assessment::verdict).toList();
    }

    /** What a check said of the latest reading. */
    Optional<Finding> finding(SenderRecord station, String check) {
      return assessments(station).getLast().findings().stream()
          .filter(finding -> finding.check().equals(check))
          .findFirst();
    }
  }
}
