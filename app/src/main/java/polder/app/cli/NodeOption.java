package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Which node a command speaks to: one that runs on a data directory here, or one anywhere. */
final class NodeOption {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--node",
      paramLabel = "URL",
      description = "Speak to the node at this address instead, such as http://127.0.0.1:7777.")
  private @Nullable URI node;

  DataDirectory directory() {
    return data.directory();
  }

  /**
   * A client of the running node.
   *
   * @throws IOException if no node runs on the data directory
   */
  NodeClient client() throws IOException {
    return new NodeClient(address());
  }

  /** Where the node listens. */
  URI address() throws IOException {
    if (node != null) {
      return node;
    }
    Path file = directory().nodeFile();
    if (!Files.exists(file)) {
      throw new IOException(
          "no node runs on "
              + data.path()
              + ": start one with `polder up --data "
              + data.path()
              + "`, or name one with --node");
    }
    try {
      return URI.create(
          JsonMapper.shared().readTree(Files.readString(file)).path("url").asString(""));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(file + " does not say where the node is; name it with --node", e);
    }
  }
}
