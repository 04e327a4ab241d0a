package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.app.DataDirectory;
import polder.app.RefusedException;
import polder.app.VoteDesk;

/** At which node and on which chain is voted, and by whose key. */
final class VoteOptions {
  @Mixin private NodeOption node = new NodeOption();

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      description = "A node of the chain (default: the development chain of the node).")
  private @Nullable URI rpc;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Key of the account whose stake counts and that pays the gas: of `polder keys new`, or"
              + " Web3 Secret Storage with its password in POLDER_PASSWORD (default: the data"
              + " directory's validator key).")
  private @Nullable Path key;

  /** What a command does with the node and the chain. */
  interface Work {
    ExitCode with(RulesClient client, VoteDesk desk) throws IOException, InterruptedException;
  }

  DataDirectory directory() {
    return node.directory();
  }

  /** Where the node listens. */
  URI address() throws IOException {
    return node.address();
  }

  /** Asks the node alone. */
  ExitCode ask(Output output, VoteOptions.Asking work) throws IOException, InterruptedException {
    try (NodeClient client = node.client()) {
      return work.with(new RulesClient(client));
    } catch (NodeException e) {
      if (e.status() == 404) {
        return output.fail(
            ExitCode.NO,
            "the node settles on no chain, so its rules are those in its manifests folder",
            "edit them there and start the node again");
      }
      throw e;
    }
  }

  /** What a command asks a node. */
  interface Asking {
    ExitCode with(RulesClient client) throws IOException, InterruptedException;
  }

  /** Does {@code work} with the key's account; says in words what the contracts refused. */
  ExitCode act(Output output, Work work) throws IOException, InterruptedException {
    Path file = key == null ? directory().validatorKey() : key;
    if (!Files.exists(file)) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "there is no key " + file,
          "name that of an account with stake by --key FILE");
    }
    return ask(
        output,
        client -> {
          Optional<NodeChain> chain = NodeChain.of(client.settlement(), rpc);
          if (chain.isEmpty()) {
            return output.fail(
                ExitCode.USAGE,
                "the node does not say where its chain is",
                "name it with --rpc URL");
          }
          NodeChain its = chain.get();
          VoteDesk.Place place =
              new VoteDesk.Place(
                  its.rpc(), its.chainId(), its.contracts(), client.governor(), its.development());
          try (VoteDesk desk = VoteDesk.open(place, file)) {
            return work.with(client, desk);
          } catch (RefusedException e) {
            return output.fail(
                ExitCode.NO,
                "the contract refused: " + e.getMessage(),
                "look at `polder proposals` and try again");
          }
        });
  }
}
