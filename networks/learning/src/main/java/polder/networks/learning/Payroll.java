package polder.networks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment.Verdict;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Sheet;
import polder.networks.learning.aggregate.Aggregate;
import polder.networks.learning.aggregate.Rule;
import polder.networks.learning.sale.Earned;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;
import polder.protocol.money.Apportionment;

/** Pays the participants of a round, and tells them why. */
final class Payroll {
  private final Sheet sheet;
  private final long poolNano;
  private final SortedMap<DeviceId, Earned> earned;
  private long paidNano;

  /**
   * One of {@code poolNano}.
   *
   * @param earned by participant, what was earned before
   */
  Payroll(Sheet sheet, long poolNano, SortedMap<DeviceId, Earned> earned) {
    this.sheet = sheet;
    this.poolNano = poolNano;
    this.earned = new TreeMap<>(earned);
  }

  /**
   * What is paid for.
   *
   * @param participant whose update it is
   * @param use what became of it
   * @param isCopy whether others sent about the same
   * @param isWorth whether it was found to improve anything
   * @param findings what was found of it
   */
  record Work(
      Participant participant,
      Aggregate.Use use,
      boolean isCopy,
      boolean isWorth,
      List<Finding> findings) {}

  /** Pays all of it by {@code weights}. */
  void pay(List<Work> works, long[] weights) {
    long[] shares = Apportionment.split(poolNano, weights);
    for (int i = 0; i < shares.length; i++) {
      Participant its = works.get(i).participant();
      long nano = sheet.pay(its.device(), its.owner(), shares[i], "improvement");
      paidNano = Math.addExact(paidNano, nano);
      earned.compute(
          its.device(),
          (key, before) ->
              Earned.with(Optional.ofNullable(before), its.owner(), nano, its.origin()));
      tell(works.get(i), nano);
    }
  }

  /** By participant, what was earned so far. */
  SortedMap<DeviceId, Earned> earned() {
    return earned;
  }

  /** What was paid. */
  long paidNano() {
    return paidNano;
  }

  private void tell(Work work, long paid) {
    List<Finding> findings = new ArrayList<>(work.findings());
    if (work.use().isClipped()) {
      findings.add(
          new Finding(
              "length", Result.FAIL, work.use().keptPpm() * 1_000, Rule.MILLION * 1_000, "[ppm]"));
    }
    String reason = "paid";
    if (!work.use().isSelected()) {
      reason = "not_selected";
    } else if (paid == 0) {
      reason = work.isWorth() ? "round_no_better" : "no_improvement";
    }
    Participant participant = work.participant();
    Sheet.Line line = sheet.line(participant.device());
    long sharePpm = poolNano == 0 ? 0 : Amounts.mulDiv(paid, Amounts.MILLION, poolNano);
    line.weigh(sharePpm, new Factor("share", sharePpm)).because(reason);
    if (work.isCopy()) {
      line.because("shared");
    }
    line.of(
        participant.message(),
        Subjects.UPDATE,
        paid > 0 ? Verdict.ACCEPTED : Verdict.REJECTED,
        findings);
  }
}
