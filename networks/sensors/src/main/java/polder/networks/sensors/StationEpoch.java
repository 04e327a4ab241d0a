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

  // Over all quantities, each by its share: milliseconds times parts per million.
  private long covered;
  private long worth;
  private long late;
  private long lateWorth;
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

  /** Remembers a station that another group pays for: what later readings may be compared with. */
  Station remember() {
    for (Quantity quantity : parameters.quantities().values()) {
      // No timely reading of a later epoch is older than its grace; no check looks further back.
      long within = quantity.neighbours().map(limits -> limits.withinMillis()).orElse(-1L);
      long oldest = window.endMillis() - window.graceMillis() - within;
      List<Past> heard = new ArrayList<>(station.memory(quantity.name()).past());
      for (Reading reading : present.readings(quantity.name())) {
        if (!reading.late()) {
          heard.add(new Past(reading.timeMillis(), reading.value(), Optional.empty()));
        }
      }
      heard.removeIf(past -> past.timeMillis() < oldest);
      if (!heard.isEmpty()) {
        memories.put(quantity.name(), new Memory(0, 0, Memory.latest(List.of(), heard)));
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
    fillWithLate();
    long availability = Math.min(Amounts.MILLION, covered / window.lengthMillis());
    long validity = covered == 0 ? 0 : Amounts.mulDiv(Math.max(0, worth), Amounts.MILLION, covered);
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
    List<Past> remembered = memory.past();
    List<Past> heard = new ArrayList<>();
    long revoked = 0;
    if (!readings.isEmpty()) {
      ReadingChecks checks = checks(quantity, memory, surroundings, shared);
      Optional<Assessment> hindsight = checks.hindsight(memory.past());
      if (hindsight.isPresent()) {
        assessments.add(hindsight.get());
        evidence.add(hindsight.get().message());
        revoked = paidFor(memory);
        remembered = rejectLast(memory.past());
      }
      for (Reading reading : readings) {
        boolean repeated = checks.isRepeated(reading);
        Assessment assessment = checks.assess(reading);
        assessments.add(assessment);
        evidence.add(reading.message());
        if (!repeated) {
          points.add(point(reading, assessment.verdict()));
        }
        if (!repeated && !reading.late()) {
          heard.add(ReadingChecks.past(reading, assessment.verdict(), assessment.findings()));
        }
      }
    }
    stillCovering(memory, readings).ifPresent(own -> evidence.addFirst(own.message()));
    for (Past past : remembered) {
      past.own()
          .ifPresent(
              own -> points.add(new Coverage.Point(past.timeMillis(), rate(own.verdict()), false)));
    }
    points.sort(Comparator.comparingLong(Coverage.Point::timeMillis));
    Coverage coverage =
        Coverage.of(points, parameters.spanMillis(), window.endMillis(), memory.paidUntilMillis());
    covered += Math.multiplyExact(coverage.timely().millis(), quantity.sharePpm());
    worth += part(coverage.timely().worth(), quantity) - part(revoked, quantity);
    late += Math.multiplyExact(coverage.late().millis(), quantity.sharePpm());
    lateWorth += part(coverage.late().worth(), quantity);
    List<Past> latest = Memory.latest(remembered, heard);
    boolean sameLast =
        !memory.past().isEmpty()
            && memory.past().getLast().timeMillis() == latest.getLast().timeMillis();
    memories.put(
        quantity.name(),
        new Memory(
            coverage.paidUntilMillis(),
            coverage.byLastMillis() + (sameLast ? memory.paidForLastMillis() : 0),
            latest));
  }

  /** The reading of an epoch before that covers the time up to this epoch's first, if it does. */
  private Optional<Past.Own> stillCovering(Memory memory, List<Reading> readings) {
    if (memory.past().isEmpty()) {
      return Optional.empty();
    }
    Past last = memory.past().getLast();
    long until = Math.min(last.timeMillis() + parameters.spanMillis(), window.endMillis());
    for (Reading reading : readings) {
      if (reading.timeMillis() > last.timeMillis()) {
        until = Math.min(until, reading.timeMillis());
      }
    }
    return until > memory.paidUntilMillis() ? last.own() : Optional.empty();
  }

  private static long part(long amount, Quantity quantity) {
    return Amounts.mulDiv(amount, quantity.sharePpm(), Amounts.MILLION);
  }

  /** What came late counts only for as much of the window as nothing timely covers. */
  private void fillWithLate() {
    long open = Math.max(0, window.lengthMillis() * Amounts.MILLION - covered);
    long counted = Math.min(late, open);
    if (counted > 0) {
      covered += counted;
      worth += Amounts.mulDiv(lateWorth, counted, late);
    }
  }

  private ReadingChecks checks(
      Quantity quantity, Memory memory, Surroundings surroundings, Optional<Finding> shared) {
    return new ReadingChecks(
        quantity,
        window,
        memory.past(),
        credible(quantity, memory),
        quantity
            .neighbours()
            .map(limits -> new NeighbourCheck(quantity, limits, station, surroundings)),
        shared);
  }

  /** A good reading between two bad ones is no spike: only credible ones are compared with. */
  private Series credible(Quantity quantity, Memory memory) {
    List<Reading> readings = present.readings(quantity.name());
    List<Past> trusted = new ArrayList<>(memory.past());
    List<Reading> likely = new ArrayList<>(readings);
    boolean changed = trusted.removeIf(past -> !past.isTrusted());
    changed |= likely.removeIf(reading -> !quantity.isWithinBounds(reading.value()));
    return changed ? Series.of(trusted, likely) : present.series(quantity.name());
  }

  /** What was paid for the latest remembered reading, as time times rate. */
  private long paidFor(Memory memory) {
    return memory
        .past()
        .getLast()
        .own()
        .map(own -> Math.multiplyExact(memory.paidForLastMillis(), rate(own.verdict())))
        .orElse(0L);
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
  private Coverage.Point point(Reading reading, Verdict verdict) {
    long rate = rate(verdict);
    if (reading.late()) {
      long left =
          Math.max(0, parameters.maxAgeMillis() - (window.startMillis() - reading.timeMillis()));
      rate = Amounts.mulDiv(rate, left, Math.max(1, parameters.maxAgeMillis()));
    }
    return new Coverage.Point(reading.timeMillis(), rate, reading.late());
  }

  private List<String> reasons(long availability, long need) {
    List<String> reasons = new ArrayList<>();
    if (covered == 0) {
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
    if (covered > 0 && availability < Amounts.MILLION) {
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
