package polder.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between a program and a node and keeps every byte that passes, as a capture at the wire
 * would: what the program sent, and what the node sent, by connection.
 */
final class RecordingProxy implements AutoCloseable {
  private static final int BUFFER = 1 << 14;
  private static final int CONNECT_MILLIS = 5_000;

  private final ServerSocket door;
  private final InetSocketAddress node;
  private final List<Connection> connections = new ArrayList<>();

  /** One connection's bytes; the streams of the JDK are safe for threads. */
  private record Connection(
      Socket program, Socket node, ByteArrayOutputStream sent, ByteArrayOutputStream got) {}

  private RecordingProxy(ServerSocket door, InetSocketAddress node) {
    this.door = door;
    this.node = node;
  }

  /** One before {@code node}, at a free port. */
  static RecordingProxy before(URI node) throws IOException {
    RecordingProxy proxy =
        new RecordingProxy(
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            new InetSocketAddress(node.getHost(), node.getPort()));
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  /** What the program sent, by connection. */
  List<byte[]> sent() {
    synchronized (connections) {
      return connections.stream().map(its -> its.sent().toByteArray()).toList();
    }
  }

  /** How many bytes the node sent. */
  long gotBytes() {
    synchronized (connections) {
      return connections.stream().mapToLong(its -> its.got().size()).sum();
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        join(door.accept());
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
  }

  private void join(Socket program) throws IOException {
    Socket other = new Socket();
    try {
      other.connect(node, CONNECT_MILLIS);
    } catch (IOException nodeIsAway) {
      program.close(); // As if the program had met the closed port itself.
      return;
    }
    Connection connection =
        new Connection(program, other, new ByteArrayOutputStream(), new ByteArrayOutputStream());
    synchronized (connections) {
      connections.add(connection);
    }
    Thread.ofVirtual().start(() -> pass(program, other, connection.sent()));
    Thread.ofVirtual().start(() -> pass(other, program, connection.got()));
  }

  private static void pass(Socket from, Socket to, ByteArrayOutputStream record) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        // Before it goes on: nothing can pass that was not kept.
        record.write(buffer, 0, size);
        out.write(buffer, 0, size);
        out.flush();
      }
    } catch (SocketException ended) {
      // One of them was killed, or the other direction has closed both.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    synchronized (connections) {
      for (Connection connection : connections) {
        connection.program().close();
        connection.node().close();
      }
    }
  }
}
