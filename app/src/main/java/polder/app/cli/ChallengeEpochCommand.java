package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.app.ChallengeDesk;
import polder.app.cli.ArchiveOption.Opened;
import polder.ports.chain.Disputes;
import polder.protocol.Hash;

/** Challenges a final epoch. */
@Command(
    name = "epoch",
    description = {
      "Challenge a final epoch that is not released: it and all after it are frozen until stakers"
          + " who did not sign it have decided. Costs a bond, which is lost if the epoch stands."
    })
final class ChallengeEpochCommand implements Action {
  @Parameters(paramLabel = "EPOCH", description = "Its number.")
  private String epoch = "";

  @Option(
      names = "--evidence",
      required = true,
      paramLabel = "TEXT",
      description = "Where your reasons are, for those who vote; best an address. 1,024 bytes.")
  private String evidence = "";

  @Option(
      names = "--header",
      paramLabel = "FILE",
      description =
          "The disputed header, where the archive has another: a .cose of a validator's findings.")
  private @Nullable Path header;

  @Mixin private ChallengeOptions options = new ChallengeOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (evidence.getBytes(StandardCharsets.UTF_8).length > Disputes.MOST_EVIDENCE) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the evidence has more than " + Disputes.MOST_EVIDENCE + " bytes",
          "put it on a page and name that");
    }
    return options.run(output, (archive, deployment, desk) -> challenge(output, archive, desk));
  }

  private ExitCode challenge(Output output, Opened archive, ChallengeDesk desk)
      throws IOException, InterruptedException {
    ChallengeOptions.Final disputed =
        ChallengeOptions.finalHeader(
            archive, desk, archive.epoch(epoch), Optional.ofNullable(header));
    Disputes disputes = desk.disputes();
    BigInteger bond = disputes.bond();
    if (desk.tokens().compareTo(bond) < 0) {
      throw new BadWordException(
          desk.account()
              + " has "
              + Tokens.text(desk.tokens())
              + " tokens, and a challenge risks "
              + Tokens.text(bond),
          "name the key of an account that has them with --key");
    }
    long before = disputes.latest().map(its -> its.id() + 1).orElse(0L);
    desk.carryOut(disputes.approve(bond, before));
    Hash transaction =
        desk.carryOut(
            disputes.challenge(before, disputed.header().typed(), disputed.seal(), evidence));
    Disputes.Dispute dispute = disputes.latest().orElseThrow();
    output.line(
        "epoch "
            + dispute.epoch()
            + " is challenged, with a bond of "
            + Tokens.text(dispute.bond())
            + "; transaction 0x"
            + transaction.toHex());
    output.line(DisputeText.line(dispute));
    output.document(DisputeText.document(dispute));
    return ExitCode.DONE;
  }
}
