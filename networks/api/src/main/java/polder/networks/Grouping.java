package polder.networks;

import java.util.List;

/**
 * Where a message goes.
 *
 * @param home the one group that pays for it
 * @param witnesses groups that compare with it and never pay for it; without {@code home}, in order
 */
public record Grouping(GroupKey home, List<GroupKey> witnesses) {
  public Grouping {
    witnesses = List.copyOf(witnesses);
  }
}
