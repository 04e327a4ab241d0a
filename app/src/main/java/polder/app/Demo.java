package polder.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.world.live.LiveFleet;
import polder.world.simulated.Fleet;
import polder.world.simulated.FleetOptions;

/**
 * The small simulated fleet of {@code up}, in the network {@code demo}. Always the same devices, so
 * a node that is started again goes on with them.
 */
public final class Demo implements AutoCloseable {
  /** The network that they report to. */
  public static final String NETWORK = "demo";

  /** How many there are. */
  public static final int DEVICES = 60;

  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final long SEED = 1;
  private static final long CHEATS_PPM = 150_000;
  private static final long FAULTS_PPM = 150_000;
  private static final long PERIOD_MILLIS = 15_000;
  private static final long TICK_MILLIS = 500;

  private final NodeClient client;
  private final Fleet fleet;
  private final Thread thread;

  private Demo(NodeClient client) {
    this.client = client;
    this.fleet =
        Fleet.plan(
            FleetOptions.of(DEVICES, SEED)
                .withCheatsPpm(CHEATS_PPM)
                .withFaultsPpm(FAULTS_PPM)
                .withPeriodMillis(PERIOD_MILLIS));
    this.thread = Thread.ofPlatform().name("demo-fleet").daemon().unstarted(this::live);
  }

  /**
   * Starts the fleet, which speaks to the node like any other devices.
   *
   * @param truth where to write what each of them really does
   */
  public static Demo start(NodeClient client, Path truth) throws IOException {
    Demo demo = new Demo(client);
    try (var writer = Files.newBufferedWriter(truth, StandardCharsets.UTF_8)) {
      demo.fleet.truth().writeCsv(writer);
    }
    demo.thread.start();
    return demo;
  }

  private void live() {
    try {
      Deployment deployment = client.deployment();
      LiveFleet live =
          new LiveFleet(client, deployment, deployment.network(NETWORK).orElseThrow(), fleet);
      retry(() -> live.enrol(System.currentTimeMillis(), looked -> {}));
      while (!Thread.currentThread().isInterrupted()) {
        retry(() -> live.report(System.currentTimeMillis()));
        Thread.sleep(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (NodeException | RuntimeException e) {
      LOG.error("the demo's fleet stopped: {}", e.getMessage(), e);
    }
  }

  private interface Step {
    void run() throws NodeException, InterruptedException;
  }

  private static void retry(Step step) throws InterruptedException {
    try {
      step.run();
    } catch (NodeException e) {
      LOG.warn("the demo's fleet cannot report: {}", e.getMessage());
      Thread.sleep(10 * TICK_MILLIS);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    client.close();
  }
}
