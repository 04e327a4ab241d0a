package polder.node.validator;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.SealedEpoch;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.node.witness.Difference;
import polder.node.witness.EpochCheck;
import polder.node.witness.Reexecution;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedLink;

/**
 * Decides about one header: from the state before it, the messages and the rules alone. The outcome
 * that the archive has is looked at only afterwards, to name what differs.
 */
final class Verification {
  private final Hash program;
  private final ChainWitness chain;

  Verification(Hash program, ChainWitness chain) {
    this.program = program;
    this.chain = chain;
  }

  sealed interface Verdict {
    /**
     * Every field of the header is what was computed.
     *
     * @param settled whether its epoch was final before that
     */
    record Right(SealedEpoch sealed, Manifests manifests, boolean settled) implements Verdict {}

    /**
     * The header is wrong, whoever serves it.
     *
     * @param computed whether its own messages and rules were computed and lead elsewhere; else it
     *     does not fit to what this validator knows or runs
     */
    record Wrong(Difference difference, boolean computed) implements Verdict {}

    /** Whether it is right cannot be told before the chain says more. */
    record NotNow(String why) implements Verdict {}
  }

  /**
   * Checks {@code signed}, which builds on {@code before}.
   *
   * @param mirrored the messages of the epoch as they were mirrored; if they are not all and the
   *     only ones, the archive's are read
   * @throws EvidenceException if this archive lacks or damaged what the header names: another may
   *     have it
   */
  Verdict check(
      Tip before,
      SignedHeader signed,
      EpochArchive archive,
      Reexecution reexecution,
      Optional<List<Bytes>> mirrored)
      throws IOException {
    EpochHeader header = signed.header();
    Optional<String> wrong = wrongPlace(before, header);
    if (wrong.isPresent()) {
      return wrong(header, wrong.get());
    }
    Manifests manifests = archive.manifests(header);
    wrong = wrongRules(header, manifests);
    if (wrong.isPresent()) {
      return wrong(header, wrong.get());
    }
    List<ChainEvent> events = archive.events(header);
    ChainWitness.Answer answer = chain.of(header, manifests.deployment());
    if (answer instanceof ChainWitness.Answer.Fits) {
      ChainPoint parent = before.header().map(its -> its.header().chain()).orElse(ChainPoint.NONE);
      answer = chain.tookIn(parent, header, events, manifests.deployment());
    }
    switch (answer) {
      case ChainWitness.Answer.Fits fits -> {}
      case ChainWitness.Answer.Settled itself -> {}
      case ChainWitness.Answer.Wrong(String why) -> {
        return wrong(header, why);
      }
      case ChainWitness.Answer.NotNow(String why) -> {
        return new Verdict.NotNow(why);
      }
    }
    boolean settled = answer instanceof ChainWitness.Answer.Settled;
    List<SeedLink> links = archive.links(header);
    Optional<SealedEpoch> known =
        fromMirror(before, header, manifests, events, links, reexecution, mirrored);
    if (known.isPresent()) {
      return new Verdict.Right(known.get(), manifests, settled);
    }
    List<Bytes> inputs = archive.inputs(header);
    SealedEpoch computed;
    try {
      computed = reexecution.compute(before.state(), header, manifests, events, links, inputs);
    } catch (EvidenceException e) {
      // An exhibit is missing or damaged here; another archive may have it.
      throw e;
    } catch (RuntimeException e) {
      return new Verdict.Wrong(
          differs(header, "the epoch cannot be computed: " + e.getMessage()), true);
    }
    if (computed.header().equals(header)) {
      return new Verdict.Right(computed, manifests, settled);
    }
    return new Verdict.Wrong(
        named(difference(before, signed, archive, reexecution), header, computed.header()), true);
  }

