package polder.networks.learning;

import java.util.Optional;
import polder.networks.learning.aggregate.Updates;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Quantised;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/** Blobs of updates. */
final class Proposal {
  private Proposal() {}

  /**
   * What a blob would change, by parameter; empty if it is no update of the model, or one that goes
   * further than any may.
   */
  static Optional<int[]> of(Bytes blob, Architecture architecture) {
    try {
      Quantised update = Quantised.decode(blob);
      if (update.size() != architecture.parameterCount()) {
        return Optional.empty();
      }
      int[] units = update.units();
      for (int unit : units) {
        if (Math.abs((long) unit) > Updates.MAX_MAGNITUDE) {
          return Optional.empty();
        }
      }
      return Optional.of(units);
    } catch (CodecException e) {
      return Optional.empty();
    }
  }
}
