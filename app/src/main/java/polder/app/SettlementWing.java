package polder.app;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import polder.adapters.files.AttestationFile;
import polder.adapters.files.SignatureFile;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.closing.Closing;
import polder.node.gateway.HttpLimits;
import polder.node.settle.Attempts;
import polder.node.settle.Attestations;
import polder.node.settle.ChainPoints;
import polder.node.settle.DisputeRoutes;
import polder.node.settle.EpochFinality;
import polder.node.settle.Finalisations;
import polder.node.settle.Members;
import polder.node.settle.Payable;
import polder.node.settle.SetOpener;
import polder.node.settle.SettleRoutes;
import polder.node.settle.Settler;
import polder.node.settle.ValidatorRoutes;
import polder.node.witness.Anchor;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.ports.Archive;
import polder.ports.Time;
import polder.ports.chain.ChainException;
import polder.ports.chain.Settlement;
import polder.protocol.settlement.ChainPoint;

/** The part of a node that brings its epochs onto a chain. */
final class SettlementWing implements AutoCloseable {
  /** How long an epoch may wait to learn where the chain is. */
  private static final long POINT_MILLIS = 500;

  private static final Settler.Limits LOCAL = new Settler.Limits(500, 3_000, 1, 1_000);
  private static final Settler.Limits REMOTE = new Settler.Limits(3_000, 300_000, 30, 5_000);

  /** How often it is looked whether another set of validators is due. */
  private static final long LOCAL_SETS_MILLIS = 1_000;

  private static final long REMOTE_SETS_MILLIS = 60_000;

  private final ChainAccess access;
  private final ChainPoints points;
  private final Started started = new Started("settling");
  private volatile Optional<Settler> settler = Optional.empty();

  /** Over {@code access}, which is closed by whoever opened it. */
  SettlementWing(ChainAccess access) {
    this.access = access;
    this.points =
        started.add(
            new ChainPoints(access.anchors(), access.settlement(), access.inputs(), POINT_MILLIS));
  }

  /** What of the chain the epoch takes in that is being cut; nothing if it does not answer. */
  ChainPoints.Span span(long epoch, ChainPoint last) throws InterruptedException {
    return points.at(epoch, last);
  }

  /** How many epochs are released, for all that is known; those are never closed again. */
  long released() {
    return settler.map(its -> its.status().released() + 1).orElse(0L);
  }

  /** What there is of the token; empty if the chain does not answer. */
  Optional<Settlement.Supply> supply() {
    try {
      return Optional.of(access.settlement().supply());
    } catch (ChainException e) {
      return Optional.empty();
    }
  }

  /** Starts to settle what is sealed. */
  List<HttpService> start(
      DataDirectory data, Archive.Reader reader, RuleBook rules, Closing closing, Time time)
      throws IOException {
    EpochArchive archive = new EpochArchive(reader);
    HeaderChain headers = new HeaderChain(archive, new Anchor.SelfConsistent());
    Attestations attestations =
        new Attestations(
            access.contracts().domain(access.chainId()).hashStruct(),
            started.add(AttestationFile.open(data.attestations())));
    Members members = new Members(access.settlement());
    SignatureFile log =
        started.add(SignatureFile.open(data.signatures(), access.wallet().account()));
    Reexecution reexecution = new Reexecution(archive, rules, EpochEngine.SEQUENTIAL);
    Settler settler =
        new Settler(
            new Settler.Parts(
                access.chain(),
                access.settlement(),
                members,
                access.sender(),
                headers,
                attestations,
                log,
                access.wallet()::sign,
                time,
                access.isDevelopment() ? LOCAL : REMOTE,
                new Attempts.Parts(
                    access.rounds(),
                    access.anchors(),
                    access.inputs(),
                    new AgainCloser(closing, archive, headers, reexecution))));
    Payable payable = new Payable(archive, headers, reexecution);
    closing.addListener(sealed -> {
      payable.sealed(sealed);
      settler.wake();
    });
    this.settler = Optional.of(settler);
    started.add(settler);
    SetOpener opener =
        new SetOpener(
            access.staking(),
            access.sender(),
            time,
            access.isDevelopment() ? LOCAL_SETS_MILLIS : REMOTE_SETS_MILLIS,
            () -> closing.standing().header().map(EpochHeader::epoch).orElse(-1L),
            settler::wake);
    opener.start();
    started.add(opener);
    return List.of(
        new ValidatorRoutes(closing::standing, opener::view),
        new SettleRoutes(
            settler,
            members,
            attestations,
            payable,
            access.settlement(),
            points::trouble,
            new SettleRoutes.Where(access.chainId(), access.contracts(), access.local()),
            HttpLimits.USUAL),
        new EpochFinality(
            settler,
            new EpochFinality.Evidence(
                headers,
                members,
                attestations,
                new Finalisations(access.chain(), access.settlement())),
            access.chainId()),
        new DisputeRoutes(access::disputes));
  }

  /**
   * Begins, unless the chain went on without this node.
   *
   * @param halt ends the sealing of epochs and the taking of messages, for a reason
   */
  void begin(Consumer<String> halt) {
    Settler its = settler.orElseThrow();
    its.whenOvertaken(halt);
    try {
      its.overtaken();
    } catch (IOException | EvidenceException e) {
      // Asked again as long as the node runs.
    }
    its.start();
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
