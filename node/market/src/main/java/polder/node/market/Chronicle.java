package polder.node.market;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;

/**
 * What was decided of orders: of the latest ones from memory, bounded, of all others from the
 * archive by epoch.
 */
final class Chronicle {
  private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);
  private static final String LEASED = "leased";

  private final EpochArchive archive;
  private final MarketLimits limits;
  // Those of which something was said last come last.
  private final LinkedHashMap<Deeds.Name, Track> tracks = new LinkedHashMap<>();
  private long latest = -1;
  private int lines;

  /**
   * What is remembered of one order.
   *
   * @param cleared the epoch in which a bid won
   * @param latest the latest epoch in which anything was said of it
   * @param sums what was paid in all those epochs
   * @param was how it stood last, once it stands no more; empty if the node did not see it end
   */
  record Track(Optional<Deeds> cleared, Deeds latest, Sums sums, Optional<OrderBook.Entry> was) {
    private int size() {
      return latest.size()
          + cleared.map(Deeds::size).orElse(0)
          + sums.size()
          + was.map(OrderBook.Entry::size).orElse(0);
    }

    private boolean isBefore(long epoch) {
      return latest.epoch() < epoch;
    }
  }

  Chronicle(EpochArchive archive, MarketLimits limits) {
    this.archive = archive;
    this.limits = limits;
  }

  /** Reads the latest epochs again, after a start. */
  void refill(Optional<EpochHeader> newest) {
    if (newest.isEmpty()) {
      return;
    }
    try {
      Deque<EpochHeader> headers = new ArrayDeque<>();
      long from = Math.max(archive.kept().from(), newest.get().epoch() - limits.refilledEpochs());
      Optional<Position> position = Optional.of(Position.of(newest.get()));
      while (position.isPresent() && position.get().epoch() >= from) {
        headers.push(archive.header(position.get()).header());
        long before = position.get().epoch() - 1;
        position = before < from ? Optional.empty() : archive.counting(before);
      }
      for (EpochHeader header : headers) {
        add(header, archive.outcome(header));
      }
    } catch (IOException | EvidenceException e) {
      LOG.warn("orders that ended before cannot be shown from memory: {}", e.getMessage());
    }
  }

  /** Takes in an epoch; one that is closed again takes the place of itself and of all after it. */
  synchronized void add(EpochHeader header, Iterable<OutcomeLeaf> outcome) {
    if (header.epoch() <= latest) {
      tracks.values().removeIf(track -> !track.isBefore(header.epoch()));
      lines = tracks.values().stream().mapToInt(Track::size).sum();
    }
    latest = header.epoch();
    Deeds.of(header, outcome).forEach(this::add);
    forget();
  }

  /** The oldest, as long as there is too much. */
  private void forget() {
    Iterator<Track> oldest = tracks.values().iterator();
    while (tracks.size() > limits.rememberedOrders() || lines > limits.rememberedLines()) {
      lines -= oldest.next().size();
      oldest.remove();
    }
  }

  private void add(Deeds.Name name, Deeds deeds) {
    Optional<Track> before = Optional.ofNullable(tracks.remove(name));
    before.ifPresent(track -> lines -= track.size());
    Optional<Deeds> cleared =
        deeds.reason().filter(LEASED::equals).isPresent()
            ? Optional.of(deeds)
            : before.flatMap(Track::cleared);
    Sums sums = before.map(Track::sums).orElseGet(() -> Sums.since(deeds.epoch())).and(deeds);
    Track track = new Track(cleared, deeds, sums, Optional.empty());
    tracks.put(name, track);
    lines += track.size();
  }

  /** An order that stood so before the latest epoch stands no more. */
  synchronized void ended(Deeds.Name name, OrderBook.Entry was) {
    Track track = tracks.get(name);
    if (track != null) {
      // In its place in the order of those of which something was said last.
      tracks.put(name, new Track(track.cleared(), track.latest(), track.sums(), Optional.of(was)));
      lines += was.size();
      forget();
    }
  }

  /** What is remembered of a market's orders, those of which something was said last first. */
  synchronized List<Map.Entry<Deeds.Name, Track>> of(String network) {
    return tracks.sequencedEntrySet().reversed().stream()
        .filter(entry -> entry.getKey().network().equals(network))
        .map(Map.Entry::copyOf)
        .toList();
  }

  /** What is remembered of an order. */
  synchronized Optional<Track> of(Deeds.Name name) {
    return Optional.ofNullable(tracks.get(name));
  }

  /**
   * What the archive says of an order in one epoch; empty if nothing, or if there is no such epoch.
   *
   * @throws EvidenceException if that is kept no longer, or damaged
   */
  Optional<Deeds> archived(Deeds.Name name, long epoch, EpochHeader newest) throws IOException {
    if (epoch < 0 || epoch > newest.epoch()) {
      return Optional.empty();
    }
    Optional<Position> position =
        epoch == newest.epoch() ? Optional.of(Position.of(newest)) : archive.counting(epoch);
    if (position.isEmpty()) {
      return Optional.empty();
    }
    EpochHeader header = archive.header(position.get()).header();
    return Optional.ofNullable(Deeds.of(header, archive.outcome(header)).get(name));
  }
}
