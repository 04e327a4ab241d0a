package polder.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import polder.protocol.message.DeviceMessage;

/**
 * Batches as HTTP/1.1 requests, encoded beforehand, a batch a request, over a few connections that
 * stay open. Answers are read to their end and only their status is looked at: a full client of
 * HTTP takes a seventh of the two cores that it is to leave to the node.
 */
final class HttpLoad {
  private static final int CONNECTIONS = 6;
  private static final int LONGEST_HEAD = 8_192;

  private final List<byte[]> requests = new ArrayList<>();
  private final long messages;

  private HttpLoad(long messages) {
    this.messages = messages;
  }

  /** Encodes {@code batches} for the node at {@code node}. */
  static HttpLoad of(URI node, List<List<DeviceMessage>> batches) {
    HttpLoad load = new HttpLoad(batches.stream().mapToLong(List::size).sum());
    for (List<DeviceMessage> batch : batches) {
      byte[] body = SignedLoad.body(batch);
      byte[] head =
          ("POST /v1/messages HTTP/1.1\r\nHost: "
                  + node.getAuthority()
                  + "\r\nContent-Type: application/cbor-seq\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      byte[] request = new byte[head.length + body.length];
      System.arraycopy(head, 0, request, 0, head.length);
      System.arraycopy(body, 0, request, head.length, body.length);
      load.requests.add(request);
    }
    return load;
  }

  /** Sends all; gives how many messages were acknowledged a second. */
  double send(URI node) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> talks = new ArrayList<>();
      long began = System.nanoTime();
      for (int i = 0; i < CONNECTIONS; i++) {
        talks.add(
            threads.submit(() -> {
              talk(node, next);
              return null;
            }));
      }
      for (Future<?> talk : talks) {
        talk.get();
      }
      return messages * 1e9 / (System.nanoTime() - began);
    }
  }

  private void talk(URI node, AtomicInteger next) throws IOException {
    try (Socket socket = new Socket(node.getHost(), node.getPort())) {
      InputStream input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (int at = next.getAndIncrement(); at < requests.size(); at = next.getAndIncrement()) {
        socket.getOutputStream().write(requests.get(at));
        String head = head(input);
        byte[] body = input.readNBytes(length(head));
        if (!head.startsWith("http/1.1 200 ")) {
          throw new IOException(
              "the node answered " + head + new String(body, StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static String head(InputStream input) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = input.read();
      if (next < 0 || head.length() == LONGEST_HEAD) {
        throw new EOFException("the answer has no end of its head: " + head);
      }
      head.append((char) next);
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  private static int length(String head) throws IOException {
    String name = "\r\ncontent-length: ";
    int from = head.indexOf(name);
    if (from < 0) {
      throw new IOException("the answer does not say how long it is: " + head);
    }
    from += name.length();
    return Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)).trim());
  }
}
