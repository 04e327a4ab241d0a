package polder.node.witness;

import java.util.List;
import java.util.Optional;
import polder.epoch.DeviceEntry;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.SignedHeader;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.MerkleProof;
import polder.protocol.merkle.StateProof;
import polder.protocol.message.DeviceMessage;

/**
 * Why a device earned in an epoch what it earned. Every part is from evidence whose proof was
 * checked against the roots in the header; nothing but which keys are the device's may be from
 * later epochs, so it stays the same whatever becomes of the device.
 *
 * @param header the epoch's header
 * @param manifests the rules that were in force
 * @param device the device
 * @param sent its messages in this epoch, in order
 * @param rewards its rewards, one a network and group, zero included
 * @param events other lines that concern it: enrolled, transferred, penalised, released
 * @param evidence the messages that rewards and verdicts rest on, also of earlier epochs
 * @param enrolments where it has no reward and the state is at hand: whether it was enrolled when
 *     the epoch ended
 */
public record Explanation(
    SignedHeader header,
    Manifests manifests,
    DeviceId device,
    List<Sent> sent,
    List<Line<OutcomeLeaf.Reward>> rewards,
    List<Line<OutcomeLeaf>> events,
    List<Evidence> evidence,
    List<Enrolment> enrolments) {
  public Explanation {
    sent = List.copyOf(sent);
    rewards = List.copyOf(rewards);
    events = List.copyOf(events);
    evidence = List.copyOf(evidence);
    enrolments = List.copyOf(enrolments);
  }

  /**
   * A message in this epoch.
   *
   * @param message the message
   * @param proof shows it under the inputs root
   * @param refusal why it counts for nothing, if it was refused
   */
  public record Sent(
      DeviceMessage message, MerkleProof proof, Optional<OutcomeLeaf.Refusal> refusal) {}

  /**
   * A line of the outcome.
   *
   * @param leaf what it says
   * @param proof shows it under the outcome root
   */
  public record Line<L extends OutcomeLeaf>(L leaf, MerkleProof proof) {}

  /**
   * A message that something rests on.
   *
   * @param message its identity
   * @param found where it was found; empty if it is in none of the epochs that were looked through
   * @param prunedBefore if it was not found: the first epoch whose messages are kept, where earlier
   *     ones that may hold it were pruned; 0 where none were
   */
  public record Evidence(Hash message, Optional<Place> found, long prunedBefore) {}

  /**
   * Where a message is.
   *
   * @param epoch in which epoch's inputs
   * @param proof shows it under that epoch's inputs root
   */
  public record Place(long epoch, MerkleProof proof) {}

  /**
   * Whether a device was enrolled in a network when the epoch ended.
   *
   * @param network the network
   * @param entry what the state held of it; empty if nothing
   * @param proof shows that under the state root
   */
  public record Enrolment(String network, Optional<DeviceEntry> entry, StateProof proof) {}

  Explanation with(List<Enrolment> newEnrolments) {
    return new Explanation(
        header, manifests, device, sent, rewards, events, evidence, newEnrolments);
  }

  /** All it earned in this epoch, as rewards and out of purses, nano-tokens. */
  public long amountNano() {
    long sum = 0;
    for (Line<OutcomeLeaf.Reward> reward : rewards) {
      sum = Math.addExact(sum, reward.leaf().amountNano());
    }
    for (Line<OutcomeLeaf> event : events) {
      if (event.leaf() instanceof OutcomeLeaf.Paid paid) {
        sum = Math.addExact(sum, paid.amountNano());
      }
    }
    return sum;
  }
}
