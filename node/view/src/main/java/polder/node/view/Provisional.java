package polder.node.view;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import polder.epoch.SealedEpoch;
import polder.networks.EpochWindow;
import polder.protocol.identity.DeviceId;

/**
 * What the running epoch would pay if it ended now. Computed only when somebody asks, and so seldom
 * that it takes a small part of the node's time. Remembers, within bounds, what it told, so that it
 * can be said later how far off that was.
 */
final class Provisional {
  private static final int MOST_REMEMBERED = 50_000;

  private final Sources sources;
  private final LongSupplier nanoTime;
  private final long everyNanos;
  private volatile Optional<Computed> computed = Optional.empty();
  private long readyNanos;
  private long costNanos;
  // Guarded by itself, as the next: who remembers must not wait for who computes.
  private final Map<Told, Long> told = new Remembered<>();
  private final Map<ToldOfDevice, Long> toldOfDevices = new Remembered<>();

  private record Told(long epoch, String network) {}

  private record ToldOfDevice(long epoch, String network, DeviceId device) {}

  private static final class Remembered<K> extends LinkedHashMap<K, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
      return size() > MOST_REMEMBERED;
    }
  }

  /** How much of one core's time it may take to compute again and again. */
  enum Pace {
    /** For a person who asks of a device: about a fifth. */
    ASKED(4),
    /** For those who only watch: one and a half hundredths. */
    WATCHED(64);

    private final int rests;

    Pace(int rests) {
      this.rests = rests;
    }
  }

  /**
   * What the running epoch would pay.
   *
   * @param atMillis as of when
   */
  record Computed(EpochDigest digest, long atMillis) {
    long epoch() {
      return digest.header().epoch();
    }
  }

  /**
   * What a device would get.
   *
   * @param epoch the running epoch
   * @param atMillis as of when
   * @param rewards by group
   */
  record Answer(long epoch, long atMillis, List<RewardLine> rewards) {}

  Provisional(Sources sources, ViewLimits limits, LongSupplier nanoTime) {
    this.sources = sources;
    this.nanoTime = nanoTime;
    this.everyNanos = limits.provisionalEvery().toNanos();
    this.readyNanos = nanoTime.getAsLong() - everyNanos;
  }

  /** What {@code device} would get; empty while an epoch is being closed. */
  synchronized Optional<Answer> of(DeviceId device) throws IOException {
    Optional<Computed> latest = latest(Pace.ASKED);
    if (latest.isEmpty()) {
      return Optional.empty();
    }
    List<RewardLine> rewards = latest.get().digest().of(device);
    tell(latest.get().epoch(), device, rewards);
    return Optional.of(new Answer(latest.get().epoch(), latest.get().atMillis(), rewards));
  }

  /**
   * What all would get, computed anew if {@code pace} allows; empty while an epoch is being closed,
   * and where the running one was not computed yet.
   */
  synchronized Optional<Computed> latest(Pace pace) throws IOException {
    EpochWindow window = sources.running().get();
    long restNanos = Math.max(everyNanos, pace.rests * costNanos);
    if (nanoTime.getAsLong() - readyNanos >= restNanos) {
      compute(window);
    }
    return known();
  }

  /** What was computed last of the running epoch; neither computes nor waits for who does. */
  Optional<Computed> known() {
    long epoch = sources.running().get().epoch();
    return computed.filter(its -> its.epoch() == epoch);
  }

  private void compute(EpochWindow window) throws IOException {
    long startNanos = nanoTime.getAsLong();
    long startCpu = cpuNanos();
    Optional<SealedEpoch> preview = sources.closing().preview(window);
    long atMillis = sources.time().nowMillis();
    computed =
        preview.map(
            sealed -> new Computed(EpochDigest.of(sealed.header(), sealed.outcome()), atMillis));
    readyNanos = nanoTime.getAsLong();
    // Groups are weighed on all cores, so what it cost may be more than the time that passed.
    costNanos = Math.max(readyNanos - startNanos, cpuNanos() - startCpu);
  }

  /** What the whole process has used, by which the cost of computing is never underrated. */
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Remembers what those who watch a network are told. */
  void tell(long epoch, String network, long paidNano) {
    synchronized (told) {
      told.put(new Told(epoch, network), paidNano);
    }
  }

  /** Remembers what those who watch a device are told. */
  void tell(long epoch, DeviceId device, List<RewardLine> rewards) {
    synchronized (toldOfDevices) {
      for (RewardLine line : rewards) {
        toldOfDevices.put(new ToldOfDevice(epoch, line.network(), device), line.amountNano());
      }
    }
  }

  /** What was told last of a network in an epoch, if anybody was told. */
  Optional<Long> lastTold(long epoch, String network) {
    synchronized (told) {
      return Optional.ofNullable(told.get(new Told(epoch, network)));
    }
  }

  /** What was answered last for a device in an epoch, if anybody asked. */
  Optional<Long> lastAnswered(long epoch, String network, DeviceId device) {
    synchronized (toldOfDevices) {
      return Optional.ofNullable(toldOfDevices.get(new ToldOfDevice(epoch, network, device)));
    }
  }
}
