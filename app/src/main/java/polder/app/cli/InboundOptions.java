package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.app.InboundDesk;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** By which chain and with which key something is brought in. */
final class InboundOptions {
  @Mixin private NodeOption node = new NodeOption();

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      description = "A node of the chain (default: the development chain of the node).")
  private @Nullable URI rpc;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description =
          "Key of the account that pays tokens and gas: of `polder keys new`, or Web3 Secret Storage"
              + " with its password in POLDER_PASSWORD.")
  private Path key = Path.of("");

  /** A way to the chain, with its contracts. */
  record Open(InboundDesk desk, SettlementContracts contracts) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      desk.close();
    }
  }

  /**
   * Opens the way to the chain that the node names.
   *
   * @throws IOException saying what is missing and what to do
   */
  Open open() throws IOException, InterruptedException {
    if (!Files.exists(key)) {
      throw new IOException("there is no key " + key + "; name one with --key FILE");
    }
    JsonNode status;
    try (NodeClient client = node.client()) {
      status = JsonMapper.shared().readTree(client.get("/v1/settlement").toArray());
    } catch (NodeException e) {
      throw e.status() == 404
          ? new IOException("the node settles on no chain; see `polder status`", e)
          : e;
    }
    NodeChain chain =
        NodeChain.of(status, rpc)
            .orElseThrow(() ->
                new IOException(
                    "the node does not say where its chain is; name it with --rpc URL"));
    return new Open(
        InboundDesk.open(chain.rpc(), chain.chainId(), chain.contracts(), key), chain.contracts());
  }
}
