package polder.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import polder.agent.NodeClient;
import polder.protocol.message.DeviceMessage;

/**
 * Durable intake of signed messages over HTTP or MQTT, beside the bare rate at which the same cores
 * verify the same signatures in the same run. The load is signed beforehand and sent from the same
 * machine, so what sending costs is in it too.
 */
final class IngestRun {
  private static final int DEVICES = 2_000;
  private static final int BATCH = 1_000;

  private IngestRun() {}

  private enum Door {
    /** Batches of 1,000. */
    HTTP,
    /** One message a publication. */
    MQTT
  }

  /** {@code ROUNDS READINGS DOOR}: rounds of 2,000 messages, and readings in each. */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    int readings = Integer.parseInt(args[1]);
    Door door = Door.valueOf(args[2].toUpperCase(Locale.ROOT));
    try (NodeProcess node =
            NodeProcess.start(
                List.of("-Xmx2g"),
                List.of("--no-demo", "--no-chain", "--epoch", "1d", "--mqtt-port", "0"));
        NodeClient client = new NodeClient(node.address())) {
      SignedLoad load = SignedLoad.enrol(client, 0, DEVICES);
      long now = System.currentTimeMillis();
      List<List<DeviceMessage>> batches = load.messages(rounds, readings, BATCH, now);
      int warm = batches.size() / 3;
      send(door, node, batches.subList(0, warm));
      verify(batches.subList(0, warm));

      List<List<DeviceMessage>> measured = batches.subList(warm, batches.size());
      double before = bare(node, measured);
      double processor = node.processorSeconds();
      double taken = send(door, node, measured);
      processor = node.processorSeconds() - processor;
      double after = bare(node, measured);
      double bare = (before + after) / 2;
      long messages = measured.stream().mapToLong(List::size).sum();
      System.out.printf(
          Locale.ROOT,
          "%s, %,d messages of %d readings: %,.0f messages/s durable, %,.0f readings/s;"
              + " bare verification %,.0f/s (%,.0f before, %,.0f after); ratio %.2f;"
              + " the node used %.1f us a message%n",
          door,
          messages,
          readings,
          taken,
          taken * readings,
          bare,
          before,
          after,
          taken / bare,
          processor * 1e6 / messages);
    }
  }

  /** Signatures verified a second on all cores, which nothing else uses. */
  private static double bare(NodeProcess node, List<List<DeviceMessage>> batches)
      throws InterruptedException, ExecutionException {
    Quiet.await(node::processorSeconds);
    return verify(batches);
  }

  /** The same, whatever else is done. */
  private static double verify(List<List<DeviceMessage>> batches)
      throws InterruptedException, ExecutionException {
    int threads = Runtime.getRuntime().availableProcessors();
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      long began = System.nanoTime();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(() -> {
              for (int at = next.getAndIncrement();
                  at < batches.size();
                  at = next.getAndIncrement()) {
                batches.get(at).forEach(IngestRun::verify);
              }
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      long count = batches.stream().mapToLong(List::size).sum();
      return count * 1e9 / (System.nanoTime() - began);
    }
  }

  private static void verify(DeviceMessage message) {
    if (!message.isSignatureGood()) {
      throw new IllegalStateException("a signature is not good");
    }
  }

  /** Messages acknowledged a second. */
  private static double send(Door door, NodeProcess node, List<List<DeviceMessage>> batches)
      throws Exception {
    return switch (door) {
      case HTTP -> HttpLoad.of(node.address(), batches).send(node.address());
      case MQTT -> MqttLoad.of(batches).send(node.mqttPort());
    };
  }
}
