package polder.app.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import polder.networks.GroupKey;

/**
 * How long services have answered: the time between two looks counts if both found all of them.
 * Ports that take connections are tried at each look; of services that have none the machine's door
 * is believed.
 */
final class Uptime implements AutoCloseable {
  private static final int CONNECT_MILLIS = 500;

  // A computer that slept between two looks saw nothing in between.
  private static final long MOST_GAP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final MachineDoor.Seen NOTHING = new MachineDoor.Seen(false, List.of());

  private final GroupKey order;
  private final long askNanos;
  private Optional<MachineDoor> door = Optional.empty();
  private String address = "";
  private MachineDoor.Seen seen = NOTHING;
  private long askedNanos;
  private boolean found;
  private boolean everUp;
  private long lastNanos;
  private long upNanos;

  /**
   * Of the services of {@code order}.
   *
   * @param askMillis how often the machine's door is asked
   */
  Uptime(GroupKey order, long askMillis) {
    this.order = order;
    this.askNanos = TimeUnit.MILLISECONDS.toNanos(askMillis);
    this.askedNanos = System.nanoTime() - askNanos;
  }

  /** They run behind the door at {@code where}, which is empty where the machine has none. */
  void at(String where) {
    if (!where.equals(address)) {
      close();
      address = where;
      door = MachineDoor.at(where, order);
    }
  }

  /** Where they are reached, as far as the machine has said. */
  List<Endpoint> endpoints() {
    return seen.endpoints();
  }

  /** The machine's name or address; empty while it is not known. */
  String host() {
    return door.map(MachineDoor::host).orElse("");
  }

  /** Looks. */
  void look() throws InterruptedException {
    boolean before = found;
    if (door.isPresent() && System.nanoTime() - askedNanos >= askNanos) {
      seen = door.get().ask().orElse(NOTHING);
      askedNanos = System.nanoTime();
    }
    found = seen.running() && seen.endpoints().stream().allMatch(this::answers);
    everUp |= found;
    long now = System.nanoTime();
    if (before && found && now - lastNanos <= MOST_GAP_NANOS) {
      upNanos += now - lastNanos;
    }
    lastNanos = now;
  }

  private boolean answers(Endpoint endpoint) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host(), endpoint.hostPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it was ever found. */
  boolean everUp() {
    return everUp;
  }

  /** Seconds so far. */
  long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(upNanos);
  }

  @Override
  public void close() {
    door.ifPresent(MachineDoor::close);
    door = Optional.empty();
  }
}
