package polder.app.cli;

import java.io.IOException;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.protocol.manifest.NetworkManifest;

/** The rules of a network of whose devices the node on a data directory signs some. */
final class ViaNetwork {
  private ViaNetwork() {}

  /**
   * The rules as the directory has them.
   *
   * @throws BadWordException if it has no such network
   */
  static NetworkManifest of(DataDirectory directory, String network) throws IOException {
    ManifestFolder manifests = new ManifestFolder(directory.manifests());
    if (manifests.exists()) {
      var manifest = manifests.load().network(network);
      if (manifest.isPresent()) {
        return manifest.get();
      }
    }
    throw new BadWordException(
        directory.manifests() + " does not have the network " + network,
        "name the directory of the node that is to sign with --data");
  }
}
