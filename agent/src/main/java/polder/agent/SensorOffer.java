package polder.agent;

import java.util.Optional;
import java.util.SortedMap;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/**
 * What a network of sensors asks of a device.
 *
 * @param network its name
 * @param units the SenML unit of each quantity
 * @param periodMillis how often a device is expected to report
 * @param maxAgeMillis readings older than this earn nothing and are refused
 * @param readingsPerMessage most readings in one message
 */
public record SensorOffer(
    String network,
    SortedMap<String, String> units,
    long periodMillis,
    long maxAgeMillis,
    int readingsPerMessage) {

  /** The kind of network that takes sensors. */
  public static final String KIND = "sensors";

  /**
   * The network to offer sensors to.
   *
   * @param wanted its name; without one, the only network of sensors that is not simulated
   * @throws OfferException if there is no such network, or several; the message says which there
   *     are
   */
  public static SensorOffer choose(Deployment deployment, Optional<String> wanted) {
    return of(deployment.only(KIND, "network of sensors", wanted));
  }

  private static SensorOffer of(Deployment.Network network) {
    Parameters parameters = new Parameters("parameters", network.parameters());
    try {
      return new SensorOffer(
          network.name(),
          network.quantities(),
          parameters.durationMillis("period"),
          parameters.durationMillis("max_age"),
          (int) parameters.whole("readings_per_message", 1, 1024));
    } catch (ManifestException e) {
      throw new OfferException(
          "the manifest of " + network.name() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
