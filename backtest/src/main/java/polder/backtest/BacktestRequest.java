package polder.backtest;

import java.nio.file.Path;
import java.util.Optional;
import polder.world.recorded.RecordedFiles;

/**
 * What to run on what.
 *
 * @param manifest the network's manifest
 * @param deployment the deployment's manifest; without one, Polder's defaults. Its genesis is moved
 *     to the start of the first reading's epoch
 * @param epoch length of an epoch, such as {@code 1h}; without one, the deployment's, or {@code 1h}
 *     where no deployment is named
 * @param files the recorded network
 * @param out the folder to write to; it is made where it is missing
 * @param threads threads that compute epochs, from 1 on; reading ahead and writing behind have one
 *     more each
 * @param allFindings whether to write what every check said, passed ones included
 */
public record BacktestRequest(
    Path manifest,
    Optional<Path> deployment,
    Optional<String> epoch,
    RecordedFiles files,
    Path out,
    int threads,
    boolean allFindings) {
  public BacktestRequest {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be 1 or more, not " + threads);
    }
  }

  /** The same with the rules of {@code other}, into the folder {@code compare} below. */
  BacktestRequest comparedWith(Path other) {
    return new BacktestRequest(
        other, deployment, epoch, files, out.resolve("compare"), threads, allFindings);
  }
}
