package polder.app.cli;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.networks.GroupKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The door of a machine that runs an order: what it says of the lease to everybody. */
final class MachineDoor implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_ENDPOINTS = 8;

  private final NodeClient door;
  private final GroupKey order;

  private MachineDoor(NodeClient door, GroupKey order) {
    this.door = door;
    this.order = order;
  }

  /** What a machine says. */
  record Seen(boolean running, List<Endpoint> endpoints) {
    Seen {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** The door at {@code address}; empty if that is no address of one. */
  static Optional<MachineDoor> at(String address, GroupKey order) {
    try {
      return Optional.of(new MachineDoor(new NodeClient(URI.create(address), PATIENCE), order));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The machine's name or address, without a port. */
  String host() {
    return String.valueOf(URI.create(door.address()).getHost());
  }

  /** Asks; empty if nobody answers, or something that is no answer. */
  Optional<Seen> ask() throws InterruptedException {
    JsonNode lease;
    try {
      lease = JsonMapper.shared().readTree(door.get("/v1/leases/" + order).toArray());
    } catch (NodeException | JacksonException e) {
      // It does not answer: nothing is seen to run.
      return Optional.empty();
    }
    boolean running = lease.path("running").asBoolean(false);
    for (JsonNode service : lease.path("services")) {
      running &= service.path("state").asString("").equals("running");
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (JsonNode endpoint : lease.path("endpoints")) {
      int port = endpoint.path("hostPort").asInt(0);
      boolean tcp = endpoint.path("protocol").asString("").equals("tcp");
      if (tcp && port > 0 && port <= 0xffff && endpoints.size() < MOST_ENDPOINTS) {
        endpoints.add(
            new Endpoint(
                word(endpoint.path("service").asString("")), endpoint.path("port").asInt(0), port));
      }
    }
    return Optional.of(new Seen(running, endpoints));
  }

  /** What a machine says ends up on a terminal. */
  private static String word(String text) {
    return text.replaceAll("[^A-Za-z0-9._-]", "?");
  }

  @Override
  public void close() {
    door.close();
  }
}
