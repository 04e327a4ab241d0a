package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.Contribution;
import polder.networks.EpochWindow;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;

/** One station in one epoch: its readings become a weight with reasons, and a memory. */
final class StationEpoch {
  private static final String NO_REPORT = "no_report";
  private static final String UNAVAILABLE = "unavailable";
  private static final String UNVERIFIED = "unverified";
  private static final String DENSE = "dense";
  private static final String VIA = "via";

  private final SensorParameters parameters;
  private final EpochWindow window;
  private final Roll.Present present;
  private final Station station;

  // Over all quantities, each by its share.
  private long coveredMillis;
  private long worth;
  private final List<Assessment> assessments = new ArrayList<>();
  private final List<Hash> evidence = new ArrayList<>();
  private final SortedMap<String, Memory> memories = new TreeMap<>();

  StationEpoch(SensorParameters parameters, EpochWindow window, Roll.Present present) {
    this.parameters = parameters;
    this.window = window;
    this.present = present;
    this.station = present.station();
  }

  /** What a station is worth, and what is remembered of it. */
  record Weighed(Station station, Contribution contribution) {}

  /** Remembers a station that another group pays for. */
  Station remember() {
    for (String quantity : parameters.quantities().keySet()) {
      List<Past> heard = new ArrayList<>();
      for (Reading reading : present.readings(quantity)) {
        if (!reading.late()) {
          heard.add(new Past(reading.timeMillis(), reading.value(), Optional.empty()));
        }
      }
      Memory memory = station.memory(quantity).with(heard, 0);
      if (!memory.past().isEmpty()) {
        memories.put(quantity, memory);
      }
    }
    return station.remembering(memories, present.heardMillis());
  }

  /**
   * Weighs a station that this group pays for.
   *
   * @param shared what the check of shared coordinates said, if it is on
   * @param need how much it is needed, parts per million
   */
  Weighed weigh(Surroundings surroundings, Optional<Finding> shared, long need) {
    for (Quantity quantity : parameters.quantities().values()) {
      measure(quantity, surroundings, shared);
    }
    long availability =
        Math.min(
            Amounts.MILLION, Amounts.mulDiv(coveredMillis, Amounts.MILLION, window.lengthMillis()));
    long validity = coveredMillis == 0 ? 0 : Math.max(0, worth) / coveredMillis;
    List<Factor> factors = new ArrayList<>();
    factors.add(new Factor("availability", availability));
    factors.add(new Factor("validity", validity));
    factors.add(new Factor("need", need));
    if (station.via()) {
      factors.add(new Factor(VIA, parameters.viaPpm()));
    }
    long weight = Amounts.MILLION;
    for (Factor factor : factors) {
      weight = Amounts.mulDiv(weight, factor.ppm(), Amounts.MILLION);
    }
    Contribution contribution =
        new Contribution(
            station.device(),
            weight,
            factors,
            reasons(availability, need),
            assessments,
            evidence.stream().distinct().toList());
    return new Weighed(station.remembering(memories, present.heardMillis()), contribution);
  }

