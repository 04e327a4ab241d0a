package polder.networks.learning;

import java.util.List;
import polder.networks.learning.aggregate.Aggregate;
import polder.networks.learning.aggregate.Updates;
import polder.networks.learning.train.GlobalModel;

/**
 * A round's updates as one.
 *
 * @param updates by participant
 * @param aggregate what the task's rule made of them
 * @param next the model that takes the step
 */
record Combined(Updates updates, Aggregate aggregate, GlobalModel next) {
  static Combined of(Terms terms, GlobalModel model, List<Participant> participants) {
    Updates updates =
        Updates.of(
            participants.stream()
                .map(its ->
                    Proposal.of(its.update().orElseThrow(), terms.architecture()).orElseThrow())
                .toList());
    Aggregate aggregate = terms.combining().of(updates.count()).of(updates);
    return new Combined(updates, aggregate, model.step(terms.outer(), aggregate.values()));
  }

  boolean isSelected(int participant) {
    return aggregate.uses().get(participant).isSelected();
  }

  /** Where a step made nothing better, what led to it is not carried on. */
  static GlobalModel atRest(GlobalModel model) {
    return new GlobalModel(model.parameters(), new int[model.momentum().length]);
  }
}
