package polder.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;

/** Sends for a part of a fleet, spoils some messages, repeats others, and keeps every answer. */
final class SoakSender implements AutoCloseable {
  private static final int BATCH = 200;
  private static final int REPEATED_PERCENT = 1;
  private static final int SPOILED_PER_MILLE = 1;

  private final NodeClient client;
  private final int rate;
  private final long base;
  private final SplittableRandom random;
  private final List<DeviceKey> present = new CopyOnWriteArrayList<>();
  private final SortedMap<DeviceId, Long> sequences = new TreeMap<>();
  private final SortedMap<DeviceId, BitSet> acknowledged = new TreeMap<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Optional<Exception> failure = Optional.empty();
  private volatile Counts counts = new Counts(0, 0, 0, 0);

  /** What came of messages so far. */
  record Counts(long accepted, long repeated, long refused, long tried) {
    Counts plus(Counts other) {
      return new Counts(
          accepted + other.accepted,
          repeated + other.repeated,
          refused + other.refused,
          tried + other.tried);
    }

    private Counts with(Verdict verdict) {
      return switch (verdict) {
        case Verdict.Accepted _ -> new Counts(accepted + 1, repeated, refused, tried);
        case Verdict.Duplicate _ -> new Counts(accepted, repeated + 1, refused, tried);
        case Verdict.Refused _ -> new Counts(accepted, repeated, refused + 1, tried);
        case Verdict.Busy _, Verdict.Failed _ -> new Counts(accepted, repeated, refused, tried + 1);
      };
    }
  }

  /**
   * A sender, not started.
   *
   * @param rate messages a second
   * @param base sequences are counted from here on
   */
  SoakSender(NodeClient client, int rate, long base, int seed) {
    this.client = client;
    this.rate = rate;
    this.base = base;
    this.random = new SplittableRandom(seed);
    this.thread = Thread.ofPlatform().name("soak-" + seed).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void join(List<DeviceKey> devices) {
    present.addAll(devices);
  }

  /** Those that have been there longest fall silent. */
  void leave(int devices) {
    present.subList(0, devices).clear();
  }

  Counts counts() {
    return counts;
  }

  /** Of each device the sequences, less the base, that were acknowledged; after the end only. */
  SortedMap<DeviceId, BitSet> acknowledged() {
    return acknowledged;
  }

  private void run() {
    long began = System.nanoTime();
    try {
      for (long sent = 0; !stopping; sent += BATCH) {
        long due = began + TimeUnit.SECONDS.toNanos(1) * sent / rate;
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        post();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  private void post() throws IOException, InterruptedException {
    List<DeviceMessage> batch = new ArrayList<>(BATCH);
    List<Bytes> wires = new ArrayList<>(BATCH);
    List<DeviceKey> there = List.copyOf(present);
    for (int i = 0; i < BATCH; i++) {
      DeviceKey device = there.get(random.nextInt(there.size()));
      long sequence = sequences.merge(device.id(), base + 1, (last, first) -> last + 1);
      DeviceMessage message = SignedLoad.message(device, sequence, System.currentTimeMillis());
      batch.add(message);
      byte[] wire = message.wire().toArray();
      if (random.nextInt(1_000) < SPOILED_PER_MILLE) {
        wire[wire.length - 1] ^= 1;
      }
      wires.add(Bytes.wrap(wire));
    }
    send(batch, wires);
    if (random.nextInt(100) < REPEATED_PERCENT) {
      send(batch, wires);
    }
  }

  private void send(List<DeviceMessage> batch, List<Bytes> wires)
      throws IOException, InterruptedException {
    List<Verdict> verdicts = client.post(wires);
    Counts now = counts;
    for (int i = 0; i < verdicts.size(); i++) {
      now = now.with(verdicts.get(i));
      if (verdicts.get(i) instanceof Verdict.Accepted) {
        DeviceMessage message = batch.get(i);
        acknowledged
            .computeIfAbsent(message.device(), device -> new BitSet())
            .set((int) (message.sequence() - base));
      }
    }
    counts = now;
  }

  /**
   * Ends after the batch that is under way.
   *
   * @throws IOException if it had ended before, for whatever reason: then nothing was shown
   */
  @Override
  public void close() throws IOException, InterruptedException {
    stopping = true;
    thread.join();
    client.close();
    if (failure.isPresent()) {
      throw new IOException("a sender ended too early", failure.get());
    }
  }
}
