package polder.agent.compute;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import polder.agent.NodeClient;
import polder.agent.format.Json;
import polder.networks.GroupKey;
import polder.networks.compute.OrderState;
import polder.networks.compute.message.Said;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Looks whether others' leases run, when it was drawn for that: ten times spread over an epoch, and
 * says before its end what it found. For one thread; looks in others.
 */
final class Watchman implements AutoCloseable {
  private static final int LOOKS = 10;
  private static final int MOST_ENDPOINTS = 16;
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Desk desk;
  private final boolean isPrivate;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<GroupKey, Watch> watches = new HashMap<>();

  /** How an order's looks go on in one epoch. */
  private record Watch(long epoch, AtomicLong begun, AtomicLong done, AtomicLong found) {
    static Watch of(long epoch) {
      return new Watch(epoch, new AtomicLong(), new AtomicLong(), new AtomicLong());
    }
  }

  /**
   * One that looks.
   *
   * @param isPrivate whether it may look at addresses that only a private network has: a machine
   *     that stands in one, and never one on the internet, where others could so make it ask what
   *     only it can reach
   */
  Watchman(Desk desk, boolean isPrivate) {
    this.desk = desk;
    this.isPrivate = isPrivate;
  }

  /** Looks at what is due, and says what is due to be said. */
  void attend(MarketView view, long clockMillis) throws IOException {
    watches.keySet().retainAll(view.orders().keySet());
    for (Map.Entry<GroupKey, OrderState> entry : view.orders().entrySet()) {
      if (entry.getValue().phase() instanceof OrderState.Phase.Running running
          && running.meter().probers().contains(desk.machine())) {
        watch(entry.getKey(), running.lease().host(), view, view.within(clockMillis));
      }
    }
  }

  private void watch(GroupKey order, String host, MarketView view, long now) throws IOException {
    Watch watch = watches.get(order);
    if (watch == null || watch.epoch() != view.epoch()) {
      watch = Watch.of(view.epoch());
      watches.put(order, watch);
    }
    long due = (now - view.startMillis()) * (LOOKS + 1) / view.lengthMillis();
    if (watch.begun().get() < Math.min(due, LOOKS)) {
      watch.begun().incrementAndGet();
      Watch its = watch;
      threads.execute(() -> {
        boolean up = isUp(host, order);
        if (up) {
          its.found().incrementAndGet();
        }
        its.done().incrementAndGet();
      });
    }
    boolean isTime = view.endMillis() - now <= Math.max(view.lengthMillis() / (LOOKS + 1), 1_000);
    if (isTime && watch.begun().get() > 0 && watch.begun().get() <= LOOKS) {
      long looks = watch.done().get();
      if (looks > 0) {
        watch.begun().set(LOOKS + 1);
        desk.say(new Said.Probe(order, looks, Math.min(looks, watch.found().get())));
      }
    }
  }

  /** Whether its door says that it runs, and all that it exposes to the world lets one in. */
  private boolean isUp(String host, GroupKey order) {
    try {
      URI address = URI.create(host);
      NodeClient.requireAddress(address);
      InetAddress machine = InetAddress.getByName(address.getHost());
      if (!isAllowed(machine)) {
        return false;
      }
      JsonNode lease;
      try (NodeClient door = new NodeClient(address, java.time.Duration.ofMillis(TIMEOUT_MILLIS))) {
        lease = Json.MAPPER.readTree(door.get("/v1/leases/" + order).unsafeArray());
      }
      if (!lease.path("running").asBoolean(false)
          || lease.path("endpoints").size() > MOST_ENDPOINTS) {
        return false;
      }
      for (JsonNode endpoint : lease.path("endpoints")) {
        if (endpoint.path("protocol").asString("").equals("tcp")
            && !answers(machine, endpoint.path("hostPort").asInt(0))) {
          return false;
        }
      }
      return true;
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isAllowed(InetAddress address) {
    return isPrivate || !isPrivate(address);
  }

  /** Whether an address is none of the internet. */
  static boolean isPrivate(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || (address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc);
  }

  /** The same of the base address that a machine says it is reached at. */
  static boolean isPrivate(String host) {
    try {
      return isPrivate(InetAddress.getByName(URI.create(host).getHost()));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean answers(InetAddress machine, int port) throws IOException {
    if (port < 1 || port > 65_535) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(machine, port), TIMEOUT_MILLIS);
      return true;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
