package polder.node.learning;

import java.util.Optional;
import polder.epoch.Standing;
import polder.networks.learning.LearningKind;
import polder.protocol.manifest.NetworkManifest;

/** Those networks of a deployment that train models. */
final class LearningNetworks {
  private LearningNetworks() {}

  /** The one of this name. */
  static Optional<NetworkManifest> find(Standing standing, String name) {
    return standing.manifests().network(name).filter(its -> its.kind().equals(LearningKind.NAME));
  }
}
