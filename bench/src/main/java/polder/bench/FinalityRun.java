package polder.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import polder.agent.NodeClient;
import polder.protocol.message.DeviceMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long it takes from the end of an epoch until it is final on the development chain: the node
 * closes it, four validators in processes of their own compute it again and sign, and the node
 * brings their signatures onto the chain. All on this machine, from a node that was just started,
 * so that the first epochs are also the slowest. Validators mirror messages and verify their
 * signatures as they come; cold, they are held still until the epoch is sealed, and have all of it
 * to do.
 */
final class FinalityRun {
  private static final int VALIDATORS = 4;
  private static final int MOST_DEVICES = 10_000;
  private static final int BATCH = 1_000;
  // Room for all that an epoch leaves behind, collected by one thread: five processes share the
  // processors, and threads that wait for each other would take time from all.
  private static final List<String> JAVA_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xms3g", "-Xmx3g", "-Xmn1800m");

  private static final long POLL_MILLIS = 50;
  private static final long PATIENCE_MILLIS = 600_000;

  private final NodeClient client;

  private FinalityRun(NodeClient client) {
    this.client = client;
  }

  /** {@code MESSAGES EPOCHS [cold]}: messages in each of the epochs. */
  public static void main(String[] args) throws Exception {
    int messages = Integer.parseInt(args[0]);
    int epochs = Integer.parseInt(args[1]);
    boolean cold = args.length > 2 && args[2].equals("cold");
    int devices = Math.min(messages, MOST_DEVICES);
    // Long enough to sign and send them within one.
    long seconds = 20 + messages / 4_000;
    List<String> up =
        List.of("--no-demo", "--epoch", seconds + "s", "--validators", "" + VALIDATORS);
    try (NodeProcess node = NodeProcess.start(JAVA_OPTIONS, up);
        NodeClient client = new NodeClient(node.address())) {
      FinalityRun run = new FinalityRun(client);
      SignedLoad load = SignedLoad.enrol(client, 0, devices);
      long last = run.await("final", run.settlement("sealed") + 2);
      for (int i = 0; i < epochs; i++) {
        long epoch = run.await("sealed", last + 1) + 1;
        List<List<DeviceMessage>> batches =
            load.messages(messages / devices, 1, BATCH, System.currentTimeMillis());
        if (cold) {
          node.signalValidators("STOP");
        }
        HttpLoad.of(node.address(), batches).send(node.address());
        run.await("sealed", epoch);
        if (cold) {
          node.signalValidators("CONT");
        }
        last = run.measure(epoch);
      }
    }
  }

  private long settlement(String what) throws IOException, InterruptedException {
    return json("/v1/settlement").path(what).asLong(-1);
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(client.get(path).toArray());
  }

  /** Waits until the settlement's {@code what} is at least {@code epoch}; gives what it is. */
  private long await(String what, long epoch) throws IOException, InterruptedException {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (System.currentTimeMillis() < deadline) {
      long now = settlement(what);
      if (now >= epoch) {
        return now;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException(
        "epoch " + epoch + " is not " + what + ": " + json("/v1/settlement").path("trouble"));
  }

  /** Waits until the sealed {@code epoch} is final, and says how long everything took. */
  private long measure(long epoch) throws IOException, InterruptedException {
    long sealedMillis = System.currentTimeMillis();
    await("final", epoch);
    long finalMillis = System.currentTimeMillis();
    JsonNode header = json("/v1/epochs/" + epoch);
    long endMillis = header.path("endMillis").asLong();
    System.out.printf(
        Locale.ROOT,
        "epoch %d: %,d messages, sealed %.2f s and final %.2f s after its end (%d validators)%n",
        epoch,
        header.path("inputsCount").asLong(),
        (sealedMillis - endMillis) / 1e3,
        (finalMillis - endMillis) / 1e3,
        VALIDATORS);
    return epoch;
  }
}
