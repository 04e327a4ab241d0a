package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.Contribution;
import polder.networks.EpochWindow;
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

  private final SensorParameters parameters;
  private final EpochWindow window;
  private final Optional<Sampling> sampling;
  private final Roll.Present present;
  private final Station station;

  // Over all quantities, each by its share: milliseconds times parts per million.
  private long covered;
  private long worth;
  private long late;
  private long lateWorth;
  private final List<Assessment> assessments = new ArrayList<>();
  private final Set<Hash> evidence = new LinkedHashSet<>();
  private final List<Memory> memories = new ArrayList<>();

  StationEpoch(
      SensorParameters parameters,
      EpochWindow window,
      Optional<Sampling> sampling,
      Roll.Present present) {
    this.parameters = parameters;
    this.window = window;
    this.sampling = sampling;
    this.present = present;
    this.station = present.station();
  }

  /**
   * What a station is worth, and what is remembered of it.
   *
   * @param spot where it stands
   */
  record Weighed(Station station, Geography.Spot spot, Contribution contribution) {}

  /** Remembers a station that another group pays for: what later readings may be compared with. */
  Station remember() {
    for (Quantity quantity : parameters.quantities().values()) {
      List<Past> heard = new ArrayList<>();
      for (Reading reading : present.readings(quantity)) {
        if (!reading.late()) {
          heard.add(new Past(reading.timeMillis(), reading.value(), Optional.empty()));
        }
      }
      memories.add(
          Memory.witnessed(
              Memory.since(station.memory(quantity).past(), heard, oldestCompared(quantity)),
              station.memory(quantity).track().with(Track.Run.NONE)));
    }
    return station.remembering(memories, present.heardMillis());
  }

  /**
   * Up to where neighbours look back: no timely reading of a later epoch is older than its grace.
   */
  private long oldestCompared(Quantity quantity) {
    return window.endMillis() - window.graceMillis() - parameters.comparedMillis(quantity);
  }

  /**
   * Weighs a station that this group pays for.
   *
   * @param spot where it stands
   * @param need how much it is needed, parts per million
   */
  Weighed weigh(Neighbourhood neighbourhood, Geography.Spot spot, long need) {
    for (Quantity quantity : parameters.quantities().values()) {
      measure(quantity, neighbourhood);
    }
    fillWithLate();
    long availability = Math.min(Amounts.MILLION, covered / window.lengthMillis());
    long validity = covered == 0 ? 0 : Amounts.mulDiv(Math.max(0, worth), Amounts.MILLION, covered);
    Worth its =
        new Worth(
            availability,
            validity,
            need,
            station.via() ? Optional.of(parameters.viaPpm()) : Optional.empty());
    Contribution contribution =
        new Contribution(
            station.device(),
            its.weight(),
            its.factors(),
            reasons(availability, need),
            assessments,
            List.copyOf(evidence));
    return new Weighed(station.remembering(memories, present.heardMillis()), spot, contribution);
  }

  private void measure(Quantity quantity, Neighbourhood neighbourhood) {
    Memory memory = station.memory(quantity);
    List<Reading> readings = present.readings(quantity);
    // The reading of an epoch before that covers the time up to this epoch's first, if it does.
    if (coversYet(memory, readings)) {
      memory.lastMessage().ifPresent(evidence::add);
    }
    List<Coverage.Point> points = new ArrayList<>();
    List<Past> remembered = memory.past();
    List<Past> heard = new ArrayList<>();
    Optional<Hash> lastMessage = memory.lastMessage();
    Track track = memory.track();
    long revoked = 0;
    if (!readings.isEmpty()) {
      ReadingChecks checks = checks(quantity, memory, neighbourhood);
      Optional<Assessment> hindsight = checks.hindsight(memory);
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
        if (repeated) {
          continue;
        }
        points.add(point(reading, assessment.verdict()));
        if (!reading.late()) {
          heard.add(checks.past(reading, assessment.verdict(), assessment.findings()));
          if (memory.isLatest(reading.timeMillis())) {
            lastMessage = Optional.of(reading.message());
          }
        }
      }
      track = track.with(checks.run());
    }
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
    boolean sameLast = lastMessage.isPresent() && lastMessage.equals(memory.lastMessage());
    List<Past> all = Memory.merged(remembered, heard);
    if (sampling.isPresent() && quantity.slow().needsCourse()) {
      track = track.with(sampling.get().sample(quantity, track.samples(), all));
    }
    memories.add(
        new Memory(
            coverage.paidUntilMillis(),
            coverage.byLastMillis() + (sameLast ? memory.paidForLastMillis() : 0),
            lastMessage,
            Memory.latest(all, oldestUseful(quantity)),
            track));
  }

  /** Up to where a later epoch looks back: to compare with neighbours, and to cover its time. */
  private long oldestUseful(Quantity quantity) {
    return Math.min(oldestCompared(quantity), window.endMillis() - parameters.spanMillis());
  }

  private boolean coversYet(Memory memory, List<Reading> readings) {
    if (memory.past().isEmpty()) {
      return false;
    }
    Past last = memory.past().getLast();
    long until = Math.min(last.timeMillis() + parameters.spanMillis(), window.endMillis());
    for (Reading reading : readings) {
      if (reading.timeMillis() > last.timeMillis()) {
        until = Math.min(until, reading.timeMillis());
      }
    }
    return until > memory.paidUntilMillis();
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

  private ReadingChecks checks(Quantity quantity, Memory memory, Neighbourhood neighbourhood) {
    return new ReadingChecks(
        quantity,
        window,
        memory,
        credible(quantity, memory),
        neighbourhood,
        parameters.humid(quantity));
  }

  /** A good reading between two bad ones is no spike: only credible ones are compared with. */
  private Series credible(Quantity quantity, Memory memory) {
    List<Past> trusted = new ArrayList<>(memory.past());
    List<Reading> likely = new ArrayList<>(present.readings(quantity));
    boolean changed = trusted.removeIf(past -> !past.isTrusted());
    changed |= likely.removeIf(reading -> !quantity.isWithinBounds(reading.value()));
    return changed ? Series.of(trusted, likely) : present.series(quantity);
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
    changed.set(changed.size() - 1, changed.getLast().rejected());
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
      switch (assessment.verdict()) {
        case ACCEPTED -> {}
        case CORROBORATED -> addOnce(reasons, "corroborated");
        case UNVERIFIED -> {
          addOnce(reasons, UNVERIFIED);
          addFailed(reasons, assessment);
        }
        case REJECTED -> addFailed(reasons, assessment);
      }
    }
    if (covered > 0 && availability < Amounts.MILLION) {
      reasons.add(UNAVAILABLE);
    }
    if (need < Amounts.MILLION) {
      reasons.add(DENSE);
    }
    if (station.via()) {
      reasons.add(Worth.VIA);
    }
    return reasons;
  }

  private static void addFailed(List<String> reasons, Assessment assessment) {
    for (Finding finding : assessment.findings()) {
      if (finding.result() == Finding.Result.FAIL) {
        addOnce(reasons, finding.check());
      }
    }
  }

  private static void addOnce(List<String> reasons, String reason) {
    if (!reasons.contains(reason)) {
      reasons.add(reason);
    }
  }
}
