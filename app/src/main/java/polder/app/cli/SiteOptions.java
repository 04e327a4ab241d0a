package polder.app.cli;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.agent.Deployment;
import polder.protocol.message.Site;

/** Where a device stands: in a network, on the grid that the network's places have. */
final class SiteOptions {
  @Option(names = "--network", required = true, description = "In which network.")
  private String network = "";

  @Option(names = "--lat", paramLabel = "DEGREES", description = "Latitude, north positive.")
  private @Nullable BigDecimal lat;

  @Option(names = "--lon", paramLabel = "DEGREES", description = "Longitude, east positive.")
  private @Nullable BigDecimal lon;

  @Option(
      names = "--height",
      paramLabel = "METRES",
      defaultValue = "0",
      description = "Height above sea level (default: ${DEFAULT-VALUE}).")
  private BigDecimal height = BigDecimal.ZERO;

  String network() {
    return network;
  }

  boolean isMissing() {
    return lat == null || lon == null;
  }

  /** Says that the place is missing. */
  static ExitCode tellMissing(Output output) {
    return output.fail(ExitCode.USAGE, "the place is missing", "give --lat and --lon in degrees");
  }

  /**
   * The site, as near to what was said as the network's grid has it.
   *
   * @throws BadWordException if the node has no such network, or this is no place
   */
  Site in(Deployment deployment) {
    Deployment.Network target =
        deployment
            .network(network)
            .orElseThrow(() ->
                new BadWordException(
                    "the node has no network " + network,
                    "it has "
                        + deployment.networks().stream().map(Deployment.Network::name).toList()));
    if (lat == null || lon == null) {
      throw new IllegalStateException("asked for before isMissing");
    }
    try {
      return Site.nearest(lat, lon, height, target.finestPlaceMicroDegrees());
    } catch (IllegalArgumentException e) {
      throw new BadWordException("this is no place: " + e.getMessage(), "give degrees and metres");
    }
  }
}
