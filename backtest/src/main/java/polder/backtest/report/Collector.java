package polder.backtest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.protocol.money.Amounts;

/**
 * Counts, while results are written, what the page will show. Memory: 12 bytes a rejected reading,
 * and a few kilobytes. For one thread.
 *
 * <p>What rejected readings cost is an estimate: had a reading been accepted, its part of the
 * device's readings of that epoch would have weighed fully, at the epoch's pay for a unit of
 * weight. Those who failed several checks share the cost among them equally.
 */
public final class Collector {
  private static final String VALIDITY = "validity";
  private static final int MOST_BITS = 24;
  private static final long ROUNDING = 1_000_000;

  private final TimeBins bins;
  private final Marks[] marks;
  private final long[] readingsByBin;
  private final long[] severalByBin;
  private final List<CheckCount> checks = new ArrayList<>();
  private final List<String> subjects = new ArrayList<>();
  private final SortedMap<String, Double> lostByFactor = new TreeMap<>();
  private final CopiesFound copies = new CopiesFound();
  private double lostUnverified;
  private long lastEpochMillis = Long.MIN_VALUE;
  private int fullEpochs;

  /** For {@code devices} devices. */
  public Collector(TimeBins bins, int devices) {
    this.bins = bins;
    this.marks = new Marks[devices];
    for (int i = 0; i < devices; i++) {
      marks[i] = new Marks();
    }
    this.readingsByBin = new long[bins.count()];
    this.severalByBin = new long[bins.count()];
  }

  /** Counts what became of one device in an epoch that began at {@code startMillis}. */
  public void add(int device, OutcomeLeaf.Reward reward, long startMillis) {
    if (startMillis > lastEpochMillis) {
      lastEpochMillis = startMillis;
      // Shares are rounded down, so a little of the pool is always left.
      fullEpochs += reward.poolNano() - reward.paidNano() <= reward.poolNano() / ROUNDING ? 1 : 0;
    }
    int readings = 0;
    for (Assessment assessment : reward.assessments()) {
      readings += isHindsight(assessment, startMillis) ? 0 : 1;
    }
    double tokensPerWeight =
        reward.totalWeight() == 0
            ? 0
            : (double) reward.paidNano() / Amounts.TOKEN / reward.totalWeight();
    double whole = Amounts.MILLION * tokensPerWeight;
    double validity = 1;
    for (Factor factor : reward.factors()) {
      double share = (double) factor.ppm() / Amounts.MILLION;
      if (factor.name().equals(VALIDITY)) {
        validity = share;
      } else {
        whole *= share;
        if (share > 0 && share < 1) {
          double lost = reward.weight() * tokensPerWeight * (1 - share) / share;
          lostByFactor.merge(factor.name(), lost, Double::sum);
        }
      }
    }
    double perReading = whole / Math.max(1, readings);
    int rejected = 0;
    for (Assessment assessment : reward.assessments()) {
      boolean hindsight = isHindsight(assessment, startMillis);
      count(device, assessment, hindsight, perReading);
      rejected += !hindsight && assessment.verdict() == Verdict.REJECTED ? 1 : 0;
    }
    lostUnverified +=
        readings == 0 ? 0 : Math.max(0, whole * (1 - validity) - rejected * perReading);
  }

  /** No recorded report is late: a reading from before the epoch is judged a second time. */
  private static boolean isHindsight(Assessment assessment, long startMillis) {
    return assessment.timeMillis() < startMillis;
  }

  private void count(int device, Assessment assessment, boolean hindsight, double lost) {
    int bin = bins.of(assessment.timeMillis());
    if (!hindsight) {
      readingsByBin[bin]++;
      assessment.findings().forEach(finding -> copies.add(device, assessment, finding));
    }
    int failed = failedChecks(assessment);
    if (assessment.verdict() != Verdict.REJECTED) {
      return;
    }
    int subject = subject(assessment.subject());
    if (hindsight && marks[device].hasLately(assessment.timeMillis(), subject)) {
      return;
    }
    marks[device].add(assessment.timeMillis(), subject, failed);
    int several = Integer.bitCount(failed);
    for (int i = 0; i < checks.size(); i++) {
      if ((failed >> i & 1) == 1) {
        checks.get(i).rejected(device, lost / several);
        if (several == 1) {
          checks.get(i).alone(bin);
        }
      }
    }
    if (several > 1) {
      severalByBin[bin]++;
    }
  }

  private int failedChecks(Assessment assessment) {
    int failed = 0;
    for (Finding finding : assessment.findings()) {
      if (finding.result() == Finding.Result.FAIL) {
        int check = check(finding.check());
        checks.get(check).failed();
        failed |= 1 << check;
      }
    }
    return failed;
  }

  /** Index of a check; kinds have few. */
  private int check(String name) {
    for (int i = 0; i < checks.size(); i++) {
      if (checks.get(i).name().equals(name)) {
        return i;
      }
    }
    if (checks.size() == MOST_BITS) {
      throw new IllegalStateException("a kind of network has more than 24 checks: widen Marks");
    }
    checks.add(new CheckCount(name, bins.count()));
    return checks.size() - 1;
  }

  private int subject(String name) {
    if (!subjects.contains(name)) {
      subjects.add(name);
    }
    return subjects.indexOf(name);
  }

  TimeBins bins() {
    return bins;
  }

  Marks marks(int device) {
    return marks[device];
  }

  CopiesFound copies() {
    return copies;
  }

  String subjectName(int subject) {
    return subjects.get(subject);
  }

  /** Names of the checks whose bits are set. */
  List<String> checkNames(int bits) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      if ((bits >> i & 1) == 1) {
        names.add(checks.get(i).name());
      }
    }
    return names;
  }

  /** The check that most of a device's rejected readings failed, if there are any. */
  Optional<String> mainCheck(int device) {
    long[] counts = new long[checks.size()];
    Marks own = marks[device];
    for (int m = 0; m < own.size(); m++) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += own.checks(m) >> i & 1;
      }
    }
    int most = -1;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > (most < 0 ? 0 : counts[most])) {
        most = i;
      }
    }
    return most < 0 ? Optional.empty() : Optional.of(checks.get(most).name());
  }

  /** All checks that failed anything, those that rejected most first. */
  List<RunFacts.Check> checkFacts() {
    return sorted().stream().map(CheckCount::facts).toList();
  }

  private List<CheckCount> sorted() {
    return checks.stream()
        .sorted(
            Comparator.<CheckCount>comparingLong(check -> check.rejected())
                .reversed()
                .thenComparing(CheckCount::name))
        .toList();
  }

  RunFacts.Rejections rejections() {
    List<RunFacts.Reason> reasons = new ArrayList<>();
    for (CheckCount check : sorted()) {
      if (check.rejected() > 0) {
        reasons.add(new RunFacts.Reason(check.name(), check.aloneByBin()));
      }
    }
    return new RunFacts.Rejections(
        bins.startMillis(), bins.widthMillis(), readingsByBin, reasons, severalByBin);
  }

  /** Epochs in which all of the pool was paid out: what one does not earn, others do. */
  int fullEpochs() {
    return fullEpochs;
  }

  /** Tokens not earned for other reasons than a failed check, by what limits them. */
  Map<String, Double> otherLosses() {
    SortedMap<String, Double> losses = new TreeMap<>();
    lostByFactor.forEach((name, lost) -> losses.put(name, RunFacts.rounded(lost)));
    losses.put("unverified", RunFacts.rounded(lostUnverified));
    return losses;
  }
}
