package polder.networks.learning;

import java.util.List;
import java.util.SortedMap;
import polder.networks.Assessment.Verdict;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Sheet;
import polder.networks.learning.sale.Earned;
import polder.networks.learning.train.GlobalModel;
import polder.protocol.identity.DeviceId;

/**
 * How a round ended, whoever examined it.
 *
 * @param round what the task tells of it
 * @param isBetter whether the model takes the step
 * @param combined the round's updates as one
 * @param earned by participant, what was earned so far
 */
record RoundEnd(
    Round round, boolean isBetter, Combined combined, SortedMap<DeviceId, Earned> earned) {
  /** A millionth of a loss, of which a finding counts thousandths. */
  static final String MICRO = "10*-6";

  /** The task after it; tells the client. */
  TaskState of(TaskState state, Sheet sheet) {
    sheet
        .line(state.client())
        .because(isBetter ? "round_improved" : "round_no_better")
        .of(
            state.message(),
            Subjects.ROUND,
            Verdict.ACCEPTED,
            List.of(
                new Finding(
                    "loss",
                    isBetter ? Result.PASS : Result.FAIL,
                    round.lossAfterNano(),
                    round.lossBeforeNano(),
                    MICRO)));
    GlobalModel model = isBetter ? combined.next() : Combined.atRest(state.model());
    return state.after(round, model, earned);
  }
}
