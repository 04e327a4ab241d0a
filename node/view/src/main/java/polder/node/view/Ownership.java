package polder.node.view;

import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;

/** Who owns what and who earned how much: found out once an epoch, when somebody asks. */
final class Ownership {
  private final Sources sources;
  private Optional<AsOf> latest = Optional.empty();

  Ownership(Sources sources) {
    this.sources = sources;
  }

  /**
   * All of it.
   *
   * @param standing as of when; its header is there
   */
  record AsOf(Standing standing, Earners earners, OwnerIndex owners) {}

  /** As of the latest epoch; empty before the first. Who asks meanwhile waits. */
  synchronized Optional<AsOf> now() {
    Standing standing = sources.closing().standing();
    if (standing.header().isEmpty()) {
      return Optional.empty();
    }
    if (latest.isEmpty() || !isOf(standing.header().get())) {
      latest = Optional.of(new AsOf(standing, Earners.of(standing), OwnerIndex.of(standing)));
    }
    return latest;
  }

  private boolean isOf(EpochHeader header) {
    return latest.flatMap(its -> its.standing().header()).equals(Optional.of(header));
  }
}
