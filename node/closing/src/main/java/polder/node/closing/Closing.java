package polder.node.closing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.Keep;
import polder.node.archive.SignedHeader;
import polder.ports.Archive;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Cut;
import polder.ports.StateStore;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/**
 * Closes epochs one after the other. An epoch's cut is durable before it is computed, its evidence
 * is archived before its state is committed; so after a crash at any moment the same cut is
 * computed again and gives the same bytes.
 */
public final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final Parts parts;
  private final List<Consumer<SealedEpoch>> listeners = new CopyOnWriteArrayList<>();
  private volatile Standing standing;
  private volatile long startOffset;
  private volatile Succession succession = Succession.NONE;
  private volatile Optional<String> hindrance = Optional.empty();

  /**
   * What closing works with.
   *
   * @param journal the journal to read from
   * @param cutter cuts the journal, in order with what is being written to it
   * @param state where the state is kept
   * @param archive where the evidence goes
   * @param run the epoch program
   * @param rules the kinds of network it knows
   * @param key signs headers
   * @param program hash of the pure code
   * @param keepJournal how long sealed epochs stay in the journal, so that a sender who repeats
   *     itself gets its first answer again
   */
  public record Parts(
      ReportJournal journal,
      Cutter cutter,
      StateStore state,
      Archive archive,
      EpochRun run,
      RuleBook rules,
      DeviceKey key,
      Hash program,
      Keep keepJournal) {}

  /** Cuts the journal. */
  public interface Cutter {
    /**
     * Ends the epoch of {@code window} here, durably; what is acknowledged later is of the next.
     */
    Cut cut(EpochWindow window, Hash manifests) throws IOException, InterruptedException;
  }

  private Closing(Parts parts, Standing standing, long startOffset) {
    this.parts = parts;
    this.standing = standing;
    this.startOffset = startOffset;
  }

  /**
   * Takes up where the node stopped: loads the state and computes the epochs that were cut and not
   * committed.
   *
   * @param manifests the rules in force from the next epoch on
   */
  public static Closing open(Parts parts, Manifests manifests) throws IOException {
    SortedMap<Bytes, Bytes> entries = new TreeMap<>();
    parts.state().load(entries::put);
    StateTree state = StateTree.of(entries.entrySet());
    Optional<EpochHeader> header = parts.state().header().map(EpochHeader::decode);
    if (header.isPresent() && !header.get().stateRoot().equals(state.root())) {
      throw new IOException(
          "the state on disk does not have the state root of epoch "
              + header.get().epoch()
              + "; restore the data directory from a backup");
    }
    if (header.isPresent() && !header.get().deployment().equals(manifests.deployment().id())) {
      throw new IOException(
          "the data directory belongs to another deployment: name, chain_id or genesis_millis of"
              + " its deployment.yaml were changed");
    }
    long start = header.isEmpty() ? 0 : endOffset(parts.journal(), header.get().epoch());
    Standing standing = new Standing(header, state, manifests, parts.rules().of(manifests));
    Closing closing = new Closing(parts, standing, start);
    closing.finishCuts(manifests);
    return closing;
  }

  private static long endOffset(ReportJournal journal, long epoch) throws IOException {
    return journal
        .cut(epoch)
        .orElseThrow(() -> new IOException("the journal lacks the cut of epoch " + epoch))
        .endOffset();
  }

  private void finishCuts(Manifests current) throws IOException {
    Optional<Cut> last = parts.journal().lastCut();
    while (last.isPresent() && last.get().epoch() >= standing.nextEpoch()) {
      long epoch = standing.nextEpoch();
      Cut cut =
          parts
              .journal()
              .cut(epoch)
              .orElseThrow(() -> new IOException("the journal lacks the cut of epoch " + epoch));
      LOG.info("computing epoch {} again, which was cut before the node stopped", epoch);
      Bytes encoded =
          parts
              .archive()
              .reader()
              .read(ArchivePaths.manifests(cut.manifests()))
              .orElseThrow(() -> new IOException("the archive lacks the manifests of a cut"));
      seal(cut, Manifests.decode(encoded), current);
    }
  }

  /** How the deployment stands after the latest epoch. */
  public Standing standing() {
    return standing;
  }

  /** Calls {@code listener} after each epoch that is sealed from now on, on the closing thread. */
  public void addListener(Consumer<SealedEpoch> listener) {
    listeners.add(listener);
  }

  /**
   * Has the rules of epochs from the next one on follow {@code succession}; to be called before the
   * first is closed.
   */
  public void follow(Succession rules) throws IOException {
    succession = rules;
    prepare();
  }

  /** Why the next epoch cannot be closed, as of the last try. */
  public Optional<String> hindrance() {
    return hindrance;
  }

  /**
   * Whether the next epoch can be closed by the rules in force so far. If not, others are from now
   * on, by which its window is another, or {@link #hindrance} says what is missing.
   */
  public synchronized boolean mayClose() throws IOException {
    return !prepare() && hindrance.isEmpty();
  }

  /** Looks which rules the next epoch has; whether they are others than were thought. */
  private boolean prepare() throws IOException {
    Standing now = standing;
    switch (succession.of(now.nextEpoch(), now.manifests())) {
      case Succession.Next.Hindered(String why) -> {
        if (!hindrance.equals(Optional.of(why))) {
          LOG.warn("epoch {} is not closed: {}", now.nextEpoch(), why);
        }
        hindrance = Optional.of(why);
        return false;
      }
      case Succession.Next.Rules(Manifests next) -> {
        hindrance = Optional.empty();
        boolean others = !next.hash().equals(now.manifests().hash());
        if (others) {
          LOG.info("from epoch {} on: rules {}", now.nextEpoch(), next.hash().toHex());
          standing = new Standing(now.header(), now.state(), next, parts.rules().of(next));
        }
        return others;
      }
    }
  }

  /** When the next epoch's window cannot start before. */
  public long notBeforeMillis() {
    return standing.header().map(EpochHeader::endMillis).orElse(0L);
  }

  /**
   * Ends the epoch of {@code window} now and seals it.
   *
   * @throws IllegalArgumentException if it is not the next one
   */
  public synchronized SealedEpoch close(EpochWindow window)
      throws IOException, InterruptedException {
    if (window.epoch() != standing.nextEpoch() || window.startMillis() < notBeforeMillis()) {
      throw new IllegalArgumentException(
          "the next epoch is " + standing.nextEpoch() + ", not before " + notBeforeMillis());
    }
    Manifests manifests = standing.manifests();
    // A cut names its rules by hash; they must be found again even after a crash right behind it.
    SortedMap<String, Bytes> rules = new TreeMap<>();
    rules.put(ArchivePaths.manifests(manifests.hash()), manifests.encode());
    parts.archive().write(rules);
    Cut cut = parts.cutter().cut(window, manifests.hash());
    return seal(cut, manifests, manifests);
  }

  private SealedEpoch seal(Cut cut, Manifests inForce, Manifests next) throws IOException {
    SealedEpoch sealed = compute(cut, inForce);
    SignedHeader header = SignedHeader.sign(sealed.header(), parts.key());
    boolean snapshot = (cut.epoch() + 1) % inForce.deployment().snapshotEvery() == 0;
    parts.archive().write(EpochArchive.files(sealed, header, inForce, snapshot));
    parts.state().commit(sealed.header().encode(), sealed.changes());
    parts
        .archive()
        .writeLatest(
            EpochArchive.pointer(
                new EpochArchive.Position(cut.epoch(), sealed.header().attempt())));
    startOffset = cut.endOffset();
    standing =
        new Standing(Optional.of(sealed.header()), sealed.after(), next, parts.rules().of(next));
    prepare();
    discard(cut);
    listeners.forEach(listener -> listener.accept(sealed));
    return sealed;
  }

  /** Forgets the messages of epochs that need not be kept: they are archived and committed. */
  private void discard(Cut latest) throws IOException {
    long staying = 0;
    long before = latest.epoch();
    // Of epochs in order those that may go come first.
    while (staying < before) {
      long middle = (staying + before) >>> 1;
      if (mayGo(middle, latest)) {
        staying = middle + 1;
      } else {
        before = middle;
      }
    }
    Optional<Cut> last = staying > 0 ? parts.journal().cut(staying - 1) : Optional.empty();
    if (last.isPresent()) {
      parts.journal().discard(last.get().endOffset());
    }
  }

  private boolean mayGo(long epoch, Cut latest) throws IOException {
    // A journal may begin after many epochs; what was before is not in it.
    long endMillis = parts.journal().cut(epoch).map(Cut::endMillis).orElse(0L);
    return parts.keepJournal().mayGo(epoch, endMillis, latest.epoch(), latest.endMillis());
  }

  private SealedEpoch compute(Cut cut, Manifests manifests) throws IOException {
    EpochWindow window =
        new EpochWindow(
            cut.epoch(),
            cut.startMillis(),
            cut.endMillis(),
            manifests.deployment().graceMillis(),
            manifests.deployment().clockToleranceMillis());
    List<ChainEvent> events =
        new EpochArchive(parts.archive().reader()).events(cut.events(), cut.epoch());
    return compute(window, cut.endOffset(), manifests, cut.chain(), events);
  }

  private SealedEpoch compute(
      EpochWindow window,
      long endOffset,
      Manifests manifests,
      ChainPoint chain,
      List<ChainEvent> events)
      throws IOException {
    Standing before = standing;
    List<Bytes> messages = new ArrayList<>();
    parts.journal().read(startOffset, endOffset, entry -> messages.add(entry.wire()));
    return parts
        .run()
        .run(
            before.state(),
            new EpochInputs(
                window,
                0,
                before.header().map(EpochHeader::hash).orElse(Hash.ZERO),
                chain,
                events,
                messages,
                manifests,
                parts.program()));
  }

  /**
   * What the epoch of {@code window} would pay if it ended now. Nothing is kept of it.
   *
   * @return empty if {@code window} is not the next epoch any more
   */
  public Optional<SealedEpoch> preview(EpochWindow window) throws IOException {
    synchronized (this) {
      if (window.epoch() != standing.nextEpoch()) {
        return Optional.empty();
      }
      return Optional.of(
          compute(
              window,
              parts.journal().end(),
              standing.manifests(),
              standing.header().map(EpochHeader::chain).orElse(ChainPoint.NONE),
              List.of()));
    }
  }
}
