package polder.ports.chain;

import java.util.List;
import java.util.Optional;
import polder.protocol.Hash;

/**
 * Which rules each epoch has, as the stakers voted; of final epochs it never changes.
 *
 * @param rules at least one, the first from epoch 0 on, ascending; the last may be yet to come
 */
public record RulesHistory(List<Rules> rules) {

  /**
   * Rules and who computes by them, until the next ones.
   *
   * @param manifests hash of the manifests
   * @param program hash of the program
   * @param fromEpoch the first epoch that has them
   */
  public record Rules(Hash manifests, Hash program, long fromEpoch) {}

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if there are none, or they do not ascend from epoch 0
   */
  public RulesHistory {
    rules = List.copyOf(rules);
    long before = -1;
    for (Rules one : rules) {
      if (before == -1 ? one.fromEpoch() != 0 : one.fromEpoch() <= before) {
        throw new IllegalArgumentException("rules ascend from epoch 0 on");
      }
      before = one.fromEpoch();
    }
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("every network has rules from epoch 0 on");
    }
  }

  /** Those of {@code epoch}, unless others are announced before it is final. */
  public Rules at(long epoch) {
    Rules found = rules.getFirst();
    for (Rules one : rules) {
      if (one.fromEpoch() <= epoch) {
        found = one;
      }
    }
    return found;
  }

  /** Those that take the place of {@code epoch}'s. */
  public Optional<Rules> after(long epoch) {
    return rules.stream().filter(one -> one.fromEpoch() > epoch).findFirst();
  }
}
