package polder.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import polder.protocol.message.DeviceMessage;

/**
 * Messages as MQTT 3.1.1 publications of quality 1, one each, encoded beforehand. Every connection
 * writes all that it has as fast as the node reads, and counts acknowledgements; so sending costs
 * next to nothing beside the node on the same cores. Real clients are tried in the door's tests.
 */
final class MqttLoad {
  private static final int CONNECTIONS = 16;
  private static final int CONNACK_BYTES = 4;
  private static final int PUBACK = 0x40;
  private static final int MOST_PACKET_ID = 65_535;

  private final List<Share> shares;

  /** What goes over one connection. */
  private record Share(int number, byte[] publications, int count) {}

  private MqttLoad(List<Share> shares) {
    this.shares = shares;
  }

  /** Encodes {@code batches}; all messages of a device go over one connection, in their order. */
  static MqttLoad of(List<List<DeviceMessage>> batches) {
    List<Share> shares = new ArrayList<>();
    for (int number = 0; number < CONNECTIONS; number++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int count = 0;
      for (List<DeviceMessage> batch : batches) {
        for (DeviceMessage message : batch) {
          if (Math.floorMod(message.device().hashCode(), CONNECTIONS) == number) {
            out.writeBytes(publish(message, 1 + count % MOST_PACKET_ID));
            count++;
          }
        }
      }
      shares.add(new Share(number, out.toByteArray(), count));
    }
    return new MqttLoad(shares);
  }

  /** Sends all; gives how many were acknowledged a second. */
  double send(int port) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> talks = new ArrayList<>();
      long began = System.nanoTime();
      for (Share share : shares) {
        talks.add(
            threads.submit(() -> {
              talk(port, share, threads);
              return null;
            }));
      }
      for (Future<?> talk : talks) {
        talk.get();
      }
      long all = shares.stream().mapToLong(Share::count).sum();
      return all * 1e9 / (System.nanoTime() - began);
    }
  }

  private static void talk(int port, Share share, ExecutorService threads) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataInputStream input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      socket.getOutputStream().write(connect("bench-" + share.number()));
      input.readFully(new byte[CONNACK_BYTES]);
      Future<?> writer =
          threads.submit(() -> {
            socket.getOutputStream().write(share.publications());
            return null;
          });
      for (int i = 0; i < share.count(); i++) {
        int packet = input.readInt();
        if (packet >>> 24 != PUBACK || (packet & 0xffff) != 1 + i % MOST_PACKET_ID) {
          throw new IOException("not the acknowledgement of publication " + i + ": " + packet);
        }
      }
      writer.get();
    }
  }

  private static byte[] connect(String id) {
    byte[] name = id.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // MQTT 3.1.1, a clean session, a minute of keep-alive.
    byte[] head = {0x10, (byte) (12 + name.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0};
    out.writeBytes(head);
    out.write(name.length);
    out.writeBytes(name);
    return out.toByteArray();
  }

  private static byte[] publish(DeviceMessage message, int packetId) {
    byte[] topic =
        ("polder/" + message.network() + "/messages").getBytes(StandardCharsets.US_ASCII);
    byte[] payload = message.wire().toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x32);
    int left = 2 + topic.length + 2 + payload.length;
    while (left > 127) {
      out.write(left & 127 | 128);
      left >>>= 7;
    }
    out.write(left);
    out.write(0);
    out.write(topic.length);
    out.writeBytes(topic);
    out.write(packetId >>> 8);
    out.write(packetId);
    out.writeBytes(payload);
    return out.toByteArray();
  }
}
