package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
import polder.protocol.crypto.TypedData;

/** Ends a dispute. */
@Command(
    name = "decide",
    description =
        "End the dispute over an epoch, by its votes: as soon as more than half of all that can be"
            + " cast agree, or when its time is over. Anyone may.")
final class ChallengeDecideCommand implements Action {
  @Parameters(paramLabel = "EPOCH", description = "The disputed epoch.")
  private long epoch;

  @Option(
      names = "--header",
      paramLabel = "FILE",
      description =
          "The disputed header, where the archive has another: a .cose of a validator's findings.")
  private @Nullable Path header;

  @Mixin private ChallengeOptions options = new ChallengeOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    return options.run(output, (archive, deployment, desk) -> decide(output, archive, desk));
  }

  private ExitCode decide(Output output, Opened archive, ChallengeDesk desk)
      throws IOException, InterruptedException {
    Disputes disputes = desk.disputes();
    Disputes.Dispute dispute = ChallengeOptions.open(disputes, epoch);
    ChallengeOptions.Final disputed =
        ChallengeOptions.finalHeader(archive, desk, epoch, Optional.ofNullable(header));
    Optional<TypedData> parent = ChallengeOptions.parent(archive, disputed.header());
    Hash transaction =
        desk.carryOut(
            disputes.decide(dispute.id(), disputed.header().typed(), disputed.seal(), parent));
    boolean refuted = dispute.refuting().shiftLeft(1).compareTo(dispute.electorate()) > 0;
    output.line(
        "epoch "
            + epoch
            + (refuted
                ? " is REFUTED: its signers are slashed, and it is closed again"
                : " stands: the challenger's bond is burnt")
            + "; transaction 0x"
            + transaction.toHex());
    Map<String, Object> document = new LinkedHashMap<>(DisputeText.document(dispute));
    document.put("open", false);
    document.put("refuted", refuted);
    document.put("transaction", "0x" + transaction.toHex());
    output.document(document);
    return ExitCode.DONE;
  }
}
