package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochWindow;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.sensors.SensorParameters.Bounds;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.networks.sensors.SensorParameters.Spike;
import polder.networks.sensors.SensorParameters.Step;
import polder.networks.sensors.SlowChecks.Persistence;
import polder.protocol.money.Amounts;

/**
 * Judges the readings of one quantity at one station, one after the other in time. Each check says
 * what it found; {@link #verdict} alone decides what that means.
 */
final class ReadingChecks {
  private static final String BOUNDS = "bounds";
  private static final String IMPOSSIBLE = "impossible";
  private static final String STEP = "step";
  private static final String SPIKE = "spike";
  private static final String LATE = "late";
  private static final String SAME_TIME = "same_time";
  private static final String PERSISTENCE = "persistence";
  // Milliseconds in a thousandth of an hour.
  private static final long MILLI_HOUR = 3_600;

  private final Quantity quantity;
  private final EpochWindow window;
  private final Series series;
  private final Neighbourhood around;
  private final Optional<HumidCheck> humid;
  private final Optional<NeighbourCheck> neighbours;
  private final Optional<FaultyZeroCheck> zeros;
  private final List<Finding> standing;
  private Track.Run run;
  // The latest reading that later ones may be compared with.
  private Optional<Past> trusted = Optional.empty();
  private final List<Past> past;
  private long latestAssessedMillis = Long.MIN_VALUE;
  private boolean goodAlone;

  /**
   * Ready for the readings of one epoch.
   *
   * @param memory what is remembered
   * @param series the timely readings that a spike would stand out from, this epoch's included
   * @param around who stands around the station
   * @param humid how humid it is, where that matters to the quantity
   */
  ReadingChecks(
      Quantity quantity,
      EpochWindow window,
      Memory memory,
      Series series,
      Neighbourhood around,
      Optional<HumidCheck> humid) {
    this.quantity = quantity;
    this.window = window;
    this.series = series;
    this.around = around;
    this.humid = humid;
    this.neighbours = around.check(quantity, humid);
    this.zeros = around.checkOfZeros(quantity);
    this.past = memory.past();
    this.standing = memory.track().standing().findings(quantity);
    this.run = memory.track().run();
    for (Past reading : past) {
      if (reading.isTrusted()) {
        trusted = Optional.of(reading);
      }
    }
  }

  /** Whether there was a reading of the same time before: the first counts. */
  boolean isRepeated(Reading reading) {
    if (reading.timeMillis() == latestAssessedMillis) {
      return true;
    }
    for (Past before : past) {
      if (before.timeMillis() == reading.timeMillis()) {
        return true;
      }
    }
    return false;
  }

  /** Judges the next reading; readings must come in order of time. */
  Assessment assess(Reading reading) {
    List<Finding> findings = new ArrayList<>();
    if (reading.late()) {
      findings.add(late(reading));
    }
    if (isRepeated(reading)) {
      findings.add(new Finding(SAME_TIME, Result.FAIL, 2_000, 1_000, "{readings}"));
    }
    quantity.bounds().ifPresent(limits -> addBounds(findings, reading, limits));
    around.sharedPlace().ifPresent(findings::add);
    if (!reading.late()) {
      quantity.step().ifPresent(limits -> findings.add(step(reading, limits)));
      quantity.spike().ifPresent(limits -> findings.add(spike(reading.timeMillis(), limits)));
      humid.ifPresent(check -> findings.add(around.humidity(check, reading.timeMillis())));
      neighbours.ifPresent(check -> findings.add(check.of(reading)));
      extendRun(reading);
      zeros.ifPresent(check -> findings.add(check.of(reading, run)));
      quantity.slow().persistence().ifPresent(limits -> findings.add(persistence(reading, limits)));
    }
    goodAlone = verdict(findings, reading.late()) != Verdict.REJECTED;
    findings.addAll(standing);
    Verdict verdict = verdict(findings, reading.late());
    remember(reading, verdict, findings);
    return new Assessment(
        reading.message(), reading.timeMillis(), quantity.name(), verdict, findings);
  }

  private void extendRun(Reading reading) {
    boolean needed = quantity.slow().persistence().isPresent() || zeros.isPresent();
    if (needed && !isRepeated(reading)) {
      run = run.with(reading.timeMillis(), reading.value());
    }
  }

  /** Since when the station's value has not changed, after the readings so far. */
  Track.Run run() {
    return run;
  }

  /**
   * Whether the value stands still while the network's course moves. Steady weather, in which all
   * stand still, fails nobody, nor does a value at the end of its scale, such as a day of fog.
   */
  private Finding persistence(Reading reading, Persistence limits) {
    long unchanged = Math.max(0, reading.timeMillis() - run.sinceMillis());
    boolean stuck =
        !quantity.traits().isSaturated(reading.value())
            && unchanged >= limits.leastMillis()
            && run.readings() >= limits.leastReadings()
            && run.courseMoved() * quantity.slow().resolutionMilli() >= limits.courseMoves();
    return new Finding(
        PERSISTENCE,
        stuck ? Result.FAIL : Result.PASS,
        unchanged / MILLI_HOUR,
        limits.leastMillis() / MILLI_HOUR,
        "h");
  }

