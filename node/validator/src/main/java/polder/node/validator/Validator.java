package polder.node.validator;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.RuleBook;
import polder.epoch.SignatureRule;
import polder.epoch.StateEntry;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.node.witness.Anchor;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.ports.Archive;
import polder.ports.ReportJournal;
import polder.ports.SignatureLog;
import polder.ports.StateStore;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.receipt.Bondsman;

/**
 * Follows nodes' archives epoch by epoch. What is computed to the very header that a node sealed is
 * written down as signed, then mirrored: the files of the mirror are the computed ones, so a node
 * that serves no outcomes will do. The newest of the mirror is where a restart goes on. One thread
 * calls {@link #round}; {@link #latest} and {@link #stop} are for any.
 */
public final class Validator {
  /** How many places of snapshots are tried for a start. */
  private static final int MOST_SNAPSHOTS = 8;

  private final Parts parts;
  private final Listener listener;
  private final EpochArchive own;
  private final HeaderChain ownChain;
  private final Reexecution reexecution;
  private final Verification verification;
  private final Findings findings;
  private final List<Source> sources;
  private final Troubles troubles;
  private final Partings partings;
  private volatile Tip tip;
  private volatile boolean stopped;
  private volatile List<SeedPromises> promises = List.of();

  /**
   * What a validator works with.
   *
   * @param nodes the archives to follow, the preferred first
   * @param mirror where what was found right goes; nobody else writes there
   * @param findings where what is kept of wrong headers goes
   * @param rules the kinds of network
   * @param engine computes
   * @param program hash of this program
   * @param anchor whose headers are looked at
   * @param chain what the chain says of headers
   * @param log of what is signed; empty without a key
   * @param live what is known besides the archives
   */
  public record Parts(
      List<Archive.Reader> nodes,
      Archive mirror,
      Archive findings,
      RuleBook rules,
      EpochEngine engine,
      Hash program,
      Anchor anchor,
      ChainWitness chain,
      Optional<SignatureLog> log,
      Live live) {
    public Parts {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * What is known besides the archives.
   *
   * @param journal messages that were mirrored as they arrived
   * @param signatures which of them are known to be signed
   * @param finals what the chain has decided
   */
  public record Live(Optional<JournalMirror> journal, SignatureRule signatures, Finals finals) {
    /** Nothing. */
    public static final Live NONE =
        new Live(Optional.empty(), SignatureRule.VERIFIED, Finals.UNKNOWN);
  }

  private Validator(Parts parts, Listener listener) {
    this.parts = parts;
    this.listener = listener;
    this.own = new EpochArchive(parts.mirror().reader());
    this.ownChain = new HeaderChain(own, new Anchor.SelfConsistent());
    this.reexecution =
        new Reexecution(own, parts.rules(), parts.engine(), parts.live().signatures());
    this.verification = new Verification(parts.program(), parts.chain());
    this.findings = new Findings(parts.findings(), listener);
    this.troubles = new Troubles(listener);
    this.partings =
        new Partings(
            parts, ownChain, new Partings.Judges(reexecution, verification, findings), troubles);
    this.sources = parts.nodes().stream().map(Source::new).toList();
    this.tip = Tip.GENESIS;
  }

  /**
   * Takes up where the last one stopped: with the newest epoch of the mirror, whose state comes
   * from the nearest snapshot before it.
   *
   * @throws EvidenceException if the mirror is damaged
   */
  public static Validator open(Parts parts, Listener listener) throws IOException {
    Validator validator = new Validator(parts, listener);
    Optional<Long> latest = validator.ownChain.latest();
    new Fork(parts.mirror(), parts.findings()).tidy(latest);
    if (latest.isPresent()) {
      validator.tip =
          Tip.at(validator.ownChain.at(latest.get()), validator.reexecution, validator.ownChain);
    }
    return validator;
  }

  /** The newest epoch that was found right. */
  public Optional<EpochHeader> latest() {
    return tip.header().map(SignedHeader::header);
  }

  /** The newest epoch that was found right, as it was signed. */
  public Optional<SignedHeader> latestSigned() {
    return tip.header();
  }

  /** The header of an epoch that was found right. */
  public EpochHeader headerAt(long epoch) throws IOException {
    return ownChain.at(epoch).header();
  }

  /** The rules of the newest epoch that was found right. */
  public Optional<Manifests> manifests() throws IOException {
    Optional<EpochHeader> latest = latest();
    return latest.isEmpty() ? Optional.empty() : Optional.of(own.manifests(latest.get()));
  }

  /** Messages that were mirrored long enough ago to be in an epoch, and are in none. */
  public List<ReportJournal.Entry> overdue() throws IOException {
    return parts.live().journal().isEmpty()
        ? List.of()
        : parts.live().journal().get().overdue(newest(), this::messages);
  }

  private long newest() {
    return latest().map(EpochHeader::epoch).orElse(-1L);
  }

  private List<Bytes> messages(long epoch) throws IOException {
    return own.attempts(epoch).isEmpty() ? List.of() : own.inputs(ownChain.at(epoch).header());
  }

  /**
   * Hands everything over to a node that closes from here on: the state after the newest epoch, its
   * cut, and behind it the messages that wait.
   *
   * @param state empty
   * @param journal empty
   * @param promiser of that node, which gives its own receipts
   */
  public void handOver(StateStore state, ReportJournal journal, Promiser promiser)
      throws IOException {
    Tip here = tip;
    List<ReportJournal.Entry> waiting =
        parts.live().journal().isEmpty()
            ? List.of()
            : parts.live().journal().get().waiting(newest(), this::messages);
    HandOver.write(here, waiting, state, journal, promiser);
  }

  /**
   * Who acknowledges messages.
   *
   * @param key the node's
   * @param bondsman whose stake answers for it
   */
  public record Promiser(DeviceKey key, Optional<Bondsman> bondsman) {}

  /** Why the header of this hash was refused, if it was since the start; for any thread. */
  public Optional<Refusal> refused(Hash header) {
    return findings.refused(header);
  }

  /**
   * Where it stands when it is asked for the link of {@code account}'s seed chain; empty before
   * anything was found right.
   */
  public Optional<SeedPlace> seedPlace(Account account) {
    Tip now = tip;
    return now.header()
        .map(its ->
            new SeedPlace(
                its.header().deployment(),
                now.nextEpoch(),
                now.hash(),
                StateEntry.seed(now.state(), account)));
  }

  /** Signs no header from now on whose node broke what {@code remembered} has of it. */
  public void heed(List<SeedPromises> remembered) {
    promises = List.copyOf(remembered);
  }

  private Optional<String> broken(SignedHeader signed) throws IOException {
    for (SeedPromises of : promises) {
      Optional<String> why = of.broken(signed);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /** Ends a round after the epoch that it is at. */
  public void stop() {
    stopped = true;
  }

  /**
   * Begins with the newest snapshot of the first node that has one, instead of epoch 0; what came
   * before it is believed, not computed. Does nothing if something is mirrored already.
   *
   * @return whether {@link #round} may begin: a node was there, be it with a snapshot or without
   */
  public boolean beginAtSnapshot() throws IOException {
    boolean asked = false;
    for (Source source : sources) {
      if (tip.header().isPresent()) {
        return true;
      }
      try {
        asked |= beginAtSnapshot(source);
      } catch (Source.UnreachableException | EvidenceException e) {
        troubles.tell(source, String.valueOf(e.getMessage()));
      }
    }
    return asked;
  }

  /** Whether the node has any epochs. */
  private boolean beginAtSnapshot(Source source) throws IOException {
    EpochArchive theirs = source.epochs();
    HeaderChain chain = new HeaderChain(theirs, parts.anchor());
    Optional<Long> latest = chain.latest();
    if (latest.isEmpty()) {
      return false;
    }
    long every = theirs.manifests(chain.at(latest.get()).header()).deployment().snapshotEvery();
    long epoch = (latest.get() + 1) / every * every - 1;
    for (int tried = 0; tried < MOST_SNAPSHOTS && epoch >= 0; tried++, epoch -= every) {
      SignedHeader header = chain.at(epoch);
      Optional<Tip> taken = new Snapshots(parts.mirror()).take(source, header);
      if (taken.isPresent()) {
        tip = taken.get();
        listener.beganAt(header.header(), source.name());
        return true;
      }
    }
    return true;
  }

  /**
   * Goes once over all nodes, and as far with each as its epochs are right.
   *
   * @throws IOException if the own disk refuses; nothing is signed then that was not written down
   */
  public void round() throws IOException {
    for (Source source : sources) {
      if (stopped) {
        return;
      }
      try {
        if (follow(source)) {
          troubles.over(source);
        }
      } catch (Source.UnreachableException | EvidenceException e) {
        troubles.tell(source, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Whether the node's chain is the own one, as far as it goes. */
  private boolean follow(Source source) throws IOException {
    EpochArchive theirs = source.epochs();
    HeaderChain chain = new HeaderChain(theirs, parts.anchor());
    Optional<Long> latest = chain.latest();
    if (latest.isEmpty()) {
      return false;
    }
    Optional<Partings.Meeting> meeting = partings.meet(source, chain, tip, latest.get());
    if (meeting.isEmpty()) {
      return false;
    }
    if (meeting.get().leftOwn()) {
      tip = meeting.get().from();
    }
    Optional<Tip> from = Optional.of(meeting.get().from());
    long decided = partings.decided(chain, latest.get());
    while (from.isPresent() && !stopped && from.get().nextEpoch() <= latest.get()) {
      from = step(source, new Way(theirs, chain, decided), from.get());
      from.ifPresent(reached -> tip = reached);
    }
    return true;
  }

  /**
   * A node's chain.
   *
   * @param decided up to which epoch it is final; -1 if that is not known
   */
  private record Way(EpochArchive archive, HeaderChain chain, long decided) {}

  /** One epoch further along {@code chain}; empty if that is not to be. */
  private Optional<Tip> step(Source source, Way way, Tip from) throws IOException {
    SignedHeader signed = way.chain().at(from.nextEpoch());
    boolean decided = signed.header().epoch() <= way.decided();
    if (findings.isRefused(signed) && !decided) {
      return Optional.empty();
    }
    if (!signed.header().previous().equals(from.hash())) {
      // Another attempt was sealed while we computed: the next round looks where they part.
      return Optional.empty();
    }
    Optional<List<Bytes>> mirrored =
        parts.live().journal().isEmpty()
            ? Optional.empty()
            : parts.live().journal().get().messages(signed.header().epoch());
    return switch (verification.check(from, signed, way.archive(), reexecution, mirrored)) {
      case Verification.Verdict.Wrong(var difference, boolean computed) -> {
        findings.refuse(new Refusal(signed, source.name(), difference, computed), source);
        yield Optional.empty();
      }
      case Verification.Verdict.NotNow(String why) -> {
        troubles.tell(source, why);
        yield Optional.empty();
      }
      case Verification.Verdict.Right right -> accept(signed, right, source, decided);
    };
  }

  private Optional<Tip> accept(
      SignedHeader signed, Verification.Verdict.Right right, Source source, boolean decided)
      throws IOException {
    EpochHeader header = signed.header();
    DeploymentManifest deployment = right.manifests().deployment();
    Optional<String> broken = right.settled() ? Optional.empty() : broken(signed);
    if (broken.isPresent()) {
      findings.refuse(
          new Refusal(signed, source.name(), Verification.brokenWord(header, broken.get()), false),
          source);
      return Optional.empty();
    }
    Optional<Listener.Signature> signature =
        right.settled() ? settled(header) : sign(header, deployment);
    if (signature.isEmpty() && decided) {
      signature = Optional.of(Listener.Signature.OTHER_SIGNED);
    }
    if (signature.isEmpty()) {
      findings.refuse(
          new Refusal(signed, source.name(), Verification.signedAnother(header), false), source);
      return Optional.empty();
    }
    boolean snapshot = (header.epoch() + 1) % deployment.snapshotEvery() == 0;
    parts
        .mirror()
        .writePieces(EpochArchive.files(right.sealed(), signed, right.manifests(), snapshot));
    parts.mirror().writeLatest(EpochArchive.pointer(Position.of(signed.header())));
    if (parts.live().journal().isPresent()) {
      parts.live().journal().get().sealed(header.epoch());
    }
    listener.verified(header, signature.get());
    return Optional.of(new Tip(Optional.of(signed), right.sealed().after()));
  }

  /** Nothing is signed; but what comes later would cover it, so it must not be another header. */
  private Optional<Listener.Signature> settled(EpochHeader header) {
    boolean another =
        parts
            .log()
            .flatMap(log -> log.of(header.epoch(), header.attempt()))
            .filter(entry -> !entry.header().equals(header.hash()))
            .isPresent();
    return another ? Optional.empty() : Optional.of(Listener.Signature.SETTLED);
  }

  /** Writes down what may be signed; empty if another header was signed in its place. */
  private Optional<Listener.Signature> sign(EpochHeader header, DeploymentManifest deployment)
      throws IOException {
    if (parts.log().isEmpty()) {
      return Optional.of(Listener.Signature.NO_KEY);
    }
    if (deployment.settlement().isEmpty()) {
      return Optional.of(Listener.Signature.NO_CONTRACT);
    }
    Hash digest =
        Eip712.digest(deployment.settlement().get().domain(deployment.chainId()), header.typed());
    SignatureLog.Entry entry =
        new SignatureLog.Entry(header.epoch(), header.attempt(), header.hash(), digest);
    return switch (parts.log().get().record(entry)) {
      case MAY_SIGN -> Optional.of(Listener.Signature.SIGNED);
      case TOO_OLD -> Optional.of(Listener.Signature.TOO_OLD);
      case OTHER_SIGNED -> Optional.empty();
    };
  }
}
