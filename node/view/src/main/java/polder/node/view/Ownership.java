package polder.node.view;

import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;

/**
 * Who owns what, who acts for whom and who earned how much: found out once an epoch, when somebody
 * asks.
 */
final class Ownership {
  private final Sources sources;
  // Without the standing, which would keep the state of its epoch in memory until somebody asks.
  private Optional<Known> latest = Optional.empty();

  private record Known(
      EpochHeader header, Earners earners, OwnerIndex owners, Memberships memberships) {}

  Ownership(Sources sources) {
    this.sources = sources;
  }

  /**
   * All of it.
   *
   * @param standing as of when; its header is there
   */
  record AsOf(Standing standing, Earners earners, OwnerIndex owners, Memberships memberships) {}

  /** As of the latest epoch; empty before the first. Who asks meanwhile waits. */
  synchronized Optional<AsOf> now() {
    Standing standing = sources.closing().standing();
    if (standing.header().isEmpty()) {
      return Optional.empty();
    }
    EpochHeader header = standing.header().get();
    if (latest.isEmpty() || !latest.get().header().equals(header)) {
      OwnerIndex owners = OwnerIndex.of(standing);
      latest =
          Optional.of(
              new Known(header, Earners.of(standing), owners, Memberships.of(standing, owners)));
    }
    return latest.map(
        known -> new AsOf(standing, known.earners(), known.owners(), known.memberships()));
  }
}
