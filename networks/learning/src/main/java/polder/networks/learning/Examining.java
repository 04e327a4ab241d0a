package polder.networks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Sheet;
import polder.networks.learning.aggregate.Aggregate;
import polder.networks.learning.aggregate.Rule;
import polder.networks.learning.aggregate.Updates;
import polder.networks.learning.sale.Earned;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;
import polder.networks.learning.train.Examples;
import polder.networks.learning.train.GlobalModel;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;
import polder.protocol.money.Apportionment;

/**
 * The end of a round: its updates become one, the model takes the step if that lowers its loss on
 * the examples, and whoever lowered it is paid by how much, as Shapley values divide it.
 */
final class Examining {
  /** A millionth of a loss, of which a finding counts thousandths. */
  private static final String MICRO = "10*-6";

  private final LearningParameters parameters;
  private final EpochContext context;
  private final TaskState state;
  private final Terms terms;
  private final Sheet sheet;

  Examining(LearningParameters parameters, EpochContext context, TaskState state, Sheet sheet) {
    this.parameters = parameters;
    this.context = context;
    this.state = state;
    this.terms = state.terms();
    this.sheet = sheet;
  }

  /** The task after the round; empty if the examples are no use, which is the client's fault. */
  Optional<TaskState> on(Bytes blob, List<Participant> participants) {
    Optional<DataSet> examples = Examples.find(blob, terms.architecture());
    if (examples.isEmpty() || isTooMuch(examples.get(), participants.size())) {
      return Optional.empty();
    }
    Measure measure = new Measure(terms.architecture(), examples.get());
    long before = measure.lossNano(state.model());
    if (before <= 0 || before == Evaluation.WORST) {
      return Optional.empty();
    }
    Updates updates =
        Updates.of(
            participants.stream()
                .map(its ->
                    Proposal.of(its.update().orElseThrow(), terms.architecture()).orElseThrow())
                .toList());
    Aggregate aggregate = terms.combining().of(updates.count()).of(updates);
    GlobalModel next = state.model().step(terms.outer(), aggregate.values());
    long after = measure.lossNano(next);
    Scores scores = Scores.of(terms, measure, state.model(), participants, updates, context.seed());
    boolean isBetter = after < before;
    long gain = isBetter ? before - after : 0;
    long pool = pool(gain, before);
    long[] weights = new long[participants.size()];
    for (int i = 0; i < weights.length && isBetter; i++) {
      weights[i] = aggregate.uses().get(i).isSelected() ? scores.weights()[i] : 0;
    }
    long[] shares = Apportionment.split(pool, scores.duplicates().shared(weights));
    SortedMap<DeviceId, Earned> earned = new TreeMap<>(state.earned());
    long sum = 0;
    for (int i = 0; i < shares.length; i++) {
      Participant participant = participants.get(i);
      DeviceId device = participant.device();
      long nano = sheet.pay(device, participant.owner(), shares[i], "improvement");
      sum = Math.addExact(sum, nano);
      earned.compute(
          device,
          (key, its) ->
              Earned.with(
                  Optional.ofNullable(its), participant.owner(), nano, participant.origin()));
      tell(participant, scores.values()[i], aggregate.uses().get(i), nano, pool, scores.isCopy(i));
    }
    Round round =
        new Round(
            context.window().epoch(), participants.size(), before, isBetter ? after : before, sum);
    sheet
        .line(state.client())
        .because(isBetter ? "round_improved" : "round_no_better")
        .of(
            state.message(),
            Subjects.ROUND,
            Verdict.ACCEPTED,
            List.of(
                new Finding("loss", isBetter ? Result.PASS : Result.FAIL, after, before, MICRO)));
    return Optional.of(state.after(round, isBetter ? next : atRest(state.model()), earned));
  }

  /** Where a step made nothing better, what led to it is not carried on. */
  private static GlobalModel atRest(GlobalModel model) {
    return new GlobalModel(model.parameters(), new int[model.momentum().length]);
  }

  /** How much the round pays: all of it from a full gain on. */
  private long pool(long gain, long before) {
    long gainPpm = Amounts.mulDiv(gain, Amounts.MILLION, before);
    return gainPpm >= terms.fullGainPpm()
        ? terms.roundNano()
        : Amounts.mulDiv(terms.roundNano(), gainPpm, terms.fullGainPpm());
  }

  private boolean isTooMuch(DataSet examples, int participants) {
    long measured = Scores.measured(terms.scoring(), participants);
    long one = Math.multiplyExact((long) examples.rows(), terms.architecture().parameterCount());
    return measured > parameters.mostExaminationOperations() / one;
  }

  private void tell(
      Participant participant,
      long value,
      Aggregate.Use use,
      long paid,
      long pool,
      boolean isCopy) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding("improvement", value > 0 ? Result.PASS : Result.FAIL, value, 0, MICRO));
    if (use.isClipped()) {
      findings.add(
          new Finding("length", Result.FAIL, use.keptPpm() * 1_000, Rule.MILLION * 1_000, "[ppm]"));
    }
    String reason = "paid";
    if (!use.isSelected()) {
      reason = "not_selected";
    } else if (paid == 0) {
      reason = value > 0 ? "round_no_better" : "no_improvement";
    }
    Sheet.Line line = sheet.line(participant.device());
    long sharePpm = pool == 0 ? 0 : Amounts.mulDiv(paid, Amounts.MILLION, pool);
    line.weigh(sharePpm, new Factor("share", sharePpm)).because(reason);
    if (isCopy) {
      line.because("shared");
    }
    line.of(
        participant.message(),
        Subjects.UPDATE,
        paid > 0 ? Verdict.ACCEPTED : Verdict.REJECTED,
        findings);
  }
}
