package polder.node.witness;

import java.util.List;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/** Says in words what a line of an outcome is, and whom it concerns. */
final class LineNames {
  private LineNames() {}

  static String describe(OutcomeLeaf leaf) {
    return switch (leaf) {
      case OutcomeLeaf.Refusal line ->
          "the refusal of message " + line.message() + " (" + line.reason() + ")";
      case OutcomeLeaf.Registration line ->
          "the registration by message "
              + line.message()
              + " ("
              + line.action()
              + " "
              + line.subject()
              + ")";
      case OutcomeLeaf.Reward line -> "the reward of " + line.device();
      case OutcomeLeaf.Paid line ->
          "the payment of " + Amounts.format(line.amountNano()) + " tokens to " + line.to();
      case OutcomeLeaf.Refunded line ->
          "the refund of " + Amounts.format(line.amountNano()) + " tokens to " + line.to();
      case OutcomeLeaf.Penalised line -> "the penalty of " + line.device();
      case OutcomeLeaf.Released line ->
          "the end of the probation of " + line.device() + " for " + line.owner();
      case StakeLine.Signed line ->
          "what validator "
              + line.validator()
              + " earned by signing epochs "
              + line.firstEpoch()
              + " to "
              + line.lastEpoch();
      case StakeLine.Delegated line ->
          "what " + line.account() + " earned by its stake with " + line.validator();
      case StakeLine.Gas line -> "the gas paid back to " + line.submitter();
    };
  }

  static Difference.Subject subject(OutcomeLeaf leaf) {
    return switch (leaf) {
      case OutcomeLeaf.Refusal line -> new Difference.Subject(line.network(), "", device(line));
      case OutcomeLeaf.Registration line -> new Difference.Subject(line.network(), "", "");
      case OutcomeLeaf.Reward line ->
          new Difference.Subject(line.network(), line.group().text(), line.device().did());
      case OutcomeLeaf.Paid line ->
          new Difference.Subject(
              line.network(), line.group().text(), line.device().map(DeviceId::did).orElse(""));
      case OutcomeLeaf.Refunded line ->
          new Difference.Subject(line.network(), line.group().text(), "");
      case OutcomeLeaf.Penalised line ->
          new Difference.Subject(line.network(), line.group().text(), line.device().did());
      case OutcomeLeaf.Released line ->
          new Difference.Subject(line.network(), "", line.device().did());
      case StakeLine line -> new Difference.Subject("", "", "");
    };
  }

  static List<Hash> messages(OutcomeLeaf leaf) {
    return switch (leaf) {
      case OutcomeLeaf.Refusal line -> List.of(line.message());
      case OutcomeLeaf.Registration line -> List.of(line.message());
      case OutcomeLeaf.Reward line -> line.evidence();
      default -> List.of();
    };
  }

  /** What of an account's address or a malformed message would not be a device's key. */
  private static String device(OutcomeLeaf.Refusal refusal) {
    try {
      return new DeviceId(refusal.sender()).did();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
