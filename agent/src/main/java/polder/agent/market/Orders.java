package polder.agent.market;

import java.util.List;
import java.util.Optional;
import polder.networks.GroupKey;
import polder.networks.compute.OrderState;
import polder.networks.compute.message.Said;
import polder.protocol.identity.DeviceId;

/**
 * The orders of a market, as a node shows them to machines.
 *
 * @param epoch the running epoch
 * @param startMillis its start, epoch milliseconds
 * @param endMillis its end
 * @param standing those that stood after the latest seal, by name
 * @param pending those that were accepted in the running epoch, by name: machines may bid for them
 *     in that same epoch
 */
public record Orders(
    long epoch, long startMillis, long endMillis, List<Standing> standing, List<Pending> pending) {
  public Orders {
    standing = List.copyOf(standing);
    pending = List.copyOf(pending);
  }

  /**
   * One that stands.
   *
   * @param order its name
   * @param purseNano what its purse held
   * @param state what the market remembers of it
   */
  public record Standing(GroupKey order, long purseNano, OrderState state) {}

  /**
   * One that waits for its epoch's seal.
   *
   * @param order its name
   * @param client who ordered
   * @param said what was ordered
   */
  public record Pending(GroupKey order, DeviceId client, Said.Order said) {}

  /** The order of that name, if it stands. */
  public Optional<Standing> standing(GroupKey order) {
    return standing.stream().filter(its -> its.order().equals(order)).findFirst();
  }
}
