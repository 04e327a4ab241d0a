package polder.node.witness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.networks.EpochWindow;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.SeedLink;

/** Computes archived epochs again, from their events, links, messages and rules alone. */
public final class Reexecution {
  private final EpochArchive archive;
  private final EpochRun run;

  /** Of {@code archive}, with the kinds in {@code rules}, on {@code engine}. */
  public Reexecution(EpochArchive archive, RuleBook rules, EpochEngine engine) {
    this(archive, rules, engine, SignatureRule.VERIFIED);
  }

  /** The same, where some signatures are known to be good. */
  public Reexecution(
      EpochArchive archive, RuleBook rules, EpochEngine engine, SignatureRule signatures) {
    this.archive = archive;
    this.run = new EpochRun(rules, engine, signatures);
  }

  /**
   * Where to begin and what to compute.
   *
   * @param snapshot the epoch whose state was archived; empty for the empty state before epoch 0
   * @param state the state to begin with
   * @param epochs the epochs to compute, ascending
   */
  record Path(Optional<SignedHeader> snapshot, StateTree state, List<SignedHeader> epochs) {}

  /**
   * A way to the state after {@code last} that computes all epochs from {@code first} on.
   *
   * @throws EvidenceException if it leads through epochs that were pruned
   */
  Path path(HeaderChain chain, long first, SignedHeader last, boolean fromGenesis)
      throws IOException {
    List<SignedHeader> epochs = new ArrayList<>();
    SignedHeader header = last;
    long keptFrom = archive.kept().from();
    while (true) {
      if (header.header().epoch() < first && !fromGenesis) {
        Optional<StateTree> state = archive.snapshot(header.header());
        if (state.isPresent()) {
          return new Path(Optional.of(header), state.get(), epochs.reversed());
        }
      }
      if (header.header().epoch() < keptFrom) {
        throw EvidenceException.pruned(inputsPath(header), keptFrom);
      }
      epochs.add(header);
      if (header.header().epoch() == 0) {
        return new Path(Optional.empty(), new StateTree(), epochs.reversed());
      }
      header = chain.before(header);
    }
  }

  private static String inputsPath(SignedHeader header) {
    return ArchivePaths.inputs(header.header().epoch(), header.header().attempt());
  }

  /** Computes one epoch from the state before it. Nothing is compared yet. */
  public SealedEpoch compute(
      StateTree before,
      EpochHeader header,
      Manifests manifests,
      List<ChainEvent> events,
      List<SeedLink> links,
      List<Bytes> inputs) {
    EpochWindow window =
        new EpochWindow(
            header.epoch(),
            header.startMillis(),
            header.endMillis(),
            manifests.deployment().graceMillis(),
            manifests.deployment().clockToleranceMillis());
    return run.fix(
            before,
            new EpochInputs(
                window,
                header.attempt(),
                header.previous(),
                header.chain(),
                events,
                inputs,
                manifests,
                archive.exhibits(EpochArchive.Position.of(header)),
                header.program()))
        .seal(links);
  }

  /**
   * The state after an epoch: from its snapshot, or computed from the nearest one before.
   *
   * @throws EvidenceException if the computation does not come to the state root of a header
   */
  public StateTree stateAfter(HeaderChain chain, SignedHeader header) throws IOException {
    Path path = path(chain, header.header().epoch() + 1, header, false);
    StateTree state = path.state();
    for (SignedHeader epoch : path.epochs()) {
      EpochHeader sealed = epoch.header();
      state =
          compute(
                  state,
                  sealed,
                  archive.manifests(sealed),
                  archive.events(sealed),
                  archive.links(sealed),
                  archive.inputs(sealed))
              .after();
      if (!state.root().equals(sealed.stateRoot())) {
        throw new EvidenceException(
            HeaderChain.path(epoch), "names another state root than its messages lead to");
      }
    }
    return state;
  }
}
