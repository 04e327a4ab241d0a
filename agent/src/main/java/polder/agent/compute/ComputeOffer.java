package polder.agent.compute;

import java.util.Optional;
import polder.agent.Deployment;
import polder.agent.OfferException;
import polder.networks.compute.ComputeKind;
import polder.networks.compute.ComputeParameters;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/**
 * What a market of computing asks of a machine.
 *
 * @param network its name
 * @param bondNano what must be free of its bond for each order
 * @param offerMillis how long an offer stands
 * @param timedWithin within how many epochs who times another says what it saw
 */
public record ComputeOffer(String network, long bondNano, long offerMillis, long timedWithin) {
  /** The kind of network that takes machines. */
  public static final String KIND = ComputeKind.NAME;

  /**
   * The market to offer a machine to.
   *
   * @param wanted its name; without one, the only market that is not simulated
   * @throws OfferException if there is no such market, or several; the message says which there are
   */
  public static ComputeOffer choose(Deployment deployment, Optional<String> wanted) {
    return of(deployment.only(KIND, "market of computing", wanted));
  }

  private static ComputeOffer of(Deployment.Network network) {
    try {
      ComputeParameters parameters =
          ComputeParameters.of(new Parameters("parameters", network.parameters()));
      return new ComputeOffer(
          network.name(),
          parameters.bondNano(),
          parameters.offerMillis(),
          parameters.measuring().withinEpochs());
    } catch (ManifestException e) {
      throw new OfferException(
          "the manifest of " + network.name() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
