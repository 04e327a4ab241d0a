package polder.agent.compute;

import java.util.List;
import java.util.Optional;
import polder.agent.Deployment;
import polder.agent.OfferException;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/**
 * What a market of computing asks of a machine.
 *
 * @param network its name
 * @param bondNano what must be free of its bond for each order
 * @param offerMillis how long an offer stands
 */
public record ComputeOffer(String network, long bondNano, long offerMillis) {
  /** The kind of network that takes machines. */
  public static final String KIND = "compute";

  private static final int NANO_DIGITS = 9;

  /**
   * The market to offer a machine to.
   *
   * @param wanted its name; without one, the only market that is not simulated
   * @throws OfferException if there is no such market, or several; the message says which there are
   */
  public static ComputeOffer choose(Deployment deployment, Optional<String> wanted) {
    List<Deployment.Network> markets =
        deployment.networks().stream().filter(network -> network.kind().equals(KIND)).toList();
    List<Deployment.Network> fitting =
        markets.stream()
            .filter(network ->
                wanted.isPresent() ? network.name().equals(wanted.get()) : !network.simulated())
            .toList();
    if (fitting.size() == 1) {
      return of(fitting.getFirst());
    }
    List<String> names =
        markets.stream()
            .map(network -> network.name() + (network.simulated() ? " (simulated)" : ""))
            .toList();
    throw new OfferException(
        (wanted.isPresent()
                ? "the node has no market of computing called " + wanted.get()
                : "say which market by --network")
            + "; it has "
            + (names.isEmpty() ? "none" : String.join(", ", names)));
  }

  private static ComputeOffer of(Deployment.Network network) {
    Parameters parameters = new Parameters("parameters", network.parameters());
    try {
      return new ComputeOffer(
          network.name(),
          parameters.decimal("bond", NANO_DIGITS, 0, Long.MAX_VALUE),
          parameters.durationMillis("offer_lasts"));
    } catch (ManifestException e) {
      throw new OfferException(
          "the manifest of " + network.name() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
