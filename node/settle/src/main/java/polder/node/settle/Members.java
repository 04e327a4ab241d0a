package polder.node.settle;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import polder.ports.chain.ChainException;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Member;

/** Who is in which version of the validator set; a version never changes. For any thread. */
public final class Members {
  private final Settlement settlement;
  private final Map<Long, List<Member>> known = new ConcurrentHashMap<>();

  /** As {@code settlement} has them. */
  public Members(Settlement settlement) {
    this.settlement = settlement;
  }

  /**
   * The members of a set version.
   *
   * @throws ChainException if they are not known yet and the chain does not answer
   */
  public List<Member> of(long version) throws ChainException {
    List<Member> members = known.get(version);
    if (members == null) {
      members = settlement.members(version);
      if (!members.isEmpty()) {
        known.put(version, members);
      }
    }
    return members;
  }
}
