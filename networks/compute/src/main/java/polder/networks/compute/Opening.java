package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;

/**
 * What follows once results may be opened: they are awaited, and decided upon; where they decide
 * nothing, another stranger is drawn, as long as there is one.
 *
 * @param right who came to what is right, by groups of those who came to the same; empty if that
 *     cannot be said
 * @param otherwise why the order ends where it never can be said
 */
record Opening(
    OrderEpoch epoch,
    OrderState order,
    Crew crew,
    Function<List<List<Runner>>, Optional<List<Runner>>> right,
    String otherwise) {

  Optional<OrderState> step(Phase.Working working) {
    if (working.runners().stream().anyMatch(its -> its.result().isEmpty())) {
      return Optional.of(order.with(working));
    }
    Results results = new Results(working);
    return order.order().proof() == Proof.PIXELS && results.differByClass()
        ? new Comparing(epoch, order, crew, this).step(working)
        : decide(working, results.groups(), new Verdicts(epoch, order, working));
  }

  /**
   * Decides if that can be said, or draws another.
   *
   * @param groups who came to the same
   */
  Optional<OrderState> decide(Phase.Working working, List<List<Runner>> groups, Verdicts verdicts) {
    Optional<List<Runner>> found = right.apply(groups);
    if (found.isPresent()) {
      return verdicts.decide(found.get());
    }
    Phase.Working more = crew.withAnother(working);
    return more.runners().size() > working.runners().size()
        ? Optional.of(order.with(more))
        : verdicts.undecided(otherwise);
  }
}
