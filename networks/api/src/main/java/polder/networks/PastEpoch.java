package polder.networks;

import java.util.List;
import polder.protocol.Bytes;

/**
 * What is known of a network after an epoch.
 *
 * @param summary what its groups told each other, merged
 * @param worked the devices that it weighed, in any order
 */
public record PastEpoch(Bytes summary, List<Worked> worked) {
  public PastEpoch {
    worked = List.copyOf(worked);
  }

  /**
   * What a device did.
   *
   * @param sender what the registry knows of it
   * @param weight its weight, parts per million of a whole device
   * @param factors what the weight is the product of, in order
   */
  public record Worked(SenderRecord sender, long weight, List<Factor> factors) {}
}
