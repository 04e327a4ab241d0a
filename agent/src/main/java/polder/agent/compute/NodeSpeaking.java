package polder.agent.compute;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.market.MarketClient;
import polder.agent.market.Orders;
import polder.agent.work.Blobs;
import polder.agent.work.NodeBlobs;
import polder.networks.GroupKey;
import polder.networks.compute.Machine;
import polder.networks.compute.OrderState;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;

/** Speaks to nodes by HTTP. */
public final class NodeSpeaking implements Tools.Speaking {
  @Override
  public Blobs blobs(URI node, Deployment deployment, DeviceKey key) {
    return new NodeBlobs(node, deployment, key);
  }

  @Override
  public Market market(URI node, String network) {
    return new NodeMarket(new NodeClient(node), network);
  }

  /** A market as one node tells of it. Which machines there are it asks once an epoch. */
  private static final class NodeMarket implements Market {
    private final NodeClient node;
    private final MarketClient client;
    private long epoch = -1;
    private Optional<Machine> self = Optional.empty();
    private List<Machine> toTime = List.of();

    NodeMarket(NodeClient node, String network) {
      this.node = node;
      this.client = new MarketClient(node, network);
    }

    @Override
    public MarketView orders(DeviceId machine) throws IOException, InterruptedException {
      Orders orders = client.orders();
      if (orders.epoch() != epoch) {
        List<Machine> machines = client.machines();
        self = machines.stream().filter(its -> its.device().equals(machine)).findFirst();
        toTime =
            machines.stream()
                .filter(its ->
                    its.round().filter(round -> round.timers().contains(machine)).isPresent())
                .toList();
        epoch = orders.epoch();
      }
      SortedMap<GroupKey, OrderState> standing = new TreeMap<>();
      orders.standing().forEach(its -> standing.put(its.order(), its.state()));
      SortedMap<GroupKey, MarketView.Fresh> fresh = new TreeMap<>();
      orders
          .pending()
          .forEach(its -> fresh.put(its.order(), new MarketView.Fresh(its.client(), its.said())));
      try {
        return new MarketView(
            orders.epoch(),
            orders.startMillis(),
            orders.endMillis(),
            standing,
            fresh,
            self,
            toTime);
      } catch (IllegalArgumentException e) {
        throw new IOException(node.address() + " says of its market what cannot be", e);
      }
    }

    @Override
    public void close() {
      node.close();
    }
  }
}
