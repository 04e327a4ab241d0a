package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.agent.NodeException;
import polder.app.RulesDiff;
import polder.app.cli.RulesClient.Told;
import polder.ports.chain.Governance.Proposal;
import polder.ports.chain.RulesHistory;
import tools.jackson.databind.JsonNode;

/** Shows what is voted on. */
@Command(
    name = "proposals",
    description = "Show which rules are in force, which are proposed, and how the vote stands.")
public final class ProposalsCommand implements Action {
  @Parameters(
      arity = "0..1",
      paramLabel = "PROPOSAL",
      description = "First digits of one proposal's number: also show what it changes.")
  private @Nullable String proposal;

  @Mixin private VoteOptions vote = new VoteOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    String digits = proposal;
    return vote.ask(
        output, client -> digits == null ? all(output, client) : one(output, client, digits));
  }

  private static ExitCode all(Output output, RulesClient client)
      throws IOException, InterruptedException {
    RulesLines.of(client.rules()).lines().forEach(output::line);
    List<Told> all = client.proposals();
    List<List<String>> rows = new ArrayList<>();
    for (Told one : all) {
      rows.add(
          List.of(
              one.name(),
              one.node().path("state").asString(""),
              Long.toString(one.proposal().announcement().fromEpoch()),
              tokens(one.node(), "forWei"),
              tokens(one.node(), "againstWei"),
              tokens(one.node(), "abstainWei"),
              due(one)));
    }
    if (all.isEmpty()) {
      output.line("Nothing is proposed; `polder propose --help` says how.");
    } else {
      output.line("");
      output.table(
          List.of("PROPOSAL", "STATE", "FROM EPOCH", "FOR", "AGAINST", "ABSTAIN", "NEXT"), rows);
    }
    output.document(all.stream().map(Told::node).toList());
    return ExitCode.DONE;
  }

  private static ExitCode one(Output output, RulesClient client, String digits)
      throws IOException, InterruptedException {
    Told told = client.find(digits);
    Proposal proposal = told.proposal();
    output.line("proposal    " + told.node().path("id").asString(""));
    output.line("proposed    by " + proposal.proposer());
    if (!proposal.why().isEmpty()) {
      output.line("why         " + line(proposal.why()));
    }
    output.line("state       " + told.node().path("state").asString("") + ", " + due(told));
    output.line(
        "votes       "
            + tokens(told.node(), "forWei")
            + " for, "
            + tokens(told.node(), "againstWei")
            + " against, "
            + tokens(told.node(), "abstainWei")
            + " abstain"
            + (told.node().has("quorumWei")
                ? "; " + tokens(told.node(), "quorumWei") + " for or abstaining are needed"
                : ""));
    output.line("from        epoch " + proposal.announcement().fromEpoch());
    output.line("rules       " + proposal.announcement().manifests().toHex());
    output.line("program     " + proposal.announcement().program().toHex());
    changes(output, client, proposal);
    output.document(told.node());
    return ExitCode.DONE;
  }

  private static void changes(Output output, RulesClient client, Proposal proposal)
      throws IOException, InterruptedException {
    RulesHistory history = client.history();
    long before = Math.max(0, proposal.announcement().fromEpoch() - 1);
    RulesHistory.Rules old = history.at(before);
    try {
      List<RulesDiff.Change> changes =
          RulesDiff.between(
              client.book(old.manifests()), client.book(proposal.announcement().manifests()));
      changes.forEach(change -> output.line("change      " + line(change.toString())));
      if (changes.isEmpty()) {
        output.line("change      none of the rules");
      }
    } catch (NodeException e) {
      if (e.status() != 404) {
        throw e;
      }
      output.line("change      unknown: the proposed rules are not published at this node");
    }
    if (!old.program().equals(proposal.announcement().program())) {
      output.line(
          "change      program: "
              + old.program().toHex().substring(0, 12)
              + " → "
              + proposal.announcement().program().toHex().substring(0, 12));
    }
  }

  private static String tokens(JsonNode node, String name) throws IOException {
    BigInteger wei = Tokens.wei(node, name);
    return Tokens.text(wei);
  }

  /** What strangers wrote, on one line without control characters. */
  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  /** What is due next, and when. */
  static String due(Told told) {
    JsonNode node = told.node();
    if (node.has("note")) {
      return line(node.path("note").asString(""));
    }
    return switch (told.state()) {
      case PENDING -> "vote from " + time(told.proposal().voteStartSeconds());
      case ACTIVE -> "vote until " + time(told.proposal().voteEndSeconds());
      case SUCCEEDED -> "to be queued";
      case QUEUED -> "executed from " + time(node.path("dueSeconds").asLong()) + " on";
      case EXECUTED -> "from epoch " + told.proposal().announcement().fromEpoch() + " on";
      case CANCELED, DEFEATED, EXPIRED -> "nothing";
    };
  }

  static String time(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }
}
