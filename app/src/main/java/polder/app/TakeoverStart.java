package polder.app;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.adapters.files.DirectoryArchive;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.node.closing.SystemTime;
import polder.protocol.manifest.Manifests;

/** Starts a node on the data directory of a validator, where its journal was handed over. */
final class TakeoverStart {
  private TakeoverStart() {}

  /** The rules stay those of the newest epoch: who takes over changes none. */
  static Assembly start(ValidatorAssembly.Settings settings, TakeoverChain chain)
      throws IOException {
    DataDirectory data = settings.data();
    EpochArchive archive = new EpochArchive(new DirectoryArchive(data.archive()));
    SignedHeader newest =
        archive.header(
            archive.latest().orElseThrow(() -> new IOException("nothing was mirrored yet")));
    Manifests manifests = archive.manifests(newest.header());
    return Assembly.start(
        new Assembly.Settings(
            data,
            settings.host(),
            settings.port(),
            manifests,
            new SystemTime(),
            false,
            Optional.empty(),
            Retention.read(data, manifests),
            Optional.of(chain.access(manifests.deployment())),
            // Whoever takes over is reached at its own host and port alone.
            List.of()));
  }
}