  /** The epoch from what was mirrored, if the very header comes out. */
  private static Optional<SealedEpoch> fromMirror(
      Tip before,
      EpochHeader header,
      Manifests manifests,
      List<ChainEvent> events,
      List<SeedLink> links,
      Reexecution reexecution,
      Optional<List<Bytes>> mirrored) {
    if (mirrored.isEmpty() || mirrored.get().size() != header.inputsCount()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
              reexecution.compute(before.state(), header, manifests, events, links, mirrored.get()))
          .filter(computed -> computed.header().equals(header));
    } catch (RuntimeException e) {
      // Whose fault it is shows with the messages that the archive names.
      return Optional.empty();
    }
  }

  /** What differs. That the outcome cannot be had changes nothing about the header. */
  private static Difference difference(
      Tip before, SignedHeader signed, EpochArchive archive, Reexecution reexecution)
      throws IOException {
    EpochHeader header = signed.header();
    try {
      return switch (new EpochCheck(archive, reexecution, signed).check(before.state())) {
        case EpochCheck.Result.Different(Difference found) -> found;
        case EpochCheck.Result.Same same -> differs(header, "the header differs");
      };
    } catch (Source.UnreachableException e) {
      return new Difference(
          Difference.Kind.MISSING,
          header.epoch(),
          ArchivePaths.outcome(header.epoch(), header.attempt()),
          String.valueOf(e.getMessage()),
          Difference.Subject.NONE,
          List.of(),
          List.of());
    }
  }

  private Optional<String> wrongPlace(Tip before, EpochHeader header) {
    if (!header.program().equals(program)) {
      return Optional.of(
          "sealed by another program ("
              + header.program().toHex().substring(0, 12)
              + "; this one is "
              + program.toHex().substring(0, 12)
              + "): run the version of Polder that the network runs");
    }
    if (before.header().isEmpty()) {
      return header.epoch() == 0 && header.previous().equals(Hash.ZERO)
          ? Optional.empty()
          : Optional.of("it is not the first of a chain");
    }
    EpochHeader parent = before.header().get().header();
    if (header.epoch() != parent.epoch() + 1 || !header.previous().equals(parent.hash())) {
      return Optional.of("it does not follow epoch " + parent.epoch());
    }
    if (!header.deployment().equals(parent.deployment())) {
      return Optional.of("it is of another deployment than the epoch before");
    }
    if (header.attempt() < parent.attempt()) {
      return Optional.of("its attempt is below that of the epoch before");
    }
    if (header.startMillis() < parent.endMillis()) {
      return Optional.of("it starts before the end of the epoch before");
    }
    if (header.chain().block() < parent.chain().block()
        || header.chain().validatorSet() < parent.chain().validatorSet()) {
      return Optional.of("its block or validator set lies before that of the epoch before");
    }
    return Optional.empty();
  }

  private static Optional<String> wrongRules(EpochHeader header, Manifests manifests) {
    if (manifests.deployment().settlement().isEmpty() && !header.chain().equals(ChainPoint.NONE)) {
      return Optional.of("it stands on a chain, and its rules name no contract there");
    }
    return EpochCheck.wrongWindow(header, manifests.deployment());
  }

  /** A mirror without outcomes cannot say more than which roots differ. */
  private static Difference named(Difference difference, EpochHeader theirs, EpochHeader mine) {
    if (difference.kind() == Difference.Kind.DIFFERS) {
      return difference;
    }
    return new Difference(
        Difference.Kind.DIFFERS,
        theirs.epoch(),
        difference.file(),
        "epoch " + theirs.epoch() + ": the header differs from what its messages lead to",
        difference.subject(),
        List.of(
            difference.summary(),
            "outcome root is " + theirs.outcomeRoot() + ", computed is " + mine.outcomeRoot(),
            "state root is " + theirs.stateRoot() + ", computed is " + mine.stateRoot(),
            "payouts root is " + theirs.payoutsRoot() + ", computed is " + mine.payoutsRoot()),
        difference.messages());
  }

  /** That the validator has signed something else for the header's epoch and attempt. */
  static Difference signedAnother(EpochHeader header) {
    return differs(
        header,
        "it is what its messages lead to, but this validator has signed another header for this"
            + " epoch and attempt, and never signs two");
  }

  /** That the header is right, and its node did not keep to what it said about the seed. */
  static Difference brokenWord(EpochHeader header, String why) {
    return differs(header, "it is what its inputs lead to, but " + why);
  }

  private static Verdict wrong(EpochHeader header, String why) {
    return new Verdict.Wrong(differs(header, why), false);
  }

  private static Difference differs(EpochHeader header, String why) {
    return new Difference(
        Difference.Kind.DIFFERS,
        header.epoch(),
        ArchivePaths.header(header.epoch(), header.attempt()),
        "epoch " + header.epoch() + ": " + why,
        Difference.Subject.NONE,
        List.of(),
        List.of());
  }
}
