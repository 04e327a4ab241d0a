package polder.app.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.app.ChallengeDesk;
import polder.ports.chain.Disputes;

/** Votes in a dispute. */
@Command(
    name = "vote",
    description =
        "Vote in the dispute over an epoch, with all stake that the key's account had before the"
            + " epoch was final.")
final class ChallengeVoteCommand implements Action {
  private static final String REFUTE = "refute";

  @Parameters(index = "0", paramLabel = "EPOCH", description = "The disputed epoch.")
  private long epoch;

  @Parameters(
      index = "1",
      paramLabel = "refute|confirm",
      description = "Whether the epoch is false, or right.")
  private String vote = "";

  @Mixin private ChallengeOptions options = new ChallengeOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (!vote.equals(REFUTE) && !vote.equals("confirm")) {
      return output.fail(ExitCode.USAGE, "'" + vote + "' is no vote", "say refute, or confirm");
    }
    return options.run(output, (archive, deployment, desk) -> vote(output, desk));
  }

  private ExitCode vote(Output output, ChallengeDesk desk)
      throws IOException, InterruptedException {
    Disputes disputes = desk.disputes();
    Disputes.Dispute dispute = ChallengeOptions.open(disputes, epoch);
    desk.carryOut(disputes.vote(dispute.id(), vote.equals(REFUTE)));
    Disputes.Dispute after = disputes.latest().orElseThrow();
    output.line(
        desk.account()
            + " voted to "
            + vote
            + " with "
            + Tokens.text(disputes.votes(dispute, desk.account())));
    output.line(DisputeText.line(after));
    output.document(DisputeText.document(after));
    return ExitCode.DONE;
  }
}
