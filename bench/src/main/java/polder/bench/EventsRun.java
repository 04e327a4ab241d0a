package polder.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import polder.agent.NodeClient;
import polder.protocol.message.DeviceMessage;

/**
 * How soon a reading of one device is seen in {@code /v1/events}, from the moment its message is
 * sent, while many others report.
 */
final class EventsRun {
  private static final int DEVICES = 2_000;
  private static final int BATCH = 100;
  private static final int PROBES_A_SECOND = 10;

  private EventsRun() {}

  /** {@code RATE SECONDS}: messages a second of the others, and for how long. */
  public static void main(String[] args) throws Exception {
    int rate = Integer.parseInt(args[0]);
    int seconds = Integer.parseInt(args[1]);
    try (NodeProcess node =
            NodeProcess.start(
                List.of("-Xmx2g"), List.of("--no-demo", "--no-chain", "--epoch", "1d"));
        NodeClient client = new NodeClient(node.address());
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      SignedLoad load = SignedLoad.enrol(client, 0, DEVICES);
      SignedLoad probe = SignedLoad.enrol(client, DEVICES, 1);
      long now = System.currentTimeMillis();
      List<DeviceMessage> others = new ArrayList<>();
      load.messages(rate * seconds / DEVICES + 2, 1, BATCH, now).forEach(others::addAll);
      List<DeviceMessage> probes = new ArrayList<>();
      probe.messages(seconds * PROBES_A_SECOND, 1, 1, now).forEach(probes::addAll);

      URI door = node.address().resolve("/v1/messages");
      AtomicBoolean stopping = new AtomicBoolean();
      AtomicLong sent = new AtomicLong();
      Thread background =
          Thread.ofPlatform().start(() -> send(http, door, others, rate, stopping, sent));
      HttpResponse<java.io.InputStream> stream =
          http.send(
              HttpRequest.newBuilder(
                      node.address().resolve("/v1/events?device=" + probe.last().did()))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      List<Double> millis = new ArrayList<>();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        long first = System.nanoTime();
        for (int i = 0; i < probes.size(); i++) {
          pace(first, i, PROBES_A_SECOND);
          long began = System.nanoTime();
          post(http, door, List.of(probes.get(i)));
          for (String line = lines.readLine(); ; line = lines.readLine()) {
            if (line == null) {
              throw new IOException("the stream of events ended");
            }
            if (line.startsWith("event: readings")) {
              break;
            }
          }
          millis.add((System.nanoTime() - began) / 1e6);
        }
        double lasted = (System.nanoTime() - first) / 1e9;
        stopping.set(true);
        background.join();
        Collections.sort(millis);
        System.out.printf(
            Locale.ROOT,
            "%,d readings seen while %,.0f messages/s came in: from sending to the event, median"
                + " %.1f ms, 99th of a hundred %.1f ms, slowest %.1f ms%n",
            millis.size(),
            sent.get() / lasted,
            millis.get(millis.size() / 2),
            millis.get(millis.size() * 99 / 100),
            millis.getLast());
      }
    }
  }

  private static void send(
      HttpClient http,
      URI door,
      List<DeviceMessage> messages,
      int rate,
      AtomicBoolean stopping,
      AtomicLong sent) {
    long first = System.nanoTime();
    try {
      for (int from = 0; from + BATCH <= messages.size() && !stopping.get(); from += BATCH) {
        pace(first, from, rate);
        post(http, door, messages.subList(from, from + BATCH));
        sent.addAndGet(BATCH);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends messages that must all be taken: of one that was not, no event would ever come. */
  private static void post(HttpClient http, URI door, List<DeviceMessage> messages)
      throws IOException, InterruptedException {
    int status =
        http.send(request(door, messages), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("the node answered " + status);
    }
  }

  private static HttpRequest request(URI door, List<DeviceMessage> messages) {
    return HttpRequest.newBuilder(door)
        .header("Content-Type", "application/cbor-seq")
        .POST(HttpRequest.BodyPublishers.ofByteArray(SignedLoad.body(messages)))
        .build();
  }

  /** Waits until the item of that number is due. */
  private static void pace(long first, int number, int perSecond) throws InterruptedException {
    long due = first + TimeUnit.SECONDS.toNanos(1) * number / perSecond;
    long left = due - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
