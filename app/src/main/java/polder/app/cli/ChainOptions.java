package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import picocli.CommandLine.Option;
import polder.app.ChainStart;
import polder.app.DataDirectory;

/** Which chain a node pays by. */
final class ChainOptions {
  @Option(
      names = "--rpc",
      paramLabel = "URL",
      description =
          "A node of the chain that the deployment's settlement names; may be given several times"
              + " (default: a development chain of its own, if anvil is installed).")
  private List<URI> rpc = List.of();

  @Option(names = "--no-chain", description = "Seal and audit only; nothing can be claimed.")
  private boolean noChain;

  /** Starts what has to be there before the manifests are. */
  ChainStart start(DataDirectory data, boolean exists) throws IOException {
    return ChainStart.open(data, exists, noChain ? List.of() : rpc, !noChain);
  }
}
