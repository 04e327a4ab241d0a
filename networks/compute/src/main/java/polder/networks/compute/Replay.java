package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import polder.networks.compute.OrderState.Phase;

/**
 * The machine that won seals its result; a seeded share is then worked out again by a machine of a
 * stranger, which seals its own. What the most came to is right, if two at least did; where one
 * stands against one, another stranger is drawn.
 */
final class Replay implements Plan {
  private final OrderEpoch epoch;
  private final OrderState order;
  private final Crew crew;

  Replay(OrderEpoch epoch, OrderState order, Crew crew) {
    this.epoch = epoch;
    this.order = order;
    this.crew = crew;
  }

  @Override
  public Phase.Working begun(Phase.Working working) {
    return working;
  }

  @Override
  public Optional<OrderState> next(Phase.Working heard) {
    Runner winner = heard.runners().getFirst();
    if (crew.isLate(heard, winner)) {
      Verdicts verdicts = new Verdicts(epoch, order, heard);
      return winner.seal().isEmpty()
          ? verdicts.called("no_result", new Word.Broken())
          : verdicts.called("never_opened", new Word.Cheated(order.renter(), "never_opened"));
    }
    Phase.Working present = crew.withoutTheLate(heard);
    return present.openSince().isPresent() ? opened(present) : sealed(present);
  }

  /** Draws who checks once the winner has sealed; lets results be opened once all have. */
  private Optional<OrderState> sealed(Phase.Working working) {
    if (working.runners().stream().anyMatch(its -> its.seal().isEmpty())) {
      return Optional.of(order.with(working));
    }
    boolean alone = working.runners().size() == 1;
    if (alone && (working.draws() > 0 || crew.hits(epoch.parameters().checking().sharePpm()))) {
      Phase.Working more = crew.withAnother(working);
      if (more.runners().size() > 1) {
        return Optional.of(order.with(more));
      }
    }
    return Optional.of(order.with(working.openedSince(epoch.window().epoch() + 1)));
  }

  private Optional<OrderState> opened(Phase.Working working) {
    return new Opening(epoch, order, crew, Replay::right, "results_differ").step(working);
  }

  /** Those who came to what the most did; empty if as many came to something else. */
  private static Optional<List<Runner>> right(List<List<Runner>> groups) {
    int most = groups.stream().mapToInt(List::size).max().orElse(0);
    List<List<Runner>> best = groups.stream().filter(its -> its.size() == most).toList();
    return best.size() == 1 ? Optional.of(best.getFirst()) : Optional.empty();
  }
}
