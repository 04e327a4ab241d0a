package polder.node.readings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.epoch.RuleBook;
import polder.epoch.Standing;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.node.archive.Pruner;
import polder.ports.readings.EarningsQuery;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.ReadModel;
import polder.ports.readings.ReadingStore;
import polder.ports.readings.ReadingStore.Projected;
import polder.ports.readings.Visibility;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;

/**
 * Brings a store of readings up to an archive, epoch by epoch. Of an archive that was pruned it
 * begins with the epochs that are kept, and takes who was enrolled before from the archived state
 * that they build on. Says which epochs it has not read, before it goes back to some, so that those
 * are not pruned.
 */
public final class Projection implements Pruner.Reader {
  private static final Logger LOG = LoggerFactory.getLogger(Projection.class);
  private static final Visibility NO_READINGS = new Visibility(new TreeMap<>());
  // One row of a table: never reached.
  private static final long ONE_ROW_MILLIS = 60_000;

  private final EpochArchive archive;
  private final RuleBook rules;
  private final ReadingStore store;
  private final long keepMillis;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile long next;

  /**
   * @param keepMillis how long after the end of their epoch readings are kept; {@link
   *     Long#MAX_VALUE} for ever
   */
  public Projection(EpochArchive archive, RuleBook rules, ReadingStore store, long keepMillis) {
    this.archive = archive;
    this.rules = rules;
    this.store = store;
    this.keepMillis = keepMillis;
  }

  /** The first epoch that is not projected for certain; 0 until that is found out. */
  @Override
  public long next() {
    return next;
  }

  @Override
  public Lock lock() {
    return lock;
  }

  /**
   * Projects what the archive holds and the store does not.
   *
   * @param progress hears of each epoch that was projected; an interrupt ends the work after it
   * @return how many epochs that were
   * @throws EvidenceException if the archive is damaged or lacks an epoch
   */
  public long catchUp(LongConsumer progress) throws IOException {
    Optional<Position> latest = archive.latest();
    if (latest.isEmpty()) {
      return 0;
    }
    checkIsOfThisArchive(latest.get());
    long last = latest.get().epoch();
    long ends = archive.header(latest.get()).header().endMillis();
    long keepFrom = keepMillis == Long.MAX_VALUE ? Long.MIN_VALUE : ends - keepMillis;
    beginWithWhatIsKept();
    long first = store.projected().map(done -> done.epoch() + 1).orElse(0L);
    next = first;
    long count = 0;
    for (long epoch = first; epoch <= last && !Thread.currentThread().isInterrupted(); epoch++) {
      if (!follows(epoch)) {
        // Epochs are being closed again meanwhile: the next time begins anew.
        clear();
        break;
      }
      project(epoch, keepFrom);
      next = epoch + 1;
      progress.accept(epoch);
      count++;
    }
    return count;
  }

  /** Whether {@code epoch} builds on what was projected last. */
  private boolean follows(long epoch) throws IOException {
    Optional<Projected> done = store.projected();
    return done.isEmpty() || header(epoch).previous().equals(done.get().header());
  }

  /** A store of another archive, or of an epoch that was closed anew, says something else. */
  private void checkIsOfThisArchive(Position latest) throws IOException {
    Optional<Projected> done = store.projected();
    if (done.isEmpty()) {
      return;
    }
    boolean same =
        done.get().epoch() <= latest.epoch()
            && header(done.get().epoch()).hash().equals(done.get().header());
    if (!same) {
      clear();
    }
  }

  /**
   * Empties the store, to be filled anew. Of an archive that was pruned what was earned before
   * stays known, if the store knows it: what the epochs that are kept added to it, in the attempts
   * that the store was given, is taken off again.
   */
  public void clear() throws IOException {
    long keptFrom = goBack();
    Optional<Projected> done = store.projected();
    if (keptFrom > 0 && done.isPresent() && done.get().epoch() >= keptFrom - 1) {
      try {
        store.clearFrom(keptFrom, new AddedBefore(archive, keptFrom));
        return;
      } catch (IOException | EvidenceException e) {
        LOG.warn("what epochs before {} paid cannot be kept: {}", keptFrom, e.getMessage());
      }
    }
    store.clear();
  }

  /** Says that all that is kept is to be read again, and until when that is not pruned. */
  private long goBack() throws IOException {
    lock.lock();
    try {
      long keptFrom = archive.kept().from();
      next = keptFrom;
      return keptFrom;
    } finally {
      lock.unlock();
    }
  }

  /** What is still to be read may have been pruned, if a store is new or of an old backup. */
  private void beginWithWhatIsKept() throws IOException {
    Optional<Projected> done = store.projected();
    long first = done.map(its -> its.epoch() + 1).orElse(0L);
    if (first >= archive.kept().from()) {
      return;
    }
    long keptFrom = goBack();
    if (done.isPresent()) {
      store.clear();
    }
    EpochHeader before = header(keptFrom - 1);
    Manifests manifests = archive.manifests(before);
    StateTree state =
        archive
            .snapshot(before)
            .orElseThrow(() ->
                EvidenceException.missing(ArchivePaths.snapshot(before.epoch(), before.attempt())));
    Standing standing = new Standing(Optional.of(before), state, manifests, rules.of(manifests));
    List<EpochReadings.Enrolment> enrolments = new ArrayList<>();
    for (String network : manifests.networks().keySet()) {
      standing.forEachDevice(
          network,
          (device, entry) ->
              enrolments.add(
                  new EpochReadings.Enrolled(
                      network,
                      device,
                      entry.sender().owner(),
                      entry.sender().site(),
                      entry.sender().via())));
    }
    store.add(
        new EpochReadings(
            before.epoch(),
            before.hash(),
            before.startMillis(),
            before.endMillis(),
            manifests.networks(),
            enrolments,
            List.of(),
            Optional.empty()),
        Long.MIN_VALUE);
    sayWhatIsMissing(keptFrom);
  }

  private void sayWhatIsMissing(long keptFrom) throws IOException {
    long from =
        store
            .model()
            .read(NO_READINGS, ONE_ROW_MILLIS, ReadModel.Reading::earned)
            .map(EarningsQuery.Epochs::first)
            .orElse(keptFrom);
    if (from > 0) {
      LOG.warn(
          "what accounts earned counts from epoch {} on: epochs 0 to {} are pruned and their sums"
              + " are lost; to have them again, stop the node and put a copy of readings/ in place"
              + " that reaches to epoch {}",
          from,
          from - 1,
          keptFrom - 1);
    }
  }

  private void project(long epoch, long keepFromMillis) throws IOException {
    EpochHeader header = header(epoch);
    Manifests manifests = archive.manifests(header);
    store.add(
        EpochReader.read(
            header,
            manifests.networks(),
            rules.of(manifests),
            archive.inputs(header),
            archive.outcome(header)),
        keepFromMillis);
  }

  private EpochHeader header(long epoch) throws IOException {
    Position counting =
        archive
            .counting(epoch)
            .orElseThrow(() -> EvidenceException.missing(ArchivePaths.header(epoch, 0)));
    return archive.header(counting).header();
  }
}
