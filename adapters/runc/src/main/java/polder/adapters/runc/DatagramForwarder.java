package polder.adapters.runc;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards datagrams of UDP. Whoever sends gets a socket of its own towards a container, by which
 * answers find back, until it has been quiet for a minute.
 */
final class DatagramForwarder implements Forwarder {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramForwarder.class);
  private static final int MOST_SENDERS = 512;
  private static final int QUIET_MILLIS = 60_000;
  private static final int BUFFER = 65_536;

  private final DatagramChannel outside;
  private final int port;
  private final Target target;
  private final Map<SocketAddress, DatagramChannel> senders = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Begins to listen.
   *
   * @throws IOException if the port is taken
   */
  DatagramForwarder(int port, Target target) throws IOException {
    this.outside = DatagramChannel.open();
    this.target = target;
    try {
      outside.bind(new InetSocketAddress(port));
      this.port = ((InetSocketAddress) outside.getLocalAddress()).getPort();
    } catch (IOException e) {
      outside.close();
      throw e;
    }
    Thread.ofVirtual().name("forward-udp-" + this.port).start(this::receive);
  }

  @Override
  public int port() {
    return port;
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (outside.isOpen()) {
      try {
        buffer.clear();
        SocketAddress sender = outside.receive(buffer);
        buffer.flip();
        DatagramChannel inside = senders.get(sender);
        if (inside == null && senders.size() < MOST_SENDERS) {
          inside = connect(sender);
        }
        if (inside != null) {
          inside.write(buffer);
        }
      } catch (IOException e) {
        LOG.debug("a datagram to port {} was lost: {}", port, e.getMessage());
      }
    }
  }

  private DatagramChannel connect(SocketAddress sender) throws IOException {
    List<InetSocketAddress> running = target.running().get();
    if (running.isEmpty()) {
      throw new IOException("nothing runs");
    }
    DatagramChannel inside = target.network().datagrams();
    inside.connect(running.get(Math.floorMod(turn.getAndIncrement(), running.size())));
    senders.put(sender, inside);
    Thread.ofVirtual().start(() -> answer(inside, sender));
    return inside;
  }

  private void answer(DatagramChannel inside, SocketAddress sender) {
    byte[] bytes = new byte[BUFFER];
    try (inside) {
      inside.socket().setSoTimeout(QUIET_MILLIS);
      while (outside.isOpen()) {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        inside.socket().receive(packet);
        outside.send(ByteBuffer.wrap(bytes, 0, packet.getLength()), sender);
      }
    } catch (IOException quietOrClosed) {
      LOG.trace("no more answers to {}", sender);
    } finally {
      senders.remove(sender);
    }
  }

  @Override
  public void close() {
    try {
      outside.close();
      for (DatagramChannel each : senders.values()) {
        each.close();
      }
    } catch (IOException e) {
      LOG.warn("port {} did not close: {}", port, e.getMessage());
    }
  }
}
