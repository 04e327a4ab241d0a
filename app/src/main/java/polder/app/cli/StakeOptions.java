package polder.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.app.RefusedException;
import polder.app.StakeDesk;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** On which chain, and by whose key. */
final class StakeOptions {
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
          "Key of the account that stakes: of `polder keys new`, or Web3 Secret Storage with its"
              + " password in POLDER_PASSWORD (default: the data directory's test account).")
  private @Nullable Path key;

  /** What a command does at the desk. */
  interface Work {
    ExitCode at(StakeDesk desk) throws IOException, InterruptedException;
  }

  /** Does {@code work} with the key's account; says in words what the contracts refused. */
  ExitCode stake(Output output, Work work) throws IOException, InterruptedException {
    Path file = key == null ? node.directory().testAccountKey() : key;
    if (!Files.exists(file)) {
      return output.fail(ExitCode.BAD_INPUT, "there is no key " + file, "name one with --key FILE");
    }
    try {
      return open(output, Optional.of(file), work);
    } catch (RefusedException e) {
      StakeReasons.Words words = StakeReasons.of(String.valueOf(e.getMessage()));
      return output.fail(ExitCode.NO, words.wrong(), words.next());
    } catch (BadWordException e) {
      return e.tell(output);
    }
  }

  /** Does {@code work} that sends nothing. */
  ExitCode look(Output output, Work work) throws IOException, InterruptedException {
    return open(output, Optional.empty(), work);
  }

  /** A client of the node. */
  NodeClient client() throws IOException {
    return node.client();
  }

  private ExitCode open(Output output, Optional<Path> file, Work work)
      throws IOException, InterruptedException {
    JsonNode status;
    try (NodeClient client = node.client()) {
      status = JsonMapper.shared().readTree(client.get("/v1/settlement").toArray());
    } catch (NodeException e) {
      if (e.status() == 404) {
        return output.fail(
            ExitCode.NO,
            "the node settles on no chain, so there is nothing to stake with",
            "see `polder status`");
      }
      throw e;
    }
    Optional<NodeChain> chain = NodeChain.of(status, rpc);
    if (chain.isEmpty()) {
      return output.fail(
          ExitCode.USAGE, "the node does not say where its chain is", "name it with --rpc URL");
    }
    NodeChain its = chain.get();
    try (StakeDesk desk =
        StakeDesk.open(its.rpc(), its.chainId(), its.contracts(), file, its.development())) {
      return work.at(desk);
    }
  }

  /** An account. */
  static Account account(String text) throws BadWordException {
    try {
      return Account.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadWordException(String.valueOf(e.getMessage()), "give 0x and 40 digits");
    }
  }

  /** Refuses where the account has too few tokens to stake {@code wei}. */
  static void requireTokens(StakeDesk desk, BigInteger wei) throws IOException {
    BigInteger has = desk.tokens(desk.account());
    if (has.compareTo(wei) < 0) {
      throw new BadWordException(
          desk.account() + " has " + Tokens.text(has) + " tokens, not " + Tokens.text(wei),
          "stake less, or claim what the account earned first: polder claim --account "
              + desk.account());
    }
  }

  /** A time for people. */
  static String time(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }

  /** A span for people, such as {@code 21d} or {@code 1000s}. */
  static String span(long seconds) {
    return seconds >= 172_800 && seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds + "s";
  }

  /** A part for people, such as {@code 10%}. */
  static String percent(long ppm) {
    return BigDecimal.valueOf(ppm, 4).stripTrailingZeros().toPlainString() + "%";
  }
}
