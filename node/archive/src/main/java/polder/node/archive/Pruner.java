package polder.node.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.node.archive.EpochArchive.Position;
import polder.ports.Archive;

/**
 * Takes out of an archive what its operator no longer keeps: messages and outcomes of old epochs,
 * up to an archived state from which an audit can start, and snapshots beyond a number. Headers and
 * rules stay for ever, so that the chain of headers leads back to epoch 0. What is to go is written
 * down before the first file of it is deleted; what a crash leaves is deleted later.
 */
public final class Pruner {
  private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);

  /** So many epochs are deleted after one is sealed, so that none waits long. */
  private static final long SWEEP_EPOCHS = 250;

  private final Archive archive;
  private final EpochArchive epochs;
  private final Rules rules;
  private final Reader reader;

  /**
   * What to keep.
   *
   * @param evidence messages and outcomes; those of the epochs that may go do go as soon as the
   *     state after all of them is archived
   * @param snapshots how many of the newest archived states; the one that the kept evidence starts
   *     from stays in any case
   */
  public record Rules(Keep evidence, long snapshots) {
    /** All of it. */
    public static final Rules ALL = new Rules(new Keep.Forever(), Long.MAX_VALUE);

    public Rules {
      if (snapshots < 1) {
        throw new IllegalArgumentException("at least one snapshot is kept, not " + snapshots);
      }
    }
  }

  /** Somebody else who has yet to read the messages and outcomes. */
  public interface Reader {
    /** The first epoch that it has not read. */
    long next() throws IOException;

    /** Is held while epochs are given up, so that whoever goes back to some does not meanwhile. */
    default Lock lock() {
      return new ReentrantLock();
    }

    /** This one and {@code other}, who never goes back. */
    default Reader and(Reader other) {
      Reader first = this;
      return new Reader() {
        @Override
        public long next() throws IOException {
          return Math.min(first.next(), other.next());
        }

        @Override
        public Lock lock() {
          return first.lock();
        }
      };
    }
  }

  /** Over {@code archive}, of which this is the only one to delete anything. */
  public Pruner(Archive archive, Rules rules, Reader reader) {
    this.archive = archive;
    this.epochs = new EpochArchive(archive.reader());
    this.rules = rules;
    this.reader = reader;
  }

  /**
   * Prunes, now that {@code latest} is sealed and all of it archived. What cannot be deleted now is
   * tried again after the next epoch.
   */
  public void sealed(EpochHeader latest) {
    try {
      Kept kept = epochs.kept();
      if (!(rules.evidence() instanceof Keep.Forever)) {
        kept = moveOn(kept, latest);
      }
      sweep(kept);
      if (rules.snapshots() != Long.MAX_VALUE || kept.from() > 0) {
        thin(kept, latest);
      }
    } catch (IOException | EvidenceException e) {
      LOG.error("the archive is not pruned; tried again after the next epoch", e);
    }
  }

  /** To the latest archived state that all evidence up to it may go for. */
  private Kept moveOn(Kept kept, EpochHeader latest) throws IOException {
    Lock lock = reader.lock();
    lock.lock();
    try {
      return moveUpTo(kept, latest);
    } finally {
      lock.unlock();
    }
  }

  private Kept moveUpTo(Kept kept, EpochHeader latest) throws IOException {
    long unread = reader.next();
    for (Position snapshot : snapshots().descendingSet()) {
      long epoch = snapshot.epoch();
      if (epoch < kept.from()) {
        break;
      }
      if (epoch < unread && isOfTheChain(snapshot, latest) && mayGo(snapshot, latest)) {
        requireWhole(snapshot);
        Kept moved = new Kept(epoch + 1, kept.swept());
        archive.writeKept(moved.encode());
        return moved;
      }
    }
    return kept;
  }

  private boolean isOfTheChain(Position snapshot, EpochHeader latest) throws IOException {
    return snapshot.epoch() < latest.epoch()
        && epochs.counting(snapshot.epoch()).equals(Optional.of(snapshot));
  }

  private boolean mayGo(Position position, EpochHeader latest) throws IOException {
    EpochHeader header = epochs.header(position).header();
    return rules
        .evidence()
        .mayGo(position.epoch(), header.endMillis(), latest.epoch(), latest.endMillis());
  }

  /** What could make a damaged snapshot anew is about to go. */
  private void requireWhole(Position snapshot) throws IOException {
    if (epochs.snapshot(epochs.header(snapshot).header()).isEmpty()) {
      throw EvidenceException.missing(ArchivePaths.snapshot(snapshot.epoch(), snapshot.attempt()));
    }
  }

  private void sweep(Kept kept) throws IOException {
    if (kept.swept() == kept.from()) {
      return;
    }
    long to = Math.min(kept.from(), kept.swept() + SWEEP_EPOCHS);
    List<String> paths = new ArrayList<>();
    for (long epoch = kept.swept(); epoch < to; epoch++) {
      for (Position position : epochs.attempts(epoch)) {
        EpochHeader header = epochs.header(position).header();
        if (header.eventsCount() > 0) {
          paths.add(ArchivePaths.events(header.eventsFile()));
        }
        paths.add(ArchivePaths.links(position.epoch(), position.attempt()));
        paths.add(ArchivePaths.inputs(position.epoch(), position.attempt()));
        paths.add(ArchivePaths.outcome(position.epoch(), position.attempt()));
        paths.addAll(archive.list(ArchivePaths.exhibits(position.epoch(), position.attempt())));
      }
    }
    archive.delete(paths);
    archive.writeKept(new Kept(kept.from(), to).encode());
  }

  private void thin(Kept kept, EpochHeader latest) throws IOException {
    List<String> paths = new ArrayList<>();
    long newer = 0;
    for (Position snapshot : snapshots().descendingSet()) {
      boolean isBase = kept.from() > 0 && snapshot.epoch() == kept.from() - 1;
      boolean isUseless = snapshot.epoch() < kept.from() - 1;
      newer++;
      if (snapshot.epoch() <= latest.epoch()
          && !isBase
          && (isUseless || newer > rules.snapshots())) {
        paths.add(ArchivePaths.snapshot(snapshot.epoch(), snapshot.attempt()));
      }
    }
    archive.delete(paths);
  }

  private TreeSet<Position> snapshots() throws IOException {
    TreeSet<Position> found = new TreeSet<>(Position.ORDER);
    for (String path : archive.list(ArchivePaths.SNAPSHOTS)) {
      OptionalLong epoch = ArchivePaths.epochOf(path);
      OptionalLong attempt = ArchivePaths.attemptOf(path);
      if (epoch.isPresent() && attempt.isPresent()) {
        found.add(new Position(epoch.getAsLong(), attempt.getAsLong()));
      }
    }
    return found;
  }
}