  private void remember(Reading reading, Verdict verdict, List<Finding> findings) {
    latestAssessedMillis = reading.timeMillis();
    boolean later = trusted.isEmpty() || trusted.get().timeMillis() < reading.timeMillis();
    if (!reading.late() && later && verdict != Verdict.REJECTED) {
      trusted = Optional.of(past(reading, verdict, findings));
    }
  }

  /** What the group will remember of the reading that was assessed last. */
  Past past(Reading reading, Verdict verdict, List<Finding> findings) {
    return new Past(
        reading.timeMillis(),
        reading.value(),
        Optional.of(new Past.Own(verdict, neighboursAgree(findings), goodAlone)));
  }

  /**
   * Whether a reading of the epoch before turns out to be a spike, now that the next one is known.
   * What neighbours agreed with was no spike.
   */
  Optional<Assessment> hindsight(Memory memory) {
    if (quantity.spike().isEmpty() || memory.lastMessage().isEmpty()) {
      return Optional.empty();
    }
    Past last = past.getLast();
    Past.Own own = last.own().orElse(null);
    if (own == null || own.verdict() == Verdict.REJECTED || own.neighboursAgreed()) {
      return Optional.empty();
    }
    Finding spike = spike(last.timeMillis(), quantity.spike().get());
    if (spike.result() != Result.FAIL) {
      return Optional.empty();
    }
    trusted = Optional.empty();
    for (Past reading : past.subList(0, past.size() - 1)) {
      if (reading.isTrusted()) {
        trusted = Optional.of(reading);
      }
    }
    return Optional.of(
        new Assessment(
            memory.lastMessage().get(),
            last.timeMillis(),
            quantity.name(),
            Verdict.REJECTED,
            List.of(spike)));
  }

  private Finding late(Reading reading) {
    return new Finding(
        LATE,
        Result.UNDECIDED,
        window.startMillis() - reading.timeMillis(),
        window.graceMillis(),
        "s");
  }

  private void addBounds(List<Finding> findings, Reading reading, Bounds limits) {
    long value = reading.value();
    boolean low = value < limits.least();
    findings.add(
        new Finding(
            BOUNDS,
            low || value > limits.most() ? Result.FAIL : Result.PASS,
            value,
            low ? limits.least() : limits.most(),
            quantity.unit()));
    if (value < limits.impossibleBelow() || value > limits.impossibleAbove()) {
      findings.add(
          new Finding(
              IMPOSSIBLE,
              Result.FAIL,
              value,
              low ? limits.impossibleBelow() : limits.impossibleAbove(),
              quantity.unit()));
    }
  }

  private Finding step(Reading reading, Step limits) {
    if (trusted.isEmpty() || trusted.get().timeMillis() >= reading.timeMillis()) {
      return new Finding(STEP, Result.UNDECIDED, 0, limits.limit(), quantity.unit());
    }
    long elapsed = reading.timeMillis() - trusted.get().timeMillis();
    // A day is more than any step check looks back; it also bounds the product.
    long counted = Math.min(elapsed, 86_400_000L);
    long limit =
        Math.max(limits.least(), Amounts.mulDiv(limits.limit(), counted, limits.perMillis()));
    long change = Math.abs(reading.value() - trusted.get().value());
    return new Finding(
        STEP, change <= limit ? Result.PASS : Result.FAIL, change, limit, quantity.unit());
  }

  /**
   * The three-point spike test of oceanography (Argo quality control manual, test 9): how far a
   * reading stands out from the mean of those before and after, less half their own difference.
   */
  private Finding spike(long timeMillis, Spike limits) {
    int at = series.at(timeMillis);
    if (at <= 0 || at + 1 >= series.times().length) {
      return new Finding(SPIKE, Result.UNDECIDED, 0, limits.limit(), quantity.unit());
    }
    long before = series.values()[at - 1];
    long here = series.values()[at];
    long after = series.values()[at + 1];
    long out = (Math.abs(2 * here - before - after) - Math.abs(after - before)) / 2;
    return new Finding(
        SPIKE,
        out <= limits.limit() ? Result.PASS : Result.FAIL,
        Math.max(0, out),
        limits.limit(),
        quantity.unit());
  }

  private static boolean neighboursAgree(List<Finding> findings) {
    for (Finding finding : findings) {
      if (finding.check().equals(NeighbourCheck.NAME)) {
        return finding.result() == Result.PASS;
      }
    }
    return false;
  }

  /**
   * What the findings amount to. Neighbours overrule what is only unusual (bounds, step, spike) or
   * only doubtful (humid), and nothing overrules the impossible, a shared place, or the neighbours
   * themselves.
   */
  private Verdict verdict(List<Finding> findings, boolean late) {
    boolean unusual = false;
    boolean doubtful = neighbours.isPresent() || !quantity.traits().confirmable();
    for (Finding finding : findings) {
      if (finding.result() == Result.FAIL) {
        switch (finding.check()) {
          case BOUNDS, STEP, SPIKE -> unusual = true;
          case HumidCheck.NAME -> doubtful = true;
          default -> {
            return Verdict.REJECTED;
          }
        }
      }
    }
    boolean agreed = neighboursAgree(findings);
    if (unusual) {
      return agreed ? Verdict.CORROBORATED : Verdict.REJECTED;
    }
    return late || (doubtful && !agreed) ? Verdict.UNVERIFIED : Verdict.ACCEPTED;
  }
}
