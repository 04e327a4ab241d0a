package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.market.MarketClient;
import polder.agent.market.Renter;
import polder.networks.compute.ComputeKind;
import polder.networks.compute.ComputeParameters;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/** Which market of computing a command speaks to, at which node. */
final class MarketOption {
  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Which market of computing (default: the only one that the node has).")
  private @Nullable String network;

  @Option(
      names = "--client",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.polder/renter",
      description =
          "Where your client's key and its notes of orders are (default: ${DEFAULT-VALUE})."
              + " Whoever has this folder can close your orders.")
  private Path client = Path.of("");

  @Mixin private final NodeOption node = new NodeOption();

  /** One conversation with a market. */
  record Talk(
      NodeClient node, Deployment deployment, Deployment.Network network, MarketClient market)
      implements AutoCloseable {
    /**
     * The market's rules.
     *
     * @throws IOException if this program cannot read them
     */
    ComputeParameters parameters() throws IOException {
      try {
        return ComputeParameters.of(new Parameters("parameters", network.parameters()));
      } catch (ManifestException e) {
        throw new IOException(
            "the manifest of " + network.name() + " cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /**
   * Begins a conversation.
   *
   * @throws BadWordException if there is no such market, or several and none was named
   * @throws IOException if the node cannot be reached
   */
  Talk talk() throws IOException, InterruptedException {
    NodeClient speaker = node.client();
    try {
      Deployment deployment = speaker.deployment();
      Deployment.Network found = choose(deployment);
      return new Talk(speaker, deployment, found, new MarketClient(speaker, found.name()));
    } catch (IOException | RuntimeException | InterruptedException e) {
      speaker.close();
      throw e;
    }
  }

  private Deployment.Network choose(Deployment deployment) {
    List<Deployment.Network> markets =
        deployment.networks().stream().filter(its -> its.kind().equals(ComputeKind.NAME)).toList();
    List<String> names = markets.stream().map(Deployment.Network::name).toList();
    if (network == null) {
      if (markets.size() == 1) {
        return markets.getFirst();
      }
      throw markets.isEmpty()
          ? new BadWordException(
              "the node has no market of computing", "name another node with --node")
          : new BadWordException(
              "the node has several markets of computing",
              "name one with --network: " + String.join(", ", names));
    }
    Optional<Deployment.Network> named =
        markets.stream().filter(its -> its.name().equals(network)).findFirst();
    return named.orElseThrow(() ->
        new BadWordException(
            "the node has no market of computing called " + network,
            names.isEmpty() ? "it has none" : "it has " + String.join(", ", names)));
  }

  /** The client that rents in the market of {@code talk}. */
  Renter renter(Talk talk) throws IOException {
    return Renter.open(client, talk.network().name(), talk.deployment(), System::currentTimeMillis);
  }
}
