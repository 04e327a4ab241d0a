package polder.app.cli;

import picocli.CommandLine.Command;

/** Groups what anyone can hold against validators. */
@Command(
    name = "challenge",
    description = "Prove lies of validators to the chain, and dispute final epochs.",
    subcommands = {
      ChallengeLostCommand.class,
      ChallengeDoubleCommand.class,
      ChallengeEpochCommand.class,
      ChallengeVoteCommand.class,
      ChallengeDecideCommand.class
    })
public final class ChallengeCommand {}
