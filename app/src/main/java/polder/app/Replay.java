package polder.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.epoch.EpochHeader;
import polder.epoch.SealedEpoch;
import polder.networks.EpochWindow;
import polder.node.closing.SteppedTime;
import polder.protocol.Bytes;
import polder.protocol.manifest.Manifests;
import polder.world.recorded.EpochFeed;
import polder.world.recorded.RecordedNetwork;

/**
 * Replays a recorded network into a fresh node: the devices enrol and send signed messages through
 * its HTTP door, under a clock that stands at the recorded time and moves on when an epoch's
 * messages are acknowledged.
 */
public final class Replay {
  private static final int MOST_MESSAGES = 500;
  private static final long PATIENCE_SECONDS = 600;

  private final Assembly.Settings settings;
  private final SteppedTime time;
  private final EpochFeed feed;
  private final double speed;

  /**
   * A replay.
   *
   * @param data where the fresh node keeps everything
   * @param port of its HTTP door; 0 for any free one
   * @param manifests the rules, with a genesis at the start of the first reading's epoch
   * @param recorded what to replay
   * @param speed recorded seconds a second; 0 for as fast as the node can
   */
  public Replay(
      DataDirectory data, int port, Manifests manifests, RecordedNetwork recorded, double speed)
      throws IOException {
    this.time = new SteppedTime(manifests.deployment().genesisMillis());
    this.settings =
        new Assembly.Settings(data, "127.0.0.1", port, manifests, time, true, Optional.empty());
    this.feed = recorded.feed(manifests.deployment());
    this.speed = speed;
  }

  /**
   * What became of it.
   *
   * @param epochs how many were sealed
   * @param messages how many were sent
   * @param refused the messages that the node did not take, by reason
   * @param last the header of the last epoch
   */
  public record Result(
      long epochs, long messages, SortedMap<String, Long> refused, EpochHeader last) {}

  /** Number of epochs in all. */
  public int epochs() {
    return feed.epochs();
  }

  /**
   * Replays everything.
   *
   * @param listener told of each epoch that the node sealed
   * @throws IOException if the node cannot start, stops closing epochs or cannot be reached
   */
  public Result run(Consumer<SealedEpoch> listener) throws IOException, InterruptedException {
    SortedMap<String, Long> refused = new TreeMap<>();
    long messages = 0;
    SealedEpoch last = null;
    BlockingQueue<SealedEpoch> sealed = new ArrayBlockingQueue<>(1);
    try (Assembly node = Assembly.start(settings);
        NodeClient client = new NodeClient(node.address())) {
      node.addListener(sealed::add);
      while (feed.hasNext()) {
        EpochFeed.Epoch epoch = feed.next();
        long startNanos = System.nanoTime();
        List<Bytes> wires = new ArrayList<>();
        epoch.enrolments().forEach(enrolment -> wires.add(enrolment.wire()));
        epoch
            .reports()
            .forEach(report -> wires.add(report.draft().sign(report.device().key()).wire()));
        post(client, wires, refused);
        messages += wires.size();
        pace(epoch.window(), startNanos);
        time.advanceTo(epoch.window().endMillis());
        last = await(node, sealed, epoch.window());
        listener.accept(last);
      }
    }
    if (last == null) {
      throw new IOException("there was nothing to replay");
    }
    return new Result(last.header().epoch() + 1, messages, refused, last.header());
  }

  private static void post(NodeClient client, List<Bytes> wires, SortedMap<String, Long> refused)
      throws IOException, InterruptedException {
    for (int from = 0; from < wires.size(); from += MOST_MESSAGES) {
      List<Bytes> batch = wires.subList(from, Math.min(from + MOST_MESSAGES, wires.size()));
      for (Verdict verdict : client.post(batch)) {
        switch (verdict) {
          case Verdict.Refused no -> refused.merge(no.reason(), 1L, Math::addExact);
          case Verdict.Busy busy -> throw new IOException("the node is busy: " + busy.detail());
          case Verdict.Failed failed ->
              throw new IOException("the node failed: " + failed.detail());
          case Verdict.Accepted _, Verdict.Duplicate _ -> {}
        }
      }
    }
  }

  private void pace(EpochWindow window, long startNanos) throws InterruptedException {
    if (speed > 0) {
      long wanted = (long) (window.lengthMillis() / speed);
      long spent = (System.nanoTime() - startNanos) / 1_000_000;
      if (wanted > spent) {
        Thread.sleep(wanted - spent);
      }
    }
  }

  /** Waits until the epoch is sealed and the next one is open. */
  private static SealedEpoch await(
      Assembly node, BlockingQueue<SealedEpoch> sealed, EpochWindow window)
      throws IOException, InterruptedException {
    for (long waited = 0; waited < PATIENCE_SECONDS; waited++) {
      SealedEpoch epoch = sealed.poll(1, TimeUnit.SECONDS);
      if (epoch != null) {
        while (node.clock().running().epoch() == window.epoch()) {
          Thread.onSpinWait();
        }
        return epoch;
      }
      if (node.clock().hasFailed()) {
        break;
      }
    }
    throw new IOException("the node did not seal epoch " + window.epoch() + "; its log says why");
  }
}
