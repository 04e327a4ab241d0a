package polder.agent.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.agent.format.Json;
import polder.networks.GroupKey;
import polder.networks.compute.Directory;
import polder.networks.compute.Machine;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a node about one market. Safe for several threads. */
public final class MarketClient {
  private static final String CBOR = "application/cbor";
  private static final int MOST_PAGES = 1_000;
  private static final int NOT_FOUND = 404;

  private final NodeClient node;
  private final String path;

  /** Of the network {@code network}. */
  public MarketClient(NodeClient node, String network) {
    this.node = node;
    this.path = "/v1/networks/" + network;
  }

  /**
   * Which orders.
   *
   * @param client of which client only
   * @param machine with which machine only: one that bids, won, checks or looks
   * @param renter of which account's clients only
   */
  public record Filter(
      Optional<DeviceId> client, Optional<DeviceId> machine, Optional<Account> renter) {
    /** All of them. */
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());

    /** Those of one client. */
    public static Filter ofClient(DeviceId client) {
      return new Filter(Optional.of(client), Optional.empty(), Optional.empty());
    }

    /** Those that one machine has to do with. */
    public static Filter ofMachine(DeviceId machine) {
      return new Filter(Optional.empty(), Optional.of(machine), Optional.empty());
    }

    /** Those of one account. */
    public static Filter ofRenter(Account renter) {
      return new Filter(Optional.empty(), Optional.empty(), Optional.of(renter));
    }

    private String query() {
      StringBuilder query = new StringBuilder("?");
      client.ifPresent(its -> query.append("client=").append(its.did()).append('&'));
      machine.ifPresent(its -> query.append("machine=").append(its.did()).append('&'));
      renter.ifPresent(its -> query.append("renter=").append(its).append('&'));
      return query.toString();
    }
  }

  /**
   * All orders.
   *
   * @throws NodeException if the node cannot be reached or its answer is none
   */
  public Orders orders() throws NodeException, InterruptedException {
    return orders(Filter.ALL);
  }

  /**
   * Orders, all pages of them: what is sealed between two pages is read from the first one again.
   *
   * @throws NodeException if the node cannot be reached or its answer is none
   */
  public Orders orders(Filter filter) throws NodeException, InterruptedException {
    List<Orders.Standing> standing = new ArrayList<>();
    List<Orders.Pending> pending = new ArrayList<>();
    String after = "";
    long epoch = -1;
    for (int page = 0; page < MOST_PAGES; page++) {
      String asked = path + "/orders" + filter.query() + after;
      OrdersCodec.Page answer = page(asked);
      if (epoch >= 0 && answer.orders().epoch() != epoch) {
        standing.clear();
        pending.clear();
        epoch = -1;
        after = "";
        continue;
      }
      Orders its = answer.orders();
      epoch = its.epoch();
      standing.addAll(its.standing());
      pending.addAll(its.pending());
      if (answer.next().isEmpty()) {
        return new Orders(epoch, its.startMillis(), its.endMillis(), standing, pending);
      }
      after = "after=" + answer.next().get();
    }
    throw answer("/orders", "it never ends");
  }

  private OrdersCodec.Page page(String asked) throws NodeException, InterruptedException {
    try {
      return OrdersCodec.decode(node.get(asked, CBOR));
    } catch (CodecException e) {
      throw answer("/orders", String.valueOf(e.getMessage()));
    }
  }

  /**
   * What the node can tell of an order; empty if it remembers none of that name.
   *
   * @param epoch in which epoch to look in the archive, too
   * @throws NodeException if the node cannot be reached or its answer is none
   */
  public Optional<OrderStory> order(GroupKey order, OptionalLong epoch)
      throws NodeException, InterruptedException {
    Bytes json;
    try {
      json =
          node.get(
              path + "/orders/" + order + (epoch.isPresent() ? "?epoch=" + epoch.getAsLong() : ""));
    } catch (NodeException e) {
      if (e.status() == NOT_FOUND && String.valueOf(e.getMessage()).contains("no_such_order")) {
        return Optional.empty();
      }
      throw e;
    }
    try {
      return Optional.of(StoryJson.read(json));
    } catch (JacksonException | IllegalArgumentException e) {
      throw answer("/orders/" + order, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The machines whose offers stand, by name.
   *
   * @throws NodeException if the node cannot be reached or its answer is none
   */
  public List<Machine> machines() throws NodeException, InterruptedException {
    try {
      return Directory.decode(node.get(path + "/machines", CBOR)).all();
    } catch (CodecException | IllegalArgumentException | ArithmeticException e) {
      throw answer("/machines", String.valueOf(e.getMessage()));
    }
  }

  /**
   * What such work was cleared at lately.
   *
   * @throws NodeException if the node cannot be reached or its answer is none
   */
  public Estimate estimate(Proof proof, Need need) throws NodeException, InterruptedException {
    Bytes json =
        node.get(
            path
                + "/estimate?proof="
                + proof.code()
                + "&cpu="
                + need.cpuMilli()
                + "&memory="
                + need.memoryBytes()
                + "&gpus="
                + need.gpus());
    try {
      JsonNode answer = Json.MAPPER.readTree(json.unsafeArray());
      Optional<Estimate.Prices> prices =
          answer.has("medianNano")
              ? Optional.of(
                  new Estimate.Prices(
                      answer.path("lowNano").asLong(0),
                      answer.path("medianNano").asLong(0),
                      answer.path("highNano").asLong(0)))
              : Optional.empty();
      return new Estimate(
          answer.path("per").asString(""),
          answer.path("known").asLong(0),
          answer.path("restsOn").asLong(0),
          prices);
    } catch (JacksonException e) {
      throw answer("/estimate", e.getOriginalMessage());
    }
  }

  private NodeException answer(String what, String why) {
    return node.wrongAnswer("GET " + path + what, why);
  }
}
