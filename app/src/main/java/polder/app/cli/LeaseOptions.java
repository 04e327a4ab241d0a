package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.OfferException;
import polder.agent.compute.ComputeOffer;
import polder.agent.compute.LeaseClient;
import polder.agent.market.MarketClient;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState;
import polder.protocol.crypto.DeviceKey;

/** Which order that runs somewhere a renter means, and with which key it ordered. */
final class LeaseOptions {
  @Parameters(index = "0", paramLabel = "ORDER", description = "The order's name, order-….")
  private String order = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.polder/renter/client.key",
      description = "Key file of the device that ordered (default: ${DEFAULT-VALUE}).")
  private Path key = Path.of("");

  @Option(
      names = "--network",
      description = "In which market (default: the only one that is not simulated).")
  private @Nullable String network;

  @Mixin private final NodeOption node = new NodeOption();

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
      throw new BadWordException(order + " is no name of an order", "name one like order-4c2e…");
    }
    if (!Files.exists(key)) {
      throw new BadWordException("there is no " + key, "name the key that ordered it with --key");
    }
    GroupKey group = new GroupKey(order);
    DeviceKey client = KeyFile.device(key);
    try (NodeClient asked = node.client()) {
      Deployment deployment = asked.deployment();
      String market = market(deployment);
      OrderState state =
          new MarketClient(asked, market)
              .orders(MarketClient.Filter.ofClient(client.id()))
              .standing(group)
              .orElseThrow(() ->
                  new BadWordException(
                      "no order " + order + " of this key stands in " + market,
                      "it may be over, or of another key: see --key"))
              .state();
      Lease lease =
          state
              .lease()
              .orElseThrow(() ->
                  new BadWordException(
                      "no machine has won " + order + " yet", "wait for the next epoch"));
      if (lease.host().isEmpty()) {
        throw new BadWordException(
            "the machine that runs " + order + " says of no door", "order anew for another one");
      }
      return new Found(state, new LeaseClient(lease.host(), lease.machine(), group, client));
    }
  }

  private String market(Deployment deployment) {
    try {
      return ComputeOffer.choose(deployment, Optional.ofNullable(network)).network();
    } catch (OfferException e) {
      throw new BadWordException(String.valueOf(e.getMessage()), "name one of them");
    }
  }
}
