package polder.networks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.EpochContext;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Sheet;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;
import polder.networks.learning.train.Examples;
import polder.protocol.Bytes;
import polder.protocol.money.Amounts;

/**
 * The end of a round: its updates become one, the model takes the step if that lowers its loss on
 * the examples, and whoever lowered it is paid by how much, as Shapley values divide it.
 */
final class Examining {
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
    Combined combined = Combined.of(terms, state.model(), participants);
    long after = measure.lossNano(combined.next());
    Scores scores =
        Scores.of(terms, measure, state.model(), participants, combined.updates(), context.seed());
    boolean isBetter = after < before;
    long gain = isBetter ? before - after : 0;
    long gainPpm = Amounts.mulDiv(gain, Amounts.MILLION, before);
    Payroll payroll =
        new Payroll(sheet, terms.earnedNano(terms.roundNano(), gainPpm), state.earned());
    long[] weights = new long[participants.size()];
    List<Payroll.Work> works = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = isBetter && combined.isSelected(i) ? scores.weights()[i] : 0;
      works.add(work(participants.get(i), i, combined, scores));
    }
    payroll.pay(works, scores.duplicates().shared(weights));
    Round round =
        new Round(
            context.window().epoch(),
            participants.size(),
            before,
            isBetter ? after : before,
            payroll.paidNano());
    return Optional.of(new RoundEnd(round, isBetter, combined, payroll.earned()).of(state, sheet));
  }

  private boolean isTooMuch(DataSet examples, int participants) {
    long measured = Scores.measured(terms.scoring(), participants);
    long one = Math.multiplyExact((long) examples.rows(), terms.architecture().parameterCount());
    return measured > parameters.mostExaminationOperations() / one;
  }

  private static Payroll.Work work(
      Participant participant, int number, Combined combined, Scores scores) {
    long value = scores.values()[number];
    return new Payroll.Work(
        participant,
        combined.aggregate().uses().get(number),
        scores.duplicates().isCopy(number),
        value > 0,
        List.of(
            new Finding(
                "improvement", value > 0 ? Result.PASS : Result.FAIL, value, 0, RoundEnd.MICRO)));
  }
}
