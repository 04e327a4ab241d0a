package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Says how far a node's epochs are on the chain. */
@Command(
    name = "status",
    description = "Say how far a node's epochs are on the chain that pays, and what is in the way.")
public final class StatusCommand implements Action {
  /** So many of the epochs that a validator missed are named, the latest. */
  private static final int MOST_MISSED = 8;

  @Mixin private NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    ObjectNode status;
    JsonNode seeds;
    RulesLines rules;
    JsonNode stakes;
    JsonNode dispute;
    try (NodeClient client = node.client()) {
      rules = RulesLines.of(client);
      status = (ObjectNode) JsonMapper.shared().readTree(client.get("/v1/settlement").toArray());
      stakes = JsonMapper.shared().readTree(client.get("/v1/validators").toArray());
      dispute = dispute(client);
      seeds = JsonMapper.shared().readTree(client.get("/v1/seeds").toArray());
    } catch (NodeException e) {
      if (e.status() == 404) {
        return output.fail(
            ExitCode.NO,
            "the node settles on no chain, so rewards cannot be claimed",
            "a network gets its chain at its first start: `polder up` in a new directory, with"
                + " anvil installed");
      }
      throw e;
    }
    output.line(
        "epochs      sealed "
            + epoch(status, "sealed")
            + ", final "
            + epoch(status, "final")
            + ", released "
            + epoch(status, "released"));
    output.line("backlog     " + status.path("backlog").asLong() + " epochs sealed and not final");
    BigInteger claimed = Tokens.wei(status, "claimedWei");
    BigInteger claimable = Tokens.wei(status, "claimableWei");
    output.line(
        "tokens      "
            + Tokens.text(claimed)
            + " claimed, "
            + Tokens.text(claimable.subtract(claimed))
            + " can be claimed");
    output.line(
        "chain       "
            + status.path("chainId").asLong()
            + ", contract "
            + status.path("settlement").asString(""));
    rules.lines().forEach(output::line);
    if (stakes.has("set")) {
      output.line("set         " + set(stakes.path("set")));
    }
    if (!dispute.isMissingNode()) {
      output.line("dispute     " + disputed(dispute));
    }
    if (status.has("trouble")) {
      output.line("trouble     " + status.path("trouble").asString(""));
    }
    seedLines(seeds).forEach(output::line);
    output.line("");
    validators(output, status);
    if (!dispute.isMissingNode()) {
      status.set("dispute", dispute);
    }
    status.set("seeds", seeds);
    output.document(status);
    return ExitCode.DONE;
  }

  private static void validators(Output output, JsonNode status) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode signer : status.path("signers")) {
      List<String> missed = new ArrayList<>();
      for (JsonNode epoch : signer.path("missed")) {
        missed.add(Long.toString(epoch.asLong()));
      }
      int more = Math.max(0, missed.size() - MOST_MISSED);
      rows.add(
          List.of(
              signer.path("account").asString(""),
              Tokens.text(Tokens.wei(signer, "weightWei")),
              epoch(signer, "latest"),
              missed.size() + " of " + signer.path("epochs").asLong(),
              (signer.path("silent").asBoolean() ? "SILENT " : "")
                  + (missed.isEmpty() ? "" : "missed " + (more > 0 ? "…, " : ""))
                  + String.join(", ", missed.subList(more, missed.size()))));
    }
    output.table(List.of("VALIDATOR", "STAKE", "SIGNED UP TO", "MISSED", ""), rows);
  }

  /** Which set of validators was opened last, and when the next one can be. */
  private static String set(JsonNode set) {
    String version = Long.toString(set.path("version").asLong());
    if (set.path("waiting").asBoolean()) {
      return version + " was opened and signs in some epochs";
    }
    return version
        + (set.path("changed").asBoolean()
            ? "; stakes have changed, and the next one is being opened"
            : "; the next one can be opened at "
                + StakeOptions.time(set.path("nextSeconds").asLong())
                + " if stakes change");
  }

  /** The open dispute; missing if there is none, or the chain does not say. */
  private static JsonNode dispute(NodeClient client) throws IOException, InterruptedException {
    try {
      return JsonMapper.shared().readTree(client.get("/v1/disputes").toArray()).path("open");
    } catch (NodeException e) {
      if (e.status() == 503 || e.status() == 404) {
        return JsonMapper.shared().createObjectNode().path("open");
      }
      throw e;
    }
  }

  private static String disputed(JsonNode dispute) throws IOException {
    return "over epoch "
        + dispute.path("epoch").asLong()
        + ": "
        + Tokens.text(Tokens.wei(dispute, "refutingWei"))
        + " refute, "
        + Tokens.text(Tokens.wei(dispute, "confirmingWei"))
        + " confirm, of "
        + Tokens.text(Tokens.wei(dispute, "electorateWei"))
        + "; until "
        + Instant.ofEpochSecond(dispute.path("untilSeconds").asLong())
        + "; see polder challenge vote --help";
  }

  /** Who could have bent the latest seed, and whose links do not come. */
  private static List<String> seedLines(JsonNode seeds) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "seed        "
            + seeds.path("seedTrust").asString("none yet")
            + ", "
            + seeds.path("links").asLong()
            + " links");
    for (JsonNode validator : seeds.path("validators")) {
      if (validator.path("missing").asLong() > 0) {
        JsonNode demand = validator.path("demand");
        lines.add(
            "  withheld  by "
                + validator.path("account").asString("")
                + " for "
                + validator.path("missing").asLong()
                + " epochs"
                + (demand.isMissingNode()
                    ? ""
                    : "; that of epoch "
                        + demand.path("epoch").asLong()
                        + " is demanded on chain until "
                        + Figures.time(1_000 * demand.path("untilSeconds").asLong())));
      }
    }
    if (seeds.has("trouble")) {
      lines.add("  trouble   " + seeds.path("trouble").asString(""));
    }
    return lines;
  }

  private static String epoch(JsonNode status, String name) {
    long epoch = status.path(name).asLong(-1);
    return epoch < 0 ? "none" : Long.toString(epoch);
  }
}
