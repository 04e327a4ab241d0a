package polder.backtest;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.Finding;

/** Counts what became of readings and money, by device and over all. For one thread. */
final class Tally {
  private static final int VERDICTS = Verdict.values().length;

  // One row of verdict counts a device.
  private final long[] verdicts;
  private final long[] amountNano;
  private final long[] heldNano;
  private final long[] forfeitedNano;
  private final long[] totals = new long[VERDICTS];
  private final SortedMap<String, Long> rejectedBy = new TreeMap<>();
  private final SortedMap<String, Long> refusedMessages = new TreeMap<>();
  // The verdict on the latest reading of each device and quantity, which hindsight may change.
  private final SortedMap<Latest, Verdict> latest = new TreeMap<>();
  private long paidNano;
  private long penalisedNano;

  private record Latest(int device, String subject) implements Comparable<Latest> {
    @Override
    public int compareTo(Latest other) {
      int order = Integer.compare(device, other.device);
      return order == 0 ? subject.compareTo(other.subject) : order;
    }
  }

  Tally(int devices) {
    this.verdicts = new long[devices * VERDICTS];
    this.amountNano = new long[devices];
    this.heldNano = new long[devices];
    this.forfeitedNano = new long[devices];
  }

  /**
   * Counts one reading.
   *
   * @param hindsight whether it was counted in the epoch before, and is judged anew
   */
  void count(int device, Assessment assessment, boolean hindsight) {
    Latest key = new Latest(device, assessment.subject());
    if (hindsight) {
      Verdict before = latest.get(key);
      if (before != null) {
        add(device, before, -1);
      }
    }
    latest.put(key, assessment.verdict());
    add(device, assessment.verdict(), 1);
    if (assessment.verdict() == Verdict.REJECTED) {
      for (Finding finding : assessment.findings()) {
        if (finding.result() == Finding.Result.FAIL) {
          rejectedBy.merge(finding.check(), 1L, Long::sum);
        }
      }
    }
  }

  private void add(int device, Verdict verdict, long more) {
    verdicts[device * VERDICTS + verdict.ordinal()] += more;
    totals[verdict.ordinal()] += more;
  }

  void earned(int device, OutcomeLeaf.Reward reward) {
    amountNano[device] = Math.addExact(amountNano[device], reward.amountNano());
    paidNano = Math.addExact(paidNano, reward.amountNano());
    if (reward.held()) {
      heldNano[device] = Math.addExact(heldNano[device], reward.amountNano());
    }
  }

  void released(int device, OutcomeLeaf.Released released) {
    heldNano[device] -= released.amountNano();
    if (released.forfeited()) {
      forfeitedNano[device] += released.amountNano();
    }
  }

  void penalised(int device, OutcomeLeaf.Penalised penalty) {
    heldNano[device] -= penalty.amountNano();
    penalisedNano += penalty.amountNano();
  }

  void paid(OutcomeLeaf.Paid payment) {
    paidNano = Math.addExact(paidNano, payment.amountNano());
  }

  void refused(OutcomeLeaf.Refusal refusal) {
    refusedMessages.merge(refusal.reason(), 1L, Long::sum);
  }

  /** Readings of {@code device} that count as {@code verdict}. */
  long readings(int device, Verdict verdict) {
    return verdicts[device * VERDICTS + verdict.ordinal()];
  }

  /** Readings of all devices that count as {@code verdict}. */
  long readings(Verdict verdict) {
    return totals[verdict.ordinal()];
  }

  long amountNano(int device) {
    return amountNano[device];
  }

  long heldNano(int device) {
    return heldNano[device];
  }

  long forfeitedNano(int device) {
    return forfeitedNano[device];
  }

  long paidNano() {
    return paidNano;
  }

  /** What is still held at the end. */
  long heldNano() {
    return Arrays.stream(heldNano).reduce(0, Math::addExact);
  }

  /** What was held and is lost: forfeited or taken as a penalty. */
  long lostNano() {
    return Arrays.stream(forfeitedNano).reduce(penalisedNano, Math::addExact);
  }

  /** How many rejected readings failed each check; one that failed several counts at each. */
  SortedMap<String, Long> rejectedBy() {
    return Collections.unmodifiableSortedMap(rejectedBy);
  }

  /** How many messages were refused as a whole, by reason. */
  SortedMap<String, Long> refusedMessages() {
    return Collections.unmodifiableSortedMap(refusedMessages);
  }
}
