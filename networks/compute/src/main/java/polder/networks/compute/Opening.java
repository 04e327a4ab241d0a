package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import polder.networks.compute.OrderState.Phase;

/**
 * What follows once results may be opened: they are awaited, and decided upon; where they decide
 * nothing, another stranger is drawn, as long as there is one.
 *
 * @param right which result is, by who came to which; empty if that cannot be said
 * @param otherwise why the order ends where it never can be said
 */
record Opening(
    OrderEpoch epoch,
    OrderState order,
    Crew crew,
    Function<SortedMap<String, List<Runner>>, Optional<String>> right,
    String otherwise) {

  Optional<OrderState> step(Phase.Working working) {
    if (working.runners().stream().anyMatch(its -> its.result().isEmpty())) {
      return Optional.of(order.with(working));
    }
    Verdicts verdicts = new Verdicts(epoch, order, working);
    Optional<String> found = right.apply(new Results(working).groups());
    if (found.isPresent()) {
      return verdicts.decide(found.get());
    }
    Phase.Working more = crew.withAnother(working);
    return more.runners().size() > working.runners().size()
        ? Optional.of(order.with(more))
        : verdicts.undecided(otherwise);
  }
}
