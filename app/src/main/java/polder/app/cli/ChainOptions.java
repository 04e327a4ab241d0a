package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.app.ChainStart;
import polder.app.DataDirectory;
import polder.app.LocalValidators;

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

  @Option(
      names = "--validators",
      paramLabel = "N",
      description = {
        "For a data directory that is new: so many validators beside the node, each a process of",
        "its own with equal stakes (default: the node is the only one). A later start runs them",
        "again."
      })
  private int validators;

  @Option(
      names = "--validator-share",
      paramLabel = "SHARE",
      description =
          "For a data directory that is new: what validators earn of the emission, 0 to 1 (default:"
              + " nothing).")
  private @Nullable String validatorShare;

  /**
   * What is wrong with them together, if anything is.
   *
   * @param exists whether the data directory has manifests already
   */
  Optional<String> wrong(DataDirectory data, boolean exists) {
    if (validatorShare != null && (exists || noChain || !rpc.isEmpty())) {
      return Optional.of(
          "--validator-share is for a new development chain; else write validators.share into "
              + data.manifests().resolve("deployment.yaml"));
    }
    if (validatorShare != null && !validatorShare.matches("0|0\\.[0-9]{1,6}|1")) {
      return Optional.of("--validator-share takes a number from 0 to 1 with up to 6 decimals");
    }
    if (validators == 0) {
      return Optional.empty();
    }
    if (validators < 0 || validators > LocalValidators.MOST) {
      return Optional.of("--validators takes a number from 1 to " + LocalValidators.MOST);
    }
    if (noChain || !rpc.isEmpty()) {
      return Optional.of(
          "--validators are those of a development chain, which --rpc and --no-chain rule out");
    }
    int there = LocalValidators.of(data).size();
    if (exists ? there != validators : there > validators) {
      return Optional.of(
          data.root()
              + (exists
                  ? " was founded with another set of validators (" + there + " are there)"
                  : " has the keys of " + there + " validators")
              + "; leave --validators out, or name a new directory");
    }
    return Optional.empty();
  }

  /** What validators of a new deployment earn, as its manifest has it. */
  Optional<String> validatorShare() {
    return Optional.ofNullable(validatorShare);
  }

  /** Starts what has to be there before the manifests are. */
  ChainStart start(DataDirectory data, boolean exists) throws IOException {
    return ChainStart.open(data, exists, noChain ? List.of() : rpc, !noChain, validators);
  }
}
