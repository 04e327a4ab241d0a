package polder.node.witness;

import java.util.List;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.MerkleTree;

/** What a liar makes of a header or a line: another value, and all else as it was. */
public final class Forged {
  private Forged() {}

  /** The header with these lines as its outcome, rehashed, and this state after. */
  public static EpochHeader withOutcome(EpochHeader old, List<Bytes> lines, Hash stateRoot) {
    byte[][] file = lines.stream().map(Bytes::toArray).toArray(byte[][]::new);
    Outcome outcome = new Outcome(MerkleTree.of(lines).root(), lines.size(), Hash.sha256(file));
    return copy(
        old,
        old.previous(),
        outcome,
        stateRoot,
        old.payoutsRoot(),
        old.earnedNano(),
        old.mintedNano());
  }

  /** The header with another root of what can be claimed, and as much earned in total. */
  public static EpochHeader withPayouts(EpochHeader old, Hash payoutsRoot, long earnedNano) {
    return copy(
        old, old.previous(), Outcome.of(old), old.stateRoot(), payoutsRoot, earnedNano, earnedNano);
  }

  /** The header behind another one than it was sealed behind. */
  static EpochHeader withPrevious(EpochHeader old, Hash previous) {
    return copy(
        old,
        previous,
        Outcome.of(old),
        old.stateRoot(),
        old.payoutsRoot(),
        old.earnedNano(),
        old.mintedNano());
  }

  private record Outcome(Hash root, long count, Hash file) {
    static Outcome of(EpochHeader header) {
      return new Outcome(header.outcomeRoot(), header.outcomeCount(), header.outcomeFile());
    }
  }

  private static EpochHeader copy(
      EpochHeader old,
      Hash previous,
      Outcome outcome,
      Hash stateRoot,
      Hash payoutsRoot,
      long earnedNano,
      long mintedNano) {
    return new EpochHeader(
        old.deployment(),
        old.epoch(),
        old.attempt(),
        previous,
        old.startMillis(),
        old.endMillis(),
        old.chain(),
        old.eventsRoot(),
        old.eventsCount(),
        old.eventsFile(),
        old.seed(),
        old.seedTrust(),
        old.linksFile(),
        old.linksCount(),
        old.withheld(),
        old.program(),
        old.manifests(),
        old.inputsRoot(),
        old.inputsCount(),
        old.inputsFile(),
        old.identitiesRoot(),
        old.identitiesCount(),
        outcome.root(),
        outcome.count(),
        outcome.file(),
        stateRoot,
        payoutsRoot,
        old.paidNano(),
        earnedNano,
        mintedNano);
  }

  /** The reward with another weight. */
  public static OutcomeLeaf.Reward withWeight(OutcomeLeaf.Reward old, long weight) {
    return new OutcomeLeaf.Reward(
        old.network(),
        old.group(),
        old.device(),
        old.owner(),
        weight,
        old.totalWeight(),
        old.poolNano(),
        old.paidNano(),
        old.amountNano(),
        old.held(),
        old.factors(),
        old.reasons(),
        old.assessments(),
        old.evidence());
  }
}
