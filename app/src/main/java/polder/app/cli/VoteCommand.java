package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.app.VoteDesk;
import polder.app.cli.RulesClient.Told;
import polder.ports.chain.Governance;
import polder.ports.chain.Governance.Choice;
import polder.ports.chain.Governance.Proposal;
import polder.ports.chain.Governance.State;

/** Votes on rules. */
@Command(
    name = "vote",
    description = {
      "Vote on proposed rules, with all stake that the key's account had when the vote began: its",
      "own bond and what it delegated. A vote cannot be changed."
    })
public final class VoteCommand implements Action {
  @Parameters(
      index = "0",
      paramLabel = "PROPOSAL",
      description = "First digits of the proposal's number, as `polder proposals` shows it.")
  private String proposal = "";

  @Parameters(index = "1", paramLabel = "for|against|abstain", description = "How to vote.")
  private String choice = "";

  @Mixin private VoteOptions vote = new VoteOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Choice how;
    try {
      how = Choice.valueOf(choice.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.USAGE, "'" + choice + "' is no vote", "say for, against or abstain");
    }
    return vote.act(output, (client, desk) -> cast(output, client.find(proposal), desk, how));
  }

  private static ExitCode cast(Output output, Told told, VoteDesk desk, Choice how)
      throws IOException, InterruptedException {
    Proposal proposal = told.proposal();
    Governance governance = desk.governance();
    if (!governance.isGenuine(proposal)) {
      return output.fail(
          ExitCode.NO,
          "the node shows something else under this number than is voted on",
          "ask another node by --node");
    }
    State state = governance.ballot(proposal).state();
    long now = System.currentTimeMillis() / 1_000;
    if (state == State.PENDING && now <= proposal.voteStartSeconds()) {
      return output.fail(
          ExitCode.NO,
          "the vote has not begun",
          "vote from " + ProposalsCommand.time(proposal.voteStartSeconds() + 1) + " on");
    }
    if (state != State.PENDING && state != State.ACTIVE) {
      return output.fail(
          ExitCode.NO,
          "the vote is over: " + told.name() + " is " + word(state),
          "see `polder proposals`");
    }
    // A development chain makes blocks only with transactions, so its time may lie behind.
    if (state == State.ACTIVE) {
      if (governance.hasVoted(desk.account(), proposal)) {
        return output.fail(
            ExitCode.NO, desk.account() + " has voted already", "a vote cannot be changed");
      }
      if (governance.votes(desk.account(), proposal).signum() == 0) {
        return output.fail(
            ExitCode.NO,
            desk.account() + " had no stake when the vote began",
            "vote by --key with the key of an account that had");
      }
    }
    desk.carryOut(governance.vote(proposal, how));
    BigInteger stake = governance.votes(desk.account(), proposal);
    output.line(
        desk.account()
            + " voted "
            + how.name().toLowerCase(Locale.ROOT)
            + " with "
            + Tokens.text(stake)
            + " on "
            + told.name()
            + "; the vote ends at "
            + ProposalsCommand.time(proposal.voteEndSeconds()));
    Map<String, String> document = new LinkedHashMap<>();
    document.put("proposal", told.node().path("id").asString(""));
    document.put("account", desk.account().toString());
    document.put("vote", how.name().toLowerCase(Locale.ROOT));
    document.put("stakeWei", stake.toString());
    output.document(document);
    return ExitCode.DONE;
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
