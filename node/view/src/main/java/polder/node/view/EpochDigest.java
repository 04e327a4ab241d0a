package polder.node.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.protocol.identity.DeviceId;

/**
 * A sealed epoch in short: its header, numbers by network, and each device's rewards.
 *
 * @param header its header
 * @param networks numbers by network; the empty name is for what belongs to none, such as what
 *     validators earn
 * @param rewards rewards by device
 * @param lines how many rewards there are
 */
record EpochDigest(
    EpochHeader header,
    SortedMap<String, Numbers> networks,
    Map<DeviceId, List<RewardLine>> rewards,
    int lines) {

  /**
   * A network's epoch in numbers.
   *
   * @param devices devices with a reward, zero included
   * @param paidNano what they earned, and what was paid from purses
   * @param refused messages that counted for nothing
   */
  record Numbers(long devices, long paidNano, long refused) {
    static final Numbers NONE = new Numbers(0, 0, 0);

    Numbers plus(Numbers other) {
      return new Numbers(
          devices + other.devices, paidNano + other.paidNano, refused + other.refused);
    }
  }

  static EpochDigest of(EpochHeader header, Iterable<OutcomeLeaf> outcome) {
    SortedMap<String, Numbers> networks = new TreeMap<>();
    Map<DeviceId, List<RewardLine>> rewards = new HashMap<>();
    int lines = 0;
    for (OutcomeLeaf leaf : outcome) {
      Numbers numbers =
          switch (leaf) {
            case OutcomeLeaf.Refusal _ -> new Numbers(0, 0, 1);
            case OutcomeLeaf.Reward reward -> new Numbers(1, reward.amountNano(), 0);
            case OutcomeLeaf.Paid paid -> new Numbers(0, paid.amountNano(), 0);
            case OutcomeLeaf.Registration _,
                OutcomeLeaf.Penalised _,
                OutcomeLeaf.Released _,
                OutcomeLeaf.Refunded _ ->
                Numbers.NONE;
            case StakeLine line -> new Numbers(0, line.amountNano(), 0);
          };
      networks.merge(leaf.network(), numbers, Numbers::plus);
      if (leaf instanceof OutcomeLeaf.Reward reward) {
        rewards
            .computeIfAbsent(reward.device(), device -> new ArrayList<>(1))
            .add(RewardLine.of(reward));
        lines++;
      }
    }
    return new EpochDigest(header, Collections.unmodifiableSortedMap(networks), rewards, lines);
  }

  List<RewardLine> of(DeviceId device) {
    return rewards.getOrDefault(device, List.of());
  }

  long refused() {
    return networks.values().stream().mapToLong(Numbers::refused).sum();
  }
}
