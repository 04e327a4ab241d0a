package polder.adapters.runc;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import polder.ports.work.WorkException;

/**
 * The network of one lease: a bridge in a namespace of its own, and a cable from it to each
 * container. Neither the machine nor any other lease has an address or a route there.
 *
 * @param name of the namespace
 */
record LeaseNetwork(String name) {
  private static final String BRIDGE = "bridge0";
  private static final String PREFIX = "10.86.";
  private static final String MASK = "/16";
  private static final int BYTE = 256;

  /** From where the machine's forwarded connections come. */
  private static final String OWN = PREFIX + "255.254";

  /** Most containers of a lease, leaving the bridge's own number free. */
  static final int MOST = 60_000;

  /** Makes it, unless it is there. */
  void open() throws WorkException {
    if (isThere() && Command.of("ip", "-n", name, "link", "show", BRIDGE).result().code() == 0) {
      return;
    }
    try {
      if (!isThere()) {
        Command.of("ip", "netns", "add", name).run();
      }
      Command ip = Command.of("ip", "-n", name);
      ip.and("link", "add", BRIDGE, "type", "bridge").run();
      ip.and("address", "add", OWN + MASK, "dev", BRIDGE).run();
      ip.and("link", "set", BRIDGE, "up").run();
      ip.and("link", "set", "lo", "up").run();
    } catch (WorkException e) {
      throw new WorkException(
          WorkException.Kind.MACHINE,
          "this machine cannot make networks for containers ("
              + e.getMessage()
              + "); its kernel needs bridge and veth: modprobe -a bridge veth",
          e);
    }
  }

  /** Lays the cable to a container that was created and has not begun. */
  void attach(long process, int number) throws WorkException {
    String cable = "c" + number;
    Command ip = Command.of("ip", "-n", name);
    ip.and("link", "delete", cable).result(); // that of the container before, if it lingers
    String peer = "peer" + number;
    ip.and("link", "add", cable, "type", "veth", "peer", "name", peer).run();
    ip.and("link", "set", peer, "netns", Long.toString(process)).run();
    ip.and("link", "set", cable, "master", BRIDGE, "up").run();
    Command inside = Command.of("nsenter", "--target", Long.toString(process), "--net", "ip");
    inside.and("link", "set", peer, "name", "eth0").run();
    inside.and("address", "add", address(number) + MASK, "dev", "eth0").run();
    inside.and("link", "set", "eth0", "up").run();
    inside.and("link", "set", "lo", "up").run();
  }

  /** The address of the container of this number. */
  static String address(int number) {
    return PREFIX + number / BYTE + "." + number % BYTE;
  }

  /** Where that container listens at {@code port}. */
  static InetSocketAddress socket(int number, int port) {
    return new InetSocketAddress(address(number), port);
  }

  /** Where sockets are made that reach its containers. */
  NetworkNamespace namespace() {
    return NetworkNamespace.named(name);
  }

  private boolean isThere() {
    return Files.exists(Path.of("/run/netns", name));
  }

  /** Removes it and all cables. */
  void remove() throws WorkException {
    if (isThere()) {
      Command.of("ip", "netns", "delete", name).run();
    }
  }
}
