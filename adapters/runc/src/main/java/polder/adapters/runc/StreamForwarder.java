package polder.adapters.runc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards connections of TCP, each to the next container in turn. */
final class StreamForwarder implements Forwarder {
  private static final Logger LOG = LoggerFactory.getLogger(StreamForwarder.class);
  private static final int MOST_CONNECTIONS = 1_024;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int BUFFER = 32_768;

  private final ServerSocketChannel server;
  private final int port;
  private final Target target;
  private final Semaphore free = new Semaphore(MOST_CONNECTIONS);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Begins to listen.
   *
   * @throws IOException if the port is taken
   */
  StreamForwarder(int port, Target target) throws IOException {
    this.server = ServerSocketChannel.open();
    this.target = target;
    try {
      server.bind(new InetSocketAddress(port));
      this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    } catch (IOException e) {
      server.close();
      throw e;
    }
    Thread.ofVirtual().name("forward-" + this.port).start(this::accept);
  }

  @Override
  public int port() {
    return port;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        if (free.tryAcquire()) {
          Thread.ofVirtual().start(() -> serve(client));
        } else {
          client.close();
        }
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("port {} could not take a connection: {}", port, e.getMessage());
        }
      }
    }
  }

  private void serve(SocketChannel client) {
    open.add(client);
    try (client;
        SocketChannel inside = target.network().stream()) {
      open.add(inside);
      try {
        List<InetSocketAddress> running = target.running().get();
        if (running.isEmpty()) {
          return; // a closed connection says it
        }
        InetSocketAddress next = running.get(Math.floorMod(turn.getAndIncrement(), running.size()));
        inside.socket().connect(next, CONNECT_MILLIS);
        Thread back = Thread.ofVirtual().start(() -> pump(inside, client));
        pump(client, inside);
        back.join();
      } finally {
        open.remove(inside);
      }
    } catch (IOException e) {
      LOG.debug("a connection to port {} ended: {}", port, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
      free.release();
    }
  }

  /** Until {@code from} ends, which {@code to} is then told; a fault of one ends both. */
  private void pump(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(SocketChannel one, SocketChannel other) {
    try (one;
        other) {
      LOG.trace("a connection broke");
    } catch (IOException e) {
      LOG.debug("a socket did not close: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel each : open) {
        each.close();
      }
    } catch (IOException e) {
      LOG.warn("port {} did not close: {}", port, e.getMessage());
    }
  }
}
