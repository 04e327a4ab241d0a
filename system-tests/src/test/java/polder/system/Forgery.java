package polder.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.app.Kinds;
import polder.epoch.EpochHeader;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.networks.EpochWindow;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.node.witness.Anchor;
import polder.node.witness.Forged;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainPoint;

/** What a node can do that lies: an epoch that is false and fits together. */
final class Forgery {
  private Forgery() {}

  /**
   * Lowers the first weight of the newest epoch in {@code archive} by one; everything is hashed and
   * signed anew with {@code node}.
   *
   * @return the line as it was
   */
  static OutcomeLeaf.Reward lowerAWeight(Path archive, DeviceKey node) throws IOException {
    EpochArchive epochs = new EpochArchive(new DirectoryArchive(archive));
    EpochHeader header = epochs.header(epochs.latest().orElseThrow()).header();
    List<OutcomeLeaf> outcome = new ArrayList<>(epochs.outcome(header));
    OutcomeLeaf.Reward victim =
        outcome.stream()
            .filter(leaf -> leaf instanceof OutcomeLeaf.Reward reward && reward.weight() > 0)
            .map(OutcomeLeaf.Reward.class::cast)
            .findFirst()
            .orElseThrow();
    outcome.replaceAll(
        leaf -> leaf.equals(victim) ? Forged.withWeight(victim, victim.weight() - 1) : leaf);
    forge(archive, header, outcome.stream().map(OutcomeCodec::encode).toList(), node);
    return victim;
  }

  /** Closes the newest epoch of {@code archive} again, honestly, as the next attempt. */
  static void closeAgain(Path archive, DeviceKey node) throws IOException {
    EpochHeader last = newest(archive);
    close(archive, node, last.attempt() + 1, last.chain());
  }

  /**
   * Closes the newest epoch of {@code archive} as another one of the same attempt: what its inputs
   * lead to, with another block of the chain.
   */
  static EpochHeader closeTwice(Path archive, DeviceKey node) throws IOException {
    ChainPoint point = newest(archive).chain();
    Hash other = Hash.sha256(point.blockHash().toArray());
    close(
        archive,
        node,
        newest(archive).attempt(),
        new ChainPoint(point.block(), other, point.validatorSet()));
    return newest(archive);
  }

  private static EpochHeader newest(Path archive) throws IOException {
    EpochArchive epochs = new EpochArchive(new DirectoryArchive(archive));
    return epochs.header(epochs.latest().orElseThrow()).header();
  }

  /** Writes over the newest epoch's header that {@code root} is what accounts can claim. */
  static EpochHeader claim(Path archive, Hash root, long nano, DeviceKey node) throws IOException {
    EpochHeader old = newest(archive);
    EpochHeader forged = Forged.withPayouts(old, root, nano);
    Files.write(
        archive.resolve(ArchivePaths.header(old.epoch(), old.attempt())),
        SignedHeader.sign(forged, node).encode().toArray());
    return forged;
  }

  private static void close(Path archive, DeviceKey node, long attempt, ChainPoint point)
      throws IOException {
    DirectoryArchive files = new DirectoryArchive(archive);
    EpochArchive epochs = new EpochArchive(files);
    EpochHeader last = newest(archive);
    Manifests manifests = epochs.manifests(last);
    EpochWindow window =
        new EpochWindow(
            last.epoch(),
            last.startMillis(),
            last.endMillis(),
            manifests.deployment().graceMillis(),
            manifests.deployment().clockToleranceMillis());
    try (InProcessEngine engine = InProcessEngine.overAllCores()) {
      RuleBook rules = new RuleBook(Kinds.ALL);
      HeaderChain chain = new HeaderChain(epochs, new Anchor.SelfConsistent());
      StateTree before =
          new Reexecution(epochs, rules, engine).stateAfter(chain, chain.at(last.epoch() - 1));
      SealedEpoch sealed =
          new EpochRun(rules, engine, SignatureRule.VERIFIED)
              .run(
                  before,
                  new EpochInputs(
                      window,
                      attempt,
                      last.previous(),
                      point,
                      epochs.events(last),
                      epochs.inputs(last),
                      manifests,
                      last.program()));
      // Nobody writes over what is archived, but liars.
      Files.deleteIfExists(archive.resolve(ArchivePaths.header(last.epoch(), attempt)));
      Files.deleteIfExists(archive.resolve(ArchivePaths.outcome(last.epoch(), attempt)));
      files.writePieces(
          EpochArchive.files(sealed, SignedHeader.sign(sealed.header(), node), manifests, false));
      files.writeLatest(EpochArchive.pointer(new EpochArchive.Position(last.epoch(), attempt)));
    }
  }

  /**
   * Closes an epoch without messages behind the newest of {@code archive}, honestly but for its
   * rules, which are {@code manifests}.
   */
  static EpochHeader closeNext(Path archive, DeviceKey node, Manifests manifests)
      throws IOException {
    DirectoryArchive files = new DirectoryArchive(archive);
    EpochArchive epochs = new EpochArchive(files);
    EpochHeader last = epochs.header(epochs.latest().orElseThrow()).header();
    EpochWindow window =
        EpochSchedule.next(
            manifests.deployment(), last.epoch() + 1, last.endMillis(), last.endMillis());
    try (InProcessEngine engine = InProcessEngine.overAllCores()) {
      RuleBook rules = new RuleBook(Kinds.ALL);
      HeaderChain chain = new HeaderChain(epochs, new Anchor.SelfConsistent());
      StateTree before =
          new Reexecution(epochs, rules, engine).stateAfter(chain, chain.at(last.epoch()));
      SealedEpoch sealed =
          new EpochRun(rules, engine, SignatureRule.VERIFIED)
              .run(
                  before,
                  new EpochInputs(
                      window,
                      last.attempt(),
                      last.hash(),
                      last.chain(),
                      List.of(),
                      manifests,
                      last.program()));
      files.writePieces(
          EpochArchive.files(sealed, SignedHeader.sign(sealed.header(), node), manifests, false));
      files.writeLatest(
          EpochArchive.pointer(new EpochArchive.Position(last.epoch() + 1, last.attempt())));
      return sealed.header();
    }
  }

  /** Writes the outcome and a header that fits to it. */
  private static void forge(Path archive, EpochHeader old, List<Bytes> lines, DeviceKey node)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    lines.forEach(line -> file.writeBytes(line.toArray()));
    Files.write(
        archive.resolve(ArchivePaths.outcome(old.epoch(), old.attempt())), file.toByteArray());
    EpochHeader forged = Forged.withOutcome(old, lines, old.stateRoot());
    Files.write(
        archive.resolve(ArchivePaths.header(old.epoch(), old.attempt())),
        SignedHeader.sign(forged, node).encode().toArray());
  }
}
