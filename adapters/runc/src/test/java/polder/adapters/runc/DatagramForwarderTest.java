package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Datagrams into a lease's network, in which an echo listens, and back. */
class DatagramForwarderTest {
  private static final InetSocketAddress ECHO = new InetSocketAddress("10.86.255.254", 53);

  @Test
  void answersFindWhoeverSent() throws Exception {
    World.assumeTools();
    LeaseNetwork network = new LeaseNetwork("polder-test-udp");
    network.open();
    try (DatagramChannel echo = network.namespace().datagrams()) {
      echo.bind(ECHO);
      Thread.ofVirtual().start(() -> answer(echo));
      Forwarder.Target target = new Forwarder.Target(network.namespace(), () -> List.of(ECHO));
      try (DatagramForwarder forwarder = new DatagramForwarder(0, target);
          DatagramChannel one = connect(forwarder.port());
          DatagramChannel other = connect(forwarder.port())) {
        send(one, "one");
        send(other, "other");

        assertThat(receive(other)).isEqualTo("other");
        assertThat(receive(one)).isEqualTo("one");
      }
    } finally {
      network.remove();
    }
  }

  private static void answer(DatagramChannel echo) {
    ByteBuffer buffer = ByteBuffer.allocate(1_024);
    try {
      while (echo.isOpen()) {
        buffer.clear();
        SocketAddress sender = echo.receive(buffer);
        echo.send(buffer.flip(), sender);
      }
    } catch (IOException e) {
      return; // closed at the end of the test
    }
  }

  private static DatagramChannel connect(int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return channel;
  }

  private static void send(DatagramChannel to, String text) throws IOException {
    to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String receive(DatagramChannel from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1_024);
    from.read(buffer);
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }
}
