package polder.epoch;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import polder.networks.Assessment;
import polder.networks.Contribution;
import polder.networks.Factor;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Message;

/**
 * One line of an epoch's outcome. The outcome root is over the encoded lines in this order:
 * refusals by network, sender and message, registrations by account and sequence, what validators
 * earned (see {@link StakeLine}), then by network the rewards by group and device, the payments by
 * group, the penalties by group, and the releases by device.
 */
public sealed interface OutcomeLeaf
    permits OutcomeLeaf.Refusal,
        OutcomeLeaf.Registration,
        OutcomeLeaf.Reward,
        OutcomeLeaf.Paid,
        OutcomeLeaf.Refunded,
        OutcomeLeaf.Penalised,
        OutcomeLeaf.Released,
        StakeLine {
  /** A message that counts for nothing. */
  record Refusal(String network, Bytes sender, Hash message, String reason, String detail)
      implements OutcomeLeaf {
    /** The order of refusals in an outcome. */
    static final Comparator<Refusal> ORDER =
        Comparator.comparing(Refusal::network)
            .thenComparing(Refusal::sender)
            .thenComparing(Refusal::message)
            .thenComparing(Refusal::reason)
            .thenComparing(Refusal::detail);

    static Refusal of(Message message, String reason, String detail) {
      return new Refusal(message.network(), message.sender(), message.id(), reason, detail);
    }
  }

  /** An account's message that was carried out: an enrolment, a transfer, a funded purse. */
  record Registration(String network, Account account, Hash message, String action, String subject)
      implements OutcomeLeaf {
    private static final String FOR = " for ";

    /** The subject of an enrolment that {@code account} asked for, of a device of {@code owner}. */
    static String enrolled(DeviceId device, Account account, Account owner) {
      return owner.equals(account) ? device.did() : device.did() + FOR + owner;
    }

    /** Whose the enrolled device is: the account's, or the organisation's that it acted for. */
    public Account owner() {
      int named = subject.indexOf(FOR);
      return named < 0 ? account : Account.parse(subject.substring(named + FOR.length()));
    }
  }

  /**
   * What a device earned in a group, zero included.
   *
   * @param weight its weight, parts per million of a whole device
   * @param totalWeight the network's total weight
   * @param poolNano the network's share of the epoch's emission
   * @param paidNano what of the pool was paid out to all
   * @param amountNano what this device earned
   * @param held whether the amount is held until the device's probation is over
   */
  record Reward(
      String network,
      GroupKey group,
      DeviceId device,
      Account owner,
      long weight,
      long totalWeight,
      long poolNano,
      long paidNano,
      long amountNano,
      boolean held,
      List<Factor> factors,
      List<String> reasons,
      List<Assessment> assessments,
      List<Hash> evidence)
      implements OutcomeLeaf {
    /** What the device is paid for. */
    Contribution contribution() {
      return new Contribution(device, weight, factors, reasons, assessments, evidence);
    }
  }

  /**
   * A payment from a group's purse.
   *
   * @param device whose work it pays for, of whatever network of the deployment, if that was named
   */
  record Paid(
      String network,
      GroupKey group,
      Account to,
      long amountNano,
      String reason,
      Optional<DeviceId> device)
      implements OutcomeLeaf {}

  /** What of a group's purse went back to a balance. */
  record Refunded(String network, GroupKey group, Account to, long amountNano, String reason)
      implements OutcomeLeaf {}

  /** Earnings that were held and are lost. */
  record Penalised(String network, GroupKey group, DeviceId device, long amountNano, String reason)
      implements OutcomeLeaf {}

  /** The end of a probation: what was held is released to its owners, or forfeited. */
  record Released(
      String network, DeviceId device, Account owner, long amountNano, boolean forfeited)
      implements OutcomeLeaf {}

  /** The network; empty for what concerns the whole deployment. */
  String network();
}
