package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.app.ClaimDesk;
import polder.ports.chain.Settlement.Claim;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pays out what accounts earned. */
@Command(
    name = "claim",
    description = {
      "Have the chain pay what an account earned up to the released epoch. Anyone may; the tokens"
          + " go to the account, or to the recipient that it bound."
    })
public final class ClaimCommand implements Action {
  /** A newer epoch may be released between the proof and its use. */
  private static final int ATTEMPTS = 5;

  private static final int BATCH = 50;
  private static final int MOST_PAGES = 100_000;

  @ArgGroup(multiplicity = "1")
  private Whose whose = new Whose();

  /** For whom. */
  static final class Whose {
    @Option(names = "--account", paramLabel = "0x…", description = "For this account.")
    private @Nullable String account;

    @Option(names = "--all", description = "For every account that earned something.")
    private boolean all;
  }

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
          "Key of the account that pays the gas: of `polder keys new`, or Web3 Secret Storage with"
              + " its password in POLDER_PASSWORD (default: the data directory's test account).")
  private @Nullable Path key;

  private record Line(Account account, BigInteger before, BigInteger after) {}

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Path file = key == null ? node.directory().testAccountKey() : key;
    if (!Files.exists(file)) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "there is no key " + file + " to pay the gas with",
          "name one with --key FILE");
    }
    try (NodeClient client = node.client()) {
      JsonNode status = json(client, "/v1/settlement");
      Optional<NodeChain> chain = NodeChain.of(status, rpc);
      if (chain.isEmpty()) {
        return output.fail(
            ExitCode.USAGE, "the node does not say where its chain is", "name it with --rpc URL");
      }
      NodeChain its = chain.get();
      try (ClaimDesk desk =
          ClaimDesk.open(its.rpc(), its.chainId(), its.contracts(), file, its.development())) {
        return claim(output, client, desk);
      }
    } catch (NodeException e) {
      if (e.status() == 404) {
        return nothingYet(output);
      }
      throw e;
    }
  }

  private ExitCode claim(Output output, NodeClient client, ClaimDesk desk)
      throws IOException, InterruptedException {
    List<Line> lines = new ArrayList<>();
    if (whose.account != null) {
      Account account;
      try {
        account = Account.parse(whose.account);
      } catch (IllegalArgumentException e) {
        return output.fail(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check the address");
      }
      lines.addAll(paid(desk, () -> one(client, account)));
      if (lines.isEmpty()) {
        lines.add(new Line(account, desk.tokens(account), desk.tokens(account)));
      }
    } else {
      String query = "";
      for (int page = 0; page < MOST_PAGES; page++) {
        String asked = "/v1/claims" + query;
        lines.addAll(paid(desk, () -> many(json(client, asked).path("claims"))));
        JsonNode next = json(client, asked).path("next");
        if (next.isMissingNode()) {
          break;
        }
        query = "?" + next.asString("");
      }
    }
    if (lines.isEmpty()) {
      return nothingYet(output);
    }
    tell(output, lines);
    return ExitCode.DONE;
  }

  private static ExitCode nothingYet(Output output) {
    return output.fail(ExitCode.NO, "nothing can be claimed there yet", "see `polder status`");
  }

  private interface Proofs {
    List<Claim> get() throws IOException, InterruptedException;
  }

  private static List<Claim> one(NodeClient client, Account account)
      throws IOException, InterruptedException {
    JsonNode node = json(client, "/v1/accounts/" + account + "/claim");
    return node.has("proof") ? List.of(claim(account, node)) : List.of();
  }

  private static List<Claim> many(JsonNode nodes) throws IOException {
    List<Claim> claims = new ArrayList<>();
    for (JsonNode node : nodes) {
      claims.add(claim(Account.parse(node.path("account").asString("")), node));
    }
    return claims;
  }

  private static Claim claim(Account account, JsonNode node) throws IOException {
    List<Hash> proof = new ArrayList<>();
    for (JsonNode hash : node.path("proof")) {
      proof.add(Hash.fromHex(hash.asString("").substring(2)));
    }
    return new Claim(account, Tokens.wei(node, "cumulativeWei"), proof);
  }

  private static List<Line> paid(ClaimDesk desk, Proofs proofs)
      throws IOException, InterruptedException {
    Map<Account, BigInteger> before = new LinkedHashMap<>();
    for (int attempt = 1; ; attempt++) {
      try {
        List<Claim> open = new ArrayList<>();
        for (Claim claim : proofs.get()) {
          before.putIfAbsent(claim.account(), desk.tokens(claim.account()));
          if (desk.paid(claim.account()).compareTo(claim.cumulativeWei()) < 0) {
            open.add(claim);
          }
        }
        for (int from = 0; from < open.size(); from += BATCH) {
          desk.claim(open.subList(from, Math.min(open.size(), from + BATCH)));
        }
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<Account, BigInteger> account : before.entrySet()) {
          lines.add(new Line(account.getKey(), account.getValue(), desk.tokens(account.getKey())));
        }
        return lines;
      } catch (ClaimDesk.StaleProofException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void tell(Output output, List<Line> lines) {
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, String>> document = new ArrayList<>();
    for (Line line : lines) {
      BigInteger paid = line.after().subtract(line.before());
      rows.add(
          List.of(
              line.account().toString(),
              Tokens.text(line.before()),
              Tokens.text(line.after()),
              Tokens.text(paid)));
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("account", line.account().toString());
      entry.put("beforeWei", line.before().toString());
      entry.put("afterWei", line.after().toString());
      entry.put("paidWei", paid.toString());
      document.add(entry);
    }
    output.table(List.of("ACCOUNT", "BEFORE", "AFTER", "PAID"), rows);
    output.document(document);
  }

  private static JsonNode json(NodeClient client, String path)
      throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(client.get(path).toArray());
  }
}
