package polder.node.closing;

import java.io.IOException;
import java.util.List;
import java.util.Map;
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
import polder.epoch.ExhibitSource;
import polder.epoch.FixedInputs;
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
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedLink;

/**
 * Closes epochs one after the other. An epoch's cut is durable before it is computed, its evidence
 * is archived before its state is committed; so after a crash at any moment the same cut is
 * computed again and gives the same bytes. Epochs that cannot become final are closed {@linkplain
 * #again again}.
 */
public final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final Parts parts;
  private final SealedBefore before;
  private final SealedLinks links;
  private final SpentMessages spent;
  private final List<Consumer<SealedEpoch>> listeners = new CopyOnWriteArrayList<>();
  private volatile Standing standing;
  // What the state store holds: behind what others see while epochs are closed again.
  private Standing reached;
  private long attempt;
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
   * @param exhibits the blobs that messages brought which are in no sealed epoch
   * @param links collects what makes the seed
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
      Keep keepJournal,
      ExhibitSource exhibits,
      Links links) {
    /** No message brings a blob, and no validator is asked for a link. */
    public Parts(
        ReportJournal journal,
        Cutter cutter,
        StateStore state,
        Archive archive,
        EpochRun run,
        RuleBook rules,
        DeviceKey key,
        Hash program,
        Keep keepJournal) {
      this(
          journal,
          cutter,
          state,
          archive,
          run,
          rules,
          key,
          program,
          keepJournal,
          ExhibitSource.NONE,
          (inputs, due) -> List.of());
    }
  }

  /** Collects validators' links for a seed. */
  public interface Links {
    /**
     * Asks for links, now that {@code inputs} are fixed and durable, and waits a bounded time.
     *
     * @param due whose link is due, with what is known of their chains
     * @throws IOException if the disk refuses
     */
    List<SeedLink> gather(FixedInputs inputs, SortedMap<Account, SeedCommitment> due)
        throws IOException, InterruptedException;
  }

  /** Cuts the journal. */
  public interface Cutter {
    /**
     * Ends the epoch of {@code window} here, durably; what is acknowledged later is of the next.
     *
     * @param before where the epoch before it stands on the chain
     */
    Cut cut(EpochWindow window, Hash manifests, ChainPoint before)
        throws IOException, InterruptedException;
  }

  private Closing(Parts parts, Standing standing) {
    this.parts = parts;
    this.before = new SealedBefore(parts.archive().reader());
    this.links = new SealedLinks(parts.archive(), parts.links());
    this.spent = new SpentMessages(parts.journal(), parts.keepJournal());
    this.standing = standing;
    this.reached = standing;
    this.attempt = standing.header().map(EpochHeader::attempt).orElse(0L);
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
    new LargeValues(parts.state()).putAside(state);
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
    Standing standing = new Standing(header, state, manifests, parts.rules().of(manifests));
    Closing closing = new Closing(parts, standing);
    long start = closing.startOffset();
    LOG.debug("the journal goes on at {}", start);
    try {
      closing.finishCuts(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an epoch was computed again", e);
    }
    return closing;
  }

  /** Where the next epoch begins in the journal. */
  private long startOffset() throws IOException {
    return reached.nextEpoch() == 0 ? 0 : endOffset(parts.journal(), reached.nextEpoch() - 1);
  }

  private static long endOffset(ReportJournal journal, long epoch) throws IOException {
    return journal
        .cut(epoch)
        .orElseThrow(() -> new IOException("the journal lacks the cut of epoch " + epoch))
        .endOffset();
  }

  /**
   * Computes all epochs that are cut and not committed.
   *
   * @param points where epochs that are closed again stand now; without them, as after a crash,
   *     where the epoch before them stands
   */
  private void finishCuts(Optional<Again.Points> points) throws IOException, InterruptedException {
    Optional<Cut> last = parts.journal().lastCut();
    while (last.isPresent() && last.get().epoch() >= reached.nextEpoch()) {
      long epoch = reached.nextEpoch();
      Cut cut =
          parts
              .journal()
              .cut(epoch)
              .orElseThrow(() -> new IOException("the journal lacks the cut of epoch " + epoch));
      LOG.info("computing epoch {}, attempt {}, which was cut before", epoch, attempt);
      Bytes encoded =
          parts
              .archive()
              .reader()
              .read(ArchivePaths.manifests(cut.manifests()))
              .orElseThrow(() -> new IOException("the archive lacks the manifests of a cut"));
      Again.Place place = before.place(cut, reached.header(), attempt, points);
      if (!place.events().isEmpty()) {
        // Once there is a header that names them, they must be found.
        Bytes events = ChainEvents.encode(place.events());
        Hash file = Hash.sha256(events.unsafeArray());
        parts.archive().write(new TreeMap<>(Map.of(ArchivePaths.events(file), events)));
      }
      seal(cut, place, Manifests.decode(encoded));
    }
    publish();
  }

  /** Shows others what was reached, with the rules that follow. */
  private void publish() throws IOException {
    if (!reached.header().equals(standing.header())) {
      standing =
          new Standing(reached.header(), reached.state(), standing.manifests(), standing.rules());
      prepare();
    }
  }

  /**
   * Goes back to an earlier epoch and closes all after it again: the same cuts with the same
   * messages, under another attempt. The files of the attempts before stay in the archive; others
   * see the deployment as it was until all is closed. A crash at any moment leaves some epochs of
   * one attempt and some of the other, which follow each other; called again, this goes on.
   *
   * @param to what to go back to and how to go on
   * @throws Again.SealedOtherwiseException if the first of them was sealed under that attempt, and
   *     would now be sealed otherwise; nothing has happened then
   */
  public synchronized void again(Again to) throws IOException {
    if (to.from() > reached.nextEpoch()) {
      throw new IllegalArgumentException(
          "epoch " + to.from() + " comes after the next one, " + reached.nextEpoch());
    }
    Hash here = reached.header().map(EpochHeader::hash).orElse(Hash.ZERO);
    if (!here.equals(to.previous())) {
      before.requireFits(to, parts.program());
      StateTree state = to.state().copy();
      parts
          .state()
          .goBack(to.last().map(EpochHeader::encode), Again.changes(reached.state(), state));
      reached = new Standing(to.last(), state, standing.manifests(), standing.rules());
      if (parts.journal().lastCut().map(Cut::epoch).equals(to.last().map(EpochHeader::epoch))) {
        // No epoch comes after it that would do this.
        parts
            .archive()
            .writeLatest(EpochArchive.pointer(EpochArchive.Position.of(to.last().orElseThrow())));
      }
    }
    attempt = to.attempt();
    try {
      finishCuts(Optional.of(to.points()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an epoch was closed again", e);
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
    // What closing again did not come to, as a disk refused.
    finishCuts(Optional.empty());
    if (window.epoch() != standing.nextEpoch() || window.startMillis() < notBeforeMillis()) {
      throw new IllegalArgumentException(
          "the next epoch is " + standing.nextEpoch() + ", not before " + notBeforeMillis());
    }
    Manifests manifests = standing.manifests();
    // A cut names its rules by hash; they must be found again even after a crash right behind it.
    SortedMap<String, Bytes> rules = new TreeMap<>();
    rules.put(ArchivePaths.manifests(manifests.hash()), manifests.encode());
    parts.archive().write(rules);
    ChainPoint parent = reached.header().map(EpochHeader::chain).orElse(ChainPoint.NONE);
    Cut cut = parts.cutter().cut(window, manifests.hash(), parent);
    return seal(cut, before.place(cut, parent), manifests);
  }

  private SealedEpoch seal(Cut cut, Again.Place place, Manifests inForce)
      throws IOException, InterruptedException {
    SealedEpoch sealed = compute(cut, place, inForce);
    SignedHeader header = SignedHeader.sign(sealed.header(), parts.key());
    boolean snapshot = (cut.epoch() + 1) % inForce.deployment().snapshotEvery() == 0;
    try (Archiving archiving =
        Archiving.begin(parts.archive(), EpochArchive.files(sealed, header, inForce, snapshot))) {
      parts.state().commit(sealed.header().encode(), sealed.changes(), archiving::await);
    }
    parts
        .archive()
        .writeLatest(
            EpochArchive.pointer(
                new EpochArchive.Position(cut.epoch(), sealed.header().attempt())));
    StateTree state = sealed.after().copy();
    new LargeValues(parts.state()).putAside(state, sealed.stateChanges());
    reached =
        new Standing(Optional.of(sealed.header()), state, standing.manifests(), standing.rules());
    if (reached.nextEpoch() > standing.nextEpoch()) {
      publish();
    }
    listeners.forEach(listener -> listener.accept(sealed));
    spent.forget(cut);
    return sealed;
  }

  private SealedEpoch compute(Cut cut, Again.Place place, Manifests inForce)
      throws IOException, InterruptedException {
    EpochRun.Fixed fixed = fix(cut, place, inForce);
    return fixed.seal(links.of(fixed));
  }

  private EpochRun.Fixed fix(Cut cut, Again.Place place, Manifests manifests) throws IOException {
    EpochWindow window =
        new EpochWindow(
            cut.epoch(),
            cut.startMillis(),
            cut.endMillis(),
            manifests.deployment().graceMillis(),
            manifests.deployment().clockToleranceMillis());
    return fix(window, cut.endOffset(), manifests, place);
  }

  private EpochRun.Fixed fix(
      EpochWindow window, long endOffset, Manifests manifests, Again.Place place)
      throws IOException {
    return parts
        .run()
        .fix(
            reached.state(),
            new EpochInputs(
                window,
                attempt,
                reached.header().map(EpochHeader::hash).orElse(Hash.ZERO),
                place.chain(),
                place.events(),
                messages(window.epoch(), endOffset),
                manifests,
                before.exhibits(window.epoch(), parts.exhibits()),
                parts.program()));
  }

  /** Those between two cuts; from the archive where the journal keeps them no longer. */
  private List<Bytes> messages(long epoch, long endOffset) throws IOException {
    long startOffset = startOffset();
    if (startOffset < parts.journal().begin()) {
      return before.messages(epoch);
    }
    return new EpochMessages(parts.journal()).between(startOffset, endOffset);
  }

  /**
   * What the epoch of {@code window} would pay if it ended now. Nothing is kept of it.
   *
   * @return empty if {@code window} is not the next epoch any more
   */
  public Optional<SealedEpoch> preview(EpochWindow window) throws IOException {
    synchronized (this) {
      if (window.epoch() != reached.nextEpoch()) {
        return Optional.empty();
      }
      return Optional.of(
          fix(
                  window,
                  parts.journal().end(),
                  standing.manifests(),
                  new Again.Place(
                      reached.header().map(EpochHeader::chain).orElse(ChainPoint.NONE), List.of()))
              .seal(List.of()));
    }
  }
}
