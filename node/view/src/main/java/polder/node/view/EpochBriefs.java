package polder.node.view;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import polder.epoch.EpochHeader;
import polder.node.archive.SignedHeader;
import polder.protocol.Hash;

/**
 * Sealed epochs in numbers, without their devices. What an epoch's outcome had to be read for is
 * remembered, within a bound.
 */
final class EpochBriefs {
  private static final int MOST_REMEMBERED = 2_000;

  private final History history;
  private final Turns turns;
  private final Map<Hash, SortedMap<String, EpochDigest.Numbers>> remembered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Hash, SortedMap<String, EpochDigest.Numbers>> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /**
   * @param turns for those who want epochs that have to be read from the archive
   */
  EpochBriefs(History history, Turns turns) {
    this.history = history;
    this.turns = turns;
  }

  /**
   * An epoch in numbers.
   *
   * @param networks numbers by network; empty where the outcome is kept no longer
   */
  record Brief(EpochHeader header, Optional<SortedMap<String, EpochDigest.Numbers>> networks) {
    long refused() {
      return networks.orElseThrow().values().stream().mapToLong(EpochDigest.Numbers::refused).sum();
    }
  }

  /** Remembers an epoch, such as one that is sealed just now. */
  void sealed(EpochDigest digest) {
    remember(digest.header().hash(), digest.networks());
  }

  /** An epoch as far as it is known without reading its outcome; empty if there is no such. */
  Optional<Brief> withoutReading(long epoch) throws IOException {
    Optional<EpochDigest> recent = history.recent(epoch);
    if (recent.isPresent()) {
      return Optional.of(new Brief(recent.get().header(), Optional.of(recent.get().networks())));
    }
    return history
        .header(epoch)
        .map(SignedHeader::header)
        .map(header -> new Brief(header, Optional.ofNullable(recall(header.hash()))));
  }

  /** An epoch, if all that can be known of it is known without reading its outcome. */
  Optional<Brief> atHand(long epoch) throws IOException {
    long keptFrom = history.keptFrom();
    return withoutReading(epoch).filter(brief -> brief.networks().isPresent() || epoch < keptFrom);
  }

  /**
   * Reads an epoch from the archive.
   *
   * @throws Question.BusyException if too many do so now
   */
  Optional<Brief> read(long epoch) throws IOException {
    Optional<EpochDigest> digest = turns.take(() -> history.archived(epoch));
    digest.ifPresent(this::sealed);
    return digest.map(its -> new Brief(its.header(), Optional.of(its.networks())));
  }

  /**
   * An epoch with its numbers, which are read only if nobody remembers them. What is pruned is said
   * to be, though its numbers may be remembered.
   *
   * @throws Question.BusyException if too many read now
   * @throws Question.PrunedException if they are kept no longer
   */
  Optional<Brief> whole(long epoch) throws IOException {
    Optional<Brief> known = withoutReading(epoch);
    boolean isWhole = known.isEmpty() || known.get().networks().isPresent();
    return isWhole && (history.recent(epoch).isPresent() || epoch >= history.keptFrom())
        ? known
        : read(epoch);
  }

  private synchronized void remember(Hash hash, SortedMap<String, EpochDigest.Numbers> networks) {
    remembered.put(hash, networks);
  }

  private synchronized @org.jspecify.annotations.Nullable SortedMap<String, EpochDigest.Numbers>
      recall(Hash hash) {
    return remembered.get(hash);
  }
}
