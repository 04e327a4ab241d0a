package polder.epoch;

import polder.networks.GroupKey;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a reward's line says of money, before it says on what grounds: see {@link
 * OutcomeLeaf.Reward}.
 */
record Payslip(
    String network,
    GroupKey group,
    DeviceId device,
    Account owner,
    long weight,
    long totalWeight,
    long poolNano,
    long paidNano,
    long amountNano,
    boolean held) {
  static Payslip of(OutcomeLeaf.Reward reward) {
    return new Payslip(
        reward.network(),
        reward.group(),
        reward.device(),
        reward.owner(),
        reward.weight(),
        reward.totalWeight(),
        reward.poolNano(),
        reward.paidNano(),
        reward.amountNano(),
        reward.held());
  }
}
