package polder.node.view;

import java.io.IOException;
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
 * that it takes a small part of the node's time. Remembers, within bounds, what it answered, so
 * that it can be said later how far off that was.
 */
final class Provisional {
  private static final int MOST_REMEMBERED = 50_000;
  // One who asks without pause takes at most about a fifth of one core.
  private static final int REST = 4;

  private final Sources sources;
  private final LongSupplier nanoTime;
  private final long everyNanos;
  private Optional<EpochDigest> computed = Optional.empty();
  private long atMillis;
  private long againNanos;
  private final Map<Asked, Long> answered = new Answers();

  private record Asked(long epoch, String network, DeviceId device) {}

  private static final class Answers extends LinkedHashMap<Asked, Long> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Asked, Long> eldest) {
      return size() > MOST_REMEMBERED;
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
    this.againNanos = nanoTime.getAsLong();
  }

  /** What {@code device} would get; empty while an epoch is being closed. */
  synchronized Optional<Answer> of(DeviceId device) throws IOException {
    EpochWindow window = sources.running().get();
    if (nanoTime.getAsLong() - againNanos >= 0) {
      compute(window);
    }
    if (computed.isEmpty() || computed.get().header().epoch() != window.epoch()) {
      return Optional.empty();
    }
    List<RewardLine> rewards = computed.get().of(device);
    for (RewardLine line : rewards) {
      answered.put(new Asked(window.epoch(), line.network(), device), line.amountNano());
    }
    return Optional.of(new Answer(window.epoch(), atMillis, rewards));
  }

  private void compute(EpochWindow window) throws IOException {
    long startNanos = nanoTime.getAsLong();
    Optional<SealedEpoch> preview = sources.closing().preview(window);
    computed = preview.map(sealed -> EpochDigest.of(sealed.header(), sealed.outcome()));
    atMillis = sources.time().nowMillis();
    long tookNanos = nanoTime.getAsLong() - startNanos;
    againNanos = startNanos + tookNanos + Math.max(everyNanos, REST * tookNanos);
  }

  /** What was answered last for a device in an epoch, if anybody asked. */
  synchronized Optional<Long> lastAnswered(long epoch, String network, DeviceId device) {
    return Optional.ofNullable(answered.get(new Asked(epoch, network, device)));
  }
}
