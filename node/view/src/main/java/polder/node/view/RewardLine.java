package polder.node.view;

import java.util.List;
import polder.epoch.OutcomeLeaf;
import polder.networks.Factor;
import polder.networks.GroupKey;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** A device's reward in one group, without the readings that it rests on. */
record RewardLine(
    String network,
    GroupKey group,
    DeviceId device,
    Account owner,
    long weightPpm,
    long amountNano,
    boolean held,
    List<Factor> factors,
    List<String> reasons) {

  static RewardLine of(OutcomeLeaf.Reward reward) {
    return new RewardLine(
        reward.network(),
        reward.group(),
        reward.device(),
        reward.owner(),
        reward.weight(),
        reward.amountNano(),
        reward.held(),
        reward.factors(),
        reward.reasons());
  }
}
