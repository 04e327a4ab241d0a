package polder.app.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.app.Kinds;
import polder.node.archive.EvidenceException;
import polder.node.view.ExplainDocument;
import polder.node.witness.Explainer;
import polder.node.witness.Explanation;
import polder.node.witness.Reasons;
import polder.protocol.identity.DeviceId;

/** Explains what a device earned in an epoch. */
@Command(
    name = "explain",
    description = {
      "Explain what a device earned in an epoch, zero included: what it sent, what each check "
          + "said, its weight, its share and the messages that are the evidence, each proven."
    })
public final class ExplainCommand implements Action {
  private static final int MOST_LISTED = 10;

  @Parameters(
      index = "0",
      paramLabel = "DEVICE",
      description =
          "Its did:key, or the beginning or end of it; or an account, 0x…, for what it earned by"
              + " stake.")
  private String device = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "EPOCH",
      defaultValue = "latest",
      description = "A number, or latest (default: latest).")
  private String epoch = "latest";

  @Mixin private ArchiveOption option = new ArchiveOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    try (ArchiveOption.Opened opened = option.open()) {
      long number = opened.epoch(epoch);
      if (device.matches("0x[0-9a-fA-F]{40}")) {
        return ExplainAccount.print(
            output,
            StakeOptions.account(device),
            number,
            opened.archive().outcome(opened.chain().at(number).header()));
      }
      Explainer explainer = new Explainer(opened.archive(), opened.chain(), opened.reexecution());
      Explanation explanation = explainer.explain(one(explainer, device, number), number);
      new ExplainText(output, explanation).print();
      output.document(
          ExplainDocument.of(explanation, new Reasons(Kinds.ALL), ExplainDocument.Closed.NONE));
      return ExitCode.DONE;
    } catch (BadWordException e) {
      return e.tell(output);
    } catch (EvidenceException e) {
      return output.fail(
          e.isMissing() ? ExitCode.BAD_INPUT : ExitCode.NO,
          String.valueOf(e.getMessage()),
          ArchiveOption.remedy(e, "see what else is wrong with `polder audit " + epoch + "`"));
    }
  }

  /** The one device that is meant. */
  static DeviceId one(Explainer explainer, String name, long epoch) throws IOException {
    List<DeviceId> devices = explainer.find(name, epoch);
    if (devices.isEmpty()) {
      throw new BadWordException(
          "no device that epoch " + epoch + " knows is called " + name,
          "give its whole did:key, or see `polder device list`");
    }
    if (devices.size() > 1) {
      throw new BadWordException(
          devices.size()
              + " devices are called "
              + name
              + ": "
              + String.join(", ", devices.stream().limit(MOST_LISTED).map(DeviceId::did).toList())
              + (devices.size() > MOST_LISTED ? ", ..." : ""),
          "give more of its did:key");
    }
    return devices.getFirst();
  }
}
