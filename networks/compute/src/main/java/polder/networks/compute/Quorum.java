package polder.networks.compute;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.networks.compute.OrderState.Phase;
import polder.protocol.money.Amounts;

/**
 * As many machines of different owners as were ordered work the result out, from the beginning on:
 * the one that won and strangers to it that are drawn. Who declines or stays silent is replaced.
 * What they came to is right if two at least did and, by what is known of all of them, it is
 * likelier than the market demands; otherwise another stranger is drawn.
 *
 * <p>How likely is Sarmenta's voting by credibility, as iExec's Proof of Contribution reckons it in
 * whole numbers: the weights of those who agree are multiplied, and compared with the sum over all
 * results and over the case that none of them is right.
 */
final class Quorum implements Plan {
  /** One owner's machines never confirm themselves, and each is of another owner. */
  private static final int LEAST = 2;

  private final OrderEpoch epoch;
  private final OrderState order;
  private final Crew crew;

  Quorum(OrderEpoch epoch, OrderState order, Crew crew) {
    this.epoch = epoch;
    this.order = order;
    this.crew = crew;
  }

  @Override
  public Phase.Working begun(Phase.Working working) {
    Phase.Working before = working;
    Phase.Working more = working;
    do {
      before = more;
      more = isFull(before) ? before : crew.withAnother(before);
    } while (more.runners().size() > before.runners().size());
    return more;
  }

  private boolean isFull(Phase.Working working) {
    return working.runners().size() >= order.order().quorum();
  }

  @Override
  public Optional<OrderState> next(Phase.Working heard) {
    Phase.Working present = crew.withoutTheLate(crew.withoutTheUnwilling(heard));
    return present.openSince().isPresent() ? opened(present) : sealed(begun(present));
  }

  /** Waits for as many as were ordered, and lets results be opened once all have sealed. */
  private Optional<OrderState> sealed(Phase.Working working) {
    if (!isFull(working) && (!crew.mayGrow(working) || isPatienceOver(working))) {
      return new Verdicts(epoch, order, working).called("too_few_strangers", new Word.Freed());
    }
    boolean all =
        isFull(working) && working.runners().stream().allMatch(its -> its.seal().isPresent());
    return Optional.of(order.with(all ? working.openedSince(epoch.window().epoch() + 1) : working));
  }

  private boolean isPatienceOver(Phase.Working working) {
    return epoch.window().endMillis()
        >= Math.addExact(working.lease().startMillis(), epoch.parameters().patienceMillis());
  }

  private Optional<OrderState> opened(Phase.Working working) {
    return new Opening(epoch, order, crew, this::right, "no_quorum").step(working);
  }

  /** What is likely enough; as that is a half at least, never two are. */
  private Optional<List<Runner>> right(List<List<Runner>> groups) {
    BigInteger all = BigInteger.ONE;
    for (List<Runner> group : groups) {
      all = all.add(weight(group));
    }
    BigInteger wanted = all.multiply(BigInteger.valueOf(epoch.parameters().checking().trustPpm()));
    return groups.stream()
        .filter(its -> its.size() >= LEAST)
        .filter(
            its -> weight(its).multiply(BigInteger.valueOf(Amounts.MILLION)).compareTo(wanted) > 0)
        .findFirst();
  }

  private BigInteger weight(List<Runner> group) {
    BigInteger product = BigInteger.ONE;
    for (Runner runner : group) {
      product = product.multiply(BigInteger.valueOf(weight(runner)));
    }
    return product;
  }

  /** Of a machine that lends nothing any more nothing is known. */
  private long weight(Runner runner) {
    return epoch.machines().find(runner.machine()).map(Machine::weight).orElse(1L);
  }
}
