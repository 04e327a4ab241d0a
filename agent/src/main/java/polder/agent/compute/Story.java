package polder.agent.compute;

import java.io.IOException;
import java.util.List;
import polder.agent.NodeDesk;
import polder.networks.GroupKey;

/** Why it came to what it came to: what sealed epochs say of an order and this machine. */
final class Story {
  private static final long LOOKED_AT = 4;

  private final NodeDesk node;

  Story(NodeDesk node) {
    this.node = node;
  }

  /**
   * The reasons of the newest epoch that says any.
   *
   * @param seenEpoch the epoch that ran when the order was there last
   * @param runningEpoch the running one
   */
  List<String> of(GroupKey order, long seenEpoch, long runningEpoch) throws InterruptedException {
    long oldest = Math.max(Math.max(0, seenEpoch - 1), runningEpoch - LOOKED_AT);
    for (long epoch = runningEpoch - 1; epoch >= oldest; epoch--) {
      try {
        List<String> reasons = node.reasons(order.text(), epoch);
        if (!reasons.isEmpty()) {
          return reasons;
        }
      } catch (IOException e) {
        // The node may have pruned it or be away: nothing rests on it.
        return List.of("the node does not say why: " + e.getMessage());
      }
    }
    return List.of();
  }
}
