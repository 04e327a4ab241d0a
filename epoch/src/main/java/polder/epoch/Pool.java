package polder.epoch;

import polder.networks.EpochWindow;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.money.Amounts;

/**
 * What a network may pay for one window: its share of the epoch's emission, of which {@code total
 * weight ÷ target weight} is paid, at most all.
 *
 * @param nano all of it, nano-tokens, rounded down
 * @param targetWeight total weight, parts per million of a whole device, at which all is paid
 */
public record Pool(long nano, long targetWeight) {

  /** What {@code network} may pay for {@code window}. */
  public static Pool of(
      DeploymentManifest deployment, NetworkManifest network, EpochWindow window) {
    return of(deployment, network, window.startMillis(), window.lengthMillis());
  }

  /** What {@code network} may pay for any time, in epoch milliseconds. */
  public static Pool of(
      DeploymentManifest deployment, NetworkManifest network, long startMillis, long lengthMillis) {
    long sinceGenesis = startMillis - deployment.genesisMillis();
    long emitted = deployment.emission().ofWindow(sinceGenesis, lengthMillis);
    return new Pool(
        Amounts.mulDiv(emitted, network.pay().sharePpm(), Amounts.MILLION),
        network.pay().targetWeight());
  }

  /** What is paid where all devices together weigh {@code totalWeight}, rounded down. */
  public long paidNano(long totalWeight) {
    return totalWeight >= targetWeight ? nano : Amounts.mulDiv(nano, totalWeight, targetWeight);
  }
}