  private void measure(Quantity quantity, Surroundings surroundings, Optional<Finding> shared) {
    Memory memory = station.memory(quantity.name());
    List<Reading> readings = present.readings(quantity.name());
    List<Coverage.Point> points = new ArrayList<>();
    for (Past past : memory.past()) {
      past.own()
          .ifPresent(own -> points.add(new Coverage.Point(past.timeMillis(), rate(own.verdict()))));
    }
    List<Past> remembered = memory.past();
    List<Past> heard = new ArrayList<>();
    long revoked = 0;
    if (!readings.isEmpty()) {
      ReadingChecks checks = checks(quantity, memory, surroundings, shared);
      Optional<Assessment> hindsight = checks.hindsight(memory.past());
      if (hindsight.isPresent()) {
        assessments.add(hindsight.get());
        revoked = paidFor(memory);
        remembered = rejectLast(memory.past());
      }
      for (Reading reading : readings) {
        Assessment assessment = checks.assess(reading);
        assessments.add(assessment);
        evidence.add(reading.message());
        points.add(new Coverage.Point(reading.timeMillis(), rate(reading, assessment.verdict())));
        if (!reading.late()) {
          heard.add(ReadingChecks.past(reading, assessment.verdict(), assessment.findings()));
        }
      }
    }
    points.sort(Comparator.comparingLong(Coverage.Point::timeMillis));
    Coverage coverage =
        Coverage.of(points, parameters.spanMillis(), window.endMillis(), memory.paidUntilMillis());
    if (readings.isEmpty() && coverage.coveredMillis() > 0) {
      memory.past().getLast().own().ifPresent(own -> evidence.add(own.message()));
    }
    coveredMillis += Amounts.mulDiv(coverage.coveredMillis(), quantity.sharePpm(), Amounts.MILLION);
    worth += Amounts.mulDiv(coverage.worth(), quantity.sharePpm(), Amounts.MILLION);
    worth -= Amounts.mulDiv(revoked, quantity.sharePpm(), Amounts.MILLION);
    Memory kept = new Memory(0, remembered).with(heard, coverage.paidUntilMillis());
    if (!kept.past().isEmpty()) {
      memories.put(quantity.name(), kept);
    }
  }

  private ReadingChecks checks(
      Quantity quantity, Memory memory, Surroundings surroundings, Optional<Finding> shared) {
    return new ReadingChecks(
        quantity,
        window,
        memory.past(),
        present.series(quantity.name()),
        quantity
            .neighbours()
            .map(limits -> new NeighbourCheck(quantity, limits, station, surroundings)),
        shared);
  }

  /** What was paid for the latest remembered reading, as time times rate. */
  private long paidFor(Memory memory) {
    Past last = memory.past().getLast();
    long paid = Math.max(0, memory.paidUntilMillis() - last.timeMillis());
    return last.own().map(own -> Math.multiplyExact(paid, rate(own.verdict()))).orElse(0L);
  }

  private static List<Past> rejectLast(List<Past> past) {
    List<Past> changed = new ArrayList<>(past);
    Past last = changed.removeLast();
    changed.add(
        new Past(
            last.timeMillis(),
            last.value(),
            last.own().map(own -> new Past.Own(Verdict.REJECTED, false, own.message()))));
    return changed;
  }

  private long rate(Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED, CORROBORATED -> Amounts.MILLION;
      case UNVERIFIED -> parameters.unverifiedPpm();
      case REJECTED -> 0;
    };
  }

  /** What is late earns the unverified rate at most, and less the staler it is. */
  private long rate(Reading reading, Verdict verdict) {
    if (!reading.late()) {
      return rate(verdict);
    }
    long left =
        Math.max(0, parameters.maxAgeMillis() - (window.startMillis() - reading.timeMillis()));
    return Amounts.mulDiv(rate(verdict), left, Math.max(1, parameters.maxAgeMillis()));
  }

  private List<String> reasons(long availability, long need) {
    List<String> reasons = new ArrayList<>();
    if (coveredMillis == 0) {
      reasons.add(NO_REPORT);
    }
    for (Assessment assessment : assessments) {
      if (assessment.verdict() == Verdict.REJECTED) {
        for (Finding finding : assessment.findings()) {
          if (finding.result() == Finding.Result.FAIL) {
            reasons.add(finding.check());
          }
        }
      } else if (assessment.verdict() == Verdict.UNVERIFIED) {
        reasons.add(UNVERIFIED);
      } else if (assessment.verdict() == Verdict.CORROBORATED) {
        reasons.add("corroborated");
      }
    }
    if (coveredMillis > 0 && availability < Amounts.MILLION) {
      reasons.add(UNAVAILABLE);
    }
    if (need < Amounts.MILLION) {
      reasons.add(DENSE);
    }
    if (station.via()) {
      reasons.add(VIA);
    }
    return reasons.stream().distinct().toList();
  }
}
