package polder.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import polder.agent.NodeClient;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;

/**
 * What open dashboards cost a node whose devices report once a minute, in epochs of a minute: the
 * node's processor time while nobody looks, while many do, and while nobody does again. Who looks
 * listens to events, and fetches the map anew some seconds after each seal, as the page does. Then
 * a browser opens the network's page and pans its map, if there is one.
 */
final class DashboardsRun {
  private static final int REPORT_EVERY_SECONDS = 60;
  private static final int BATCH = 50;
  private static final Path BROWSER = Path.of("web", "src", "test", "browser", "pan.mjs");

  private DashboardsRun() {}

  /** {@code DEVICES LISTENERS SECONDS}: so many seconds for each of the three stretches. */
  public static void main(String[] args) throws Exception {
    int devices = Integer.parseInt(args[0]);
    int listeners = Integer.parseInt(args[1]);
    int seconds = Integer.parseInt(args[2]);
    try (NodeProcess node =
            NodeProcess.start(
                List.of("-Xmx2g"), List.of("--no-demo", "--no-chain", "--epoch", "1m"));
        NodeClient client = new NodeClient(node.address());
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      SignedLoad load = SignedLoad.enrol(client, 0, devices);
      AtomicBoolean stopping = new AtomicBoolean();
      FutureTask<Long> reports =
          new FutureTask<>(() -> report(http, node.address(), load.devices(), stopping));
      Thread.ofPlatform().start(reports);
      try {
        // Until the epochs are as long as they will be, and what runs often is compiled.
        TimeUnit.SECONDS.sleep(2 * REPORT_EVERY_SECONDS);
        String figures = listened(node, http, listeners, seconds);
        if (reports.isDone()) {
          throw new IOException("the devices fell silent", reports.exceptionNow());
        }
        System.out.printf(
            Locale.ROOT,
            "%,d devices, %,.0f messages/s: %s%n",
            devices,
            (double) devices / REPORT_EVERY_SECONDS,
            figures);
        pan(node);
      } finally {
        stopping.set(true);
      }
      reports.get();
    }
  }

  private static String listened(NodeProcess node, HttpClient http, int listeners, int seconds)
      throws IOException, InterruptedException {
    double before = share(node, seconds);
    Heard heard = new Heard();
    double during;
    try (Audience audience = Audience.open(http, node.address(), listeners, heard)) {
      during = share(node, seconds);
      if (heard.gone().get() > 0) {
        throw new IOException(heard.gone() + " of those who look were sent away");
      }
    }
    double after = share(node, seconds);
    return String.format(
        Locale.ROOT,
        "the node uses %.1f and %.1f %% of a core while nobody looks, %.1f %% while %d dashboards"
            + " are open: %.1f %% for them; each got %.1f pulses and %.1f maps a minute, %,.0f"
            + " bytes/s",
        100 * before,
        100 * after,
        100 * during,
        listeners,
        100 * (during - (before + after) / 2),
        60.0 * heard.pulses().get() / listeners / seconds,
        60.0 * heard.maps().get() / listeners / seconds,
        (double) heard.bytes().get() / listeners / seconds);
  }

  private static void pan(NodeProcess node) throws IOException, InterruptedException {
    if (!Files.exists(BROWSER)) {
      System.out.println("no browser: " + BROWSER + " is not here");
      return;
    }
    int code =
        new ProcessBuilder("node", BROWSER.toString(), node.address().toString())
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException(BROWSER + " ended with " + code);
    }
  }

  /** Processor time that the node uses a second, in cores. */
  private static double share(NodeProcess node, int seconds) throws InterruptedException {
    double first = node.processorSeconds();
    TimeUnit.SECONDS.sleep(seconds);
    return (node.processorSeconds() - first) / seconds;
  }

  /** What those who look were sent. */
  private record Heard(AtomicLong pulses, AtomicLong bytes, AtomicLong maps, AtomicLong gone) {
    Heard() {
      this(new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong());
    }
  }

  /** Those who look. */
  private record Audience(List<HttpResponse<InputStream>> streams) implements AutoCloseable {

    static Audience open(HttpClient http, URI node, int listeners, Heard heard)
        throws IOException, InterruptedException {
      URI events = node.resolve("/v1/events?network=" + SignedLoad.NETWORK);
      List<HttpResponse<InputStream>> streams = new ArrayList<>();
      for (int i = 0; i < listeners; i++) {
        HttpResponse<InputStream> stream =
            http.send(
                HttpRequest.newBuilder(events).build(), HttpResponse.BodyHandlers.ofInputStream());
        if (stream.statusCode() != 200) {
          throw new IOException("listener " + i + " was answered " + stream.statusCode());
        }
        streams.add(stream);
        Thread.ofVirtual().start(() -> look(http, node, stream, heard));
      }
      return new Audience(streams);
    }

    private static void look(
        HttpClient http, URI node, HttpResponse<InputStream> stream, Heard heard) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          heard.bytes().addAndGet(line.length() + 1L);
          if (line.equals("event: pulse")) {
            heard.pulses().incrementAndGet();
          } else if (line.equals("event: epoch")) {
            Thread.ofVirtual().start(() -> map(http, node, heard));
          }
        }
        heard.gone().incrementAndGet();
      } catch (IOException | UncheckedIOException e) {
        heard.gone().incrementAndGet();
      }
    }

    private static void map(HttpClient http, URI node, Heard heard) {
      try {
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(2_000, 10_000));
        HttpResponse<byte[]> map =
            http.send(
                HttpRequest.newBuilder(node.resolve("/v1/networks/" + SignedLoad.NETWORK + "/map"))
                    .header("Accept-Encoding", "gzip")
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (map.statusCode() == 200) {
          heard.maps().incrementAndGet();
          heard.bytes().addAndGet(map.body().length);
        }
      } catch (IOException e) {
        heard.gone().incrementAndGet();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws IOException {
      for (HttpResponse<InputStream> stream : streams) {
        stream.body().close();
      }
    }
  }

  /**
   * Has every device report once a minute, evenly spread, until it is told to stop.
   *
   * @return how many reports there were, all taken
   */
  private static long report(
      HttpClient http, URI node, List<DeviceKey> devices, AtomicBoolean stopping)
      throws IOException, InterruptedException {
    URI door = node.resolve("/v1/messages");
    long first = System.nanoTime();
    long sent = 0;
    for (; !stopping.get(); sent += BATCH) {
      long due = first + TimeUnit.SECONDS.toNanos(REPORT_EVERY_SECONDS) * sent / devices.size();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
      long now = System.currentTimeMillis();
      List<DeviceMessage> batch = new ArrayList<>(BATCH);
      for (long i = sent; i < sent + BATCH; i++) {
        batch.add(SignedLoad.message(devices.get((int) (i % devices.size())), now, now));
      }
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(door)
                  .header("Content-Type", "application/cbor-seq")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(SignedLoad.body(batch)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("the node answered " + answer.statusCode() + ": " + answer.body());
      }
    }
    return sent;
  }
}
