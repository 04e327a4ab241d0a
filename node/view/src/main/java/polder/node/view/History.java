package polder.node.view;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.ports.Archive;

/** The sealed epochs: the latest ones in memory, bounded, all others in the archive. */
final class History {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  private final EpochArchive archive;
  private final ViewLimits limits;
  // Newest first. Numbers go down by one.
  private final Deque<EpochDigest> recent = new ArrayDeque<>();
  private long lines;

  History(Archive.Reader archive, ViewLimits limits) {
    this.archive = new EpochArchive(archive);
    this.limits = limits;
  }

  /** Fills the memory from the archive, after a start. */
  synchronized void refill(Optional<EpochHeader> latest) {
    if (latest.isEmpty()) {
      return;
    }
    try {
      Position position = new Position(latest.get().epoch(), latest.get().attempt());
      while (recent.size() < limits.recentEpochs() && lines < limits.recentLines()) {
        EpochDigest digest = read(archive.header(position).header());
        recent.addLast(digest);
        lines += digest.lines();
        if (position.epoch() <= keptFrom()) {
          break;
        }
        Optional<Position> before = archive.counting(position.epoch() - 1);
        if (before.isEmpty()) {
          break;
        }
        position = before.get();
      }
      trim();
    } catch (IOException | EvidenceException e) {
      LOG.warn("older epochs cannot be shown from memory: {}", e.getMessage());
    }
  }

  /** Takes in an epoch; one that is closed again takes the place of itself and of all after it. */
  synchronized void add(EpochDigest digest) {
    EpochDigest newest = recent.peekFirst();
    while (newest != null && newest.header().epoch() >= digest.header().epoch()) {
      lines -= newest.lines();
      recent.removeFirst();
      newest = recent.peekFirst();
    }
    recent.addFirst(digest);
    lines += digest.lines();
    trim();
  }

  private void trim() {
    while (recent.size() > 1
        && (recent.size() > limits.recentEpochs() || lines > limits.recentLines())) {
      lines -= recent.removeLast().lines();
    }
  }

  /** The newest epoch, if there is any. */
  synchronized Optional<EpochDigest> latest() {
    return Optional.ofNullable(recent.peekFirst());
  }

  /** The epochs that are in memory, newest first. */
  synchronized List<EpochDigest> recent() {
    return List.copyOf(recent);
  }

  /** An epoch that is in memory. */
  synchronized Optional<EpochDigest> recent(long epoch) {
    EpochDigest newest = recent.peekFirst();
    if (newest == null) {
      return Optional.empty();
    }
    long back = newest.header().epoch() - epoch;
    return back < 0 || back >= recent.size()
        ? Optional.empty()
        : recent.stream().skip(back).findFirst();
  }

  /**
   * An epoch from the archive, checked against its header; empty if there is none.
   *
   * @throws Question.PrunedException if its outcome is kept no longer
   */
  Optional<EpochDigest> archived(long epoch) throws IOException {
    Optional<SignedHeader> header = header(epoch);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(header.get().header()));
    } catch (EvidenceException e) {
      if (e.keptFrom().isPresent()) {
        throw new Question.PrunedException(e.keptFrom().getAsLong());
      }
      throw e;
    }
  }

  /** The first epoch whose messages and outcome the archive keeps; 0 if none were pruned. */
  long keptFrom() throws IOException {
    return archive.kept().from();
  }

  private EpochDigest read(EpochHeader header) throws IOException {
    return EpochDigest.of(header, archive.outcome(header));
  }

  /** The signed header of an epoch in the attempt that counts, if it is sealed. */
  Optional<SignedHeader> header(long epoch) throws IOException {
    Optional<EpochDigest> newest = latest();
    if (newest.isEmpty() || epoch < 0 || epoch > newest.get().header().epoch()) {
      return Optional.empty();
    }
    Optional<Position> recent =
        recent(epoch).map(digest -> new Position(epoch, digest.header().attempt()));
    Optional<Position> position = recent.isPresent() ? recent : archive.counting(epoch);
    return position.isEmpty() ? Optional.empty() : Optional.of(archive.header(position.get()));
  }
}
