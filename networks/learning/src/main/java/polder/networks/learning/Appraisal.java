package polder.networks.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import polder.networks.learning.message.Opinion;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;
import polder.networks.learning.train.GlobalModel;
import polder.networks.learning.yuma.Fixed;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;

/** What a round's updates are worth to a judge, as it measures it on what it holds. */
public final class Appraisal {
  private Appraisal() {}

  /**
   * The opinion of who holds {@code examples}: weights by Shapley values, as the task measures
   * them; empty if the model gives no numbers for them.
   *
   * @param participants those who opened an update, by device
   * @param seed of which orders are drawn where there are too many to try all
   */
  public static Optional<Opinion> of(
      Terms terms, GlobalModel model, List<Participant> participants, DataSet examples, Hash seed) {
    Measure measure = new Measure(terms.architecture(), examples);
    long before = measure.lossNano(model);
    if (before == Evaluation.WORST) {
      return Optional.empty();
    }
    Combined combined = Combined.of(terms, model, participants);
    Scores scores = Scores.of(terms, measure, model, participants, combined.updates(), seed);
    long[] weights = scores.weights();
    long most = Arrays.stream(weights).max().orElse(0);
    List<Integer> scaled = new ArrayList<>();
    for (long weight : weights) {
      scaled.add(most == 0 ? 0 : (int) Amounts.mulDiv(weight, Fixed.U16_MAX, most));
    }
    return Optional.of(new Opinion(before, measure.lossNano(combined.next()), scaled));
  }
}
