package polder.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import polder.adapters.yaml.ManifestFile;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;

/**
 * How a node deals with validators' seed links: {@code seeds.yaml}. Without it an epoch waits a
 * fifth of its length for them, one second at most, and nobody's are demanded on chain.
 *
 * @param waitMillis longest time that an epoch waits
 * @param demandAfter after so many epochs without a link it is demanded on chain; empty for never
 */
record SeedsFile(long waitMillis, OptionalLong demandAfter) {
  private static final long USUAL_WAIT_MILLIS = 1_000;
  private static final long PART_OF_EPOCH = 5;
  private static final long MOST_EPOCHS = 1_000_000;

  /**
   * Reads the file of a data directory.
   *
   * @throws IOException in one line what is wrong with it
   */
  static SeedsFile read(DataDirectory data, DeploymentManifest deployment) throws IOException {
    Path file = data.seedsFile();
    try {
      Parameters top =
          new Parameters("", Files.exists(file) ? ManifestFile.read(file) : Value.Table.empty());
      long most = deployment.epochMillis() / 2;
      long wait =
          top.has("wait")
              ? top.durationMillis("wait")
              : Math.min(USUAL_WAIT_MILLIS, deployment.epochMillis() / PART_OF_EPOCH);
      if (wait < 0 || wait > most) {
        throw new IllegalArgumentException(
            "wait must be at most half an epoch, " + most + " ms, not " + wait);
      }
      OptionalLong demandAfter =
          top.has("demand_after")
              ? OptionalLong.of(top.whole("demand_after", 1, MOST_EPOCHS))
              : OptionalLong.empty();
      top.finish();
      return new SeedsFile(wait, demandAfter);
    } catch (IllegalArgumentException e) {
      // What the parser says has several lines.
      String problem = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
      throw new IOException(
          (problem.startsWith(file.toString()) ? problem : file + ": " + problem)
              + "; see \"Seeds\" in docs/settlement.md",
          e);
    }
  }
}
