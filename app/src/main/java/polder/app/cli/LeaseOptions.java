package polder.app.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.agent.compute.LeaseClient;
import polder.agent.market.MarketClient;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState;
import polder.protocol.crypto.DeviceKey;

/** Which order that runs somewhere a renter means. */
final class LeaseOptions {
  @Parameters(index = "0", paramLabel = "ORDER", description = "The order's name, order-….")
  private String order = "";

  @Mixin private final MarketOption market = new MarketOption();

  /** What runs: the order as the node has it, and the machine's door. */
  record Found(OrderState state, LeaseClient door) implements AutoCloseable {
    @Override
    public void close() {
      door.close();
    }
  }

  /**
   * Finds where it runs.
   *
   * @throws BadWordException if there is no such order, or it runs nowhere
   */
  Found find() throws IOException, InterruptedException {
    if (!order.matches("order-[0-9a-f]{32}")) {
      throw new BadWordException(
          order + " is no name of an order", "`polder orders` shows the names of yours");
    }
    GroupKey group = new GroupKey(order);
    try (MarketOption.Talk talk = market.talk()) {
      DeviceKey client = market.renter(talk).key();
      OrderState state =
          talk.market()
              .orders(MarketClient.Filter.ofClient(client.id()))
              .standing(group)
              .orElseThrow(() ->
                  new BadWordException(
                      "no order " + order + " of this client stands in " + talk.network().name(),
                      "it may be over, or another client's: see `polder orders` and --client"))
              .state();
      Lease lease =
          state
              .lease()
              .orElseThrow(() ->
                  new BadWordException(
                      "no machine has won " + order + " yet", "wait for the next epoch"));
      if (lease.host().isEmpty()) {
        throw new BadWordException(
            "the machine that runs " + order + " has no door that others reach",
            "order anew for another one");
      }
      return new Found(state, new LeaseClient(lease.host(), lease.machine(), group, client));
    }
  }
}
