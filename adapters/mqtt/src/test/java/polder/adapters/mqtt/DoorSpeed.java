package polder.adapters.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import polder.protocol.Bytes;

/**
 * How many publications of quality 1 a second go through the door alone: a gateway behind it that
 * takes everything at once, and clients in the same process. Not a test; takes the number of
 * connections, of publications of each, and how many of them may be under way.
 */
final class DoorSpeed {
  private static final int PAYLOAD_BYTES = 250;
  private static final int PUBACK_BYTES = 4;

  private DoorSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int connections = Integer.parseInt(arguments[0]);
    int each = Integer.parseInt(arguments[1]);
    int window = Integer.parseInt(arguments[2]);
    Path folder = Files.createTempDirectory("door-speed");
    try (OpenDoor door = new OpenDoor(folder.resolve("users"), Optional.empty())) {
      // The first round warms up.
      for (int round = 0; round < 3; round++) {
        double seconds = measure(door.port(), connections, each, window);
        System.out.printf(
            Locale.ROOT,
            "%d connections, %d under way on each: %.0f acknowledged publications/s%n",
            connections,
            window,
            connections * (double) each / seconds);
      }
    }
  }

  private static double measure(int port, int connections, int each, int window)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    long started = System.nanoTime();
    for (int number = 0; number < connections; number++) {
      byte[] connect = connect("speed-" + number);
      threads.add(Thread.ofVirtual().start(() -> talk(port, connect, each, window)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private static void talk(int port, byte[] connect, int each, int window) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      DataInputStream input = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(connect);
      input.readFully(new byte[4]);
      Semaphore free = new Semaphore(window);
      Thread writer = Thread.ofVirtual().start(() -> write(socket, free, each));
      byte[] acknowledgement = new byte[PUBACK_BYTES];
      for (int number = 0; number < each; number++) {
        input.readFully(acknowledgement);
        free.release();
      }
      writer.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Socket socket, Semaphore free, int each) {
    try {
      OutputStream output = socket.getOutputStream();
      for (int number = 0; number < each; number++) {
        free.acquire();
        output.write(publish(1 + number % 65_535));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] connect(String id) {
    byte[] name = id.getBytes(StandardCharsets.US_ASCII);
    byte[] head = {0x10, (byte) (12 + name.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0};
    return Bytes.copyOf(head)
        .concat(Bytes.wrap(new byte[] {(byte) name.length}))
        .concat(Bytes.wrap(name))
        .toArray();
  }

  private static byte[] publish(int id) {
    byte[] topic = OpenDoor.TOPIC.getBytes(StandardCharsets.US_ASCII);
    int length = 2 + topic.length + 2 + PAYLOAD_BYTES;
    byte[] packet = new byte[3 + length];
    packet[0] = 0x32;
    packet[1] = (byte) (length & 127 | 128);
    packet[2] = (byte) (length >> 7);
    packet[4] = (byte) topic.length;
    System.arraycopy(topic, 0, packet, 5, topic.length);
    int at = 5 + topic.length;
    packet[at] = (byte) (id >> 8);
    packet[at + 1] = (byte) id;
    // A CBOR byte string of what is left.
    int body = PAYLOAD_BYTES - 2;
    packet[at + 2] = 0x58;
    packet[at + 3] = (byte) body;
    Arrays.fill(packet, at + 4, packet.length, (byte) 'x');
    return packet;
  }
}
