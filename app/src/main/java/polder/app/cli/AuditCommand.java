package polder.app.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.app.Kinds;
import polder.epoch.EpochHeader;
import polder.epoch.RuleBook;
import polder.node.archive.EvidenceException;
import polder.node.archive.ProgramHash;
import polder.node.witness.Anchor;
import polder.node.witness.Audit;
import polder.node.witness.AuditReport;
import polder.node.witness.Difference;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/** Computes sealed epochs again from an archive alone. */
@Command(
    name = "audit",
    description = {
      "Compute sealed epochs again from the archive alone and compare all roots.",
      "Says 'same roots' and ends with 0, or names what differs first and ends with 1."
    })
public final class AuditCommand implements Action {
  @Parameters(
      arity = "0..1",
      paramLabel = "EPOCH",
      defaultValue = "latest",
      description = "A number, latest, or a range A..B (default: latest).")
  private String epochs = "latest";

  @Option(
      names = "--from-genesis",
      description = "Compute everything from epoch 0 on, trusting no archived state.")
  private boolean fromGenesis;

  @Mixin private ArchiveOption option = new ArchiveOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    try (ArchiveOption.Opened opened = option.open()) {
      int dots = epochs.indexOf("..");
      long first = opened.epoch(dots < 0 ? epochs : epochs.substring(0, dots));
      long last = dots < 0 ? first : opened.epoch(epochs.substring(dots + 2));
      if (last < first) {
        throw new BadWordException(
            "the range " + epochs + " ends before it begins", "give the earlier epoch first");
      }
      Hash program = ProgramHash.of(Kinds.ALL);
      AuditReport report;
      try (Progress progress = output.progress("auditing", 1_000)) {
        report =
            new Audit(opened.archive(), new RuleBook(Kinds.ALL), opened.engine())
                .run(
                    new Audit.Request(first, last, option.anchor(), fromGenesis, program),
                    (done, total) -> progress.to(1_000 * done / Math.max(1, total)));
      }
      print(output, report);
      output.document(document(report));
      return exitCode(report);
    } catch (BadWordException e) {
      return e.tell(output);
    } catch (EvidenceException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          String.valueOf(e.getMessage()),
          ArchiveOption.remedy(e, "fetch the archive anew"));
    }
  }

  private static ExitCode exitCode(AuditReport report) {
    if (report.isSame()) {
      return ExitCode.DONE;
    }
    return switch (report.difference().orElseThrow().kind()) {
      case MISSING, PRUNED -> ExitCode.BAD_INPUT;
      case CHANGED, DIFFERS -> ExitCode.NO;
    };
  }

  private static void print(Output output, AuditReport report) {
    String range =
        report.first() == report.last()
            ? "epoch " + report.first()
            : "epochs " + report.first() + " to " + report.last();
    output.line("audit of " + range + " in " + report.archive());
    output.line("");
    line(output, "trusting", trust(report.anchor()));
    for (DeviceId signer : report.signers()) {
      line(output, "signed by", signer.did());
    }
    line(
        output,
        "from",
        report
            .snapshotEpoch()
            .map(epoch -> "the archived state after epoch " + epoch)
            .orElse("the empty state before epoch 0"));
    line(
        output,
        "computed",
        count(report.epochs(), "epoch")
            + ", "
            + count(report.messages(), "message")
            + ", "
            + count(report.lines(), "line")
            + ", "
            + Amounts.format(report.paidNano())
            + " tokens paid");
    if (report.keptFrom() > 0) {
      line(
          output,
          "pruned",
          "kept from epoch "
              + report.keptFrom()
              + " on; what was before is in the archived state after epoch "
              + (report.keptFrom() - 1)
              + ", which nobody can compute again from here");
    }
    report.notes().forEach(note -> line(output, "note", note));
    output.line("");
    if (report.difference().isPresent()) {
      print(output, report.difference().get());
    } else {
      output.line("same roots");
      report.header().ifPresent(header -> print(output, header));
    }
  }

  private static String trust(Anchor anchor) {
    return anchor instanceof Anchor.SelfConsistent
        ? anchor.text() + " (name a node's key with --signer to trust its signatures)"
        : anchor.text();
  }

  private static void print(Output output, EpochHeader header) {
    line(output, "inputs", header.inputsRoot().toHex());
    line(output, "outcome", header.outcomeRoot().toHex());
    line(output, "state", header.stateRoot().toHex());
    line(output, "payouts", header.payoutsRoot().toHex());
    line(output, "header", header.hash().toHex());
  }

  private static void print(Output output, Difference difference) {
    output.line(
        switch (difference.kind()) {
              case MISSING -> "evidence is missing";
              case PRUNED -> "evidence is pruned";
              case CHANGED -> "evidence was changed";
              case DIFFERS -> "roots differ";
            }
            + ", first in epoch "
            + difference.epoch());
    line(output, "what", difference.summary());
    line(output, "file", difference.file());
    line(output, "network", difference.subject().network());
    line(output, "group", difference.subject().group());
    line(output, "device", difference.subject().device());
    difference.details().forEach(detail -> line(output, "", detail));
    difference.messages().forEach(message -> line(output, "message", message.toHex()));
  }

  private static void line(Output output, String name, String value) {
    if (!value.isEmpty()) {
      output.line("  " + name + " ".repeat(Math.max(1, 10 - name.length())) + value);
    }
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static Map<String, Object> document(AuditReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("same", report.isSame());
    document.put("archive", report.archive());
    document.put("first", report.first());
    document.put("last", report.last());
    document.put(
        "anchor", report.anchor() instanceof Anchor.Signatures ? "signatures" : "self-consistent");
    document.put("signedBy", report.signers().stream().map(DeviceId::did).toList());
    document.put("snapshotEpoch", report.snapshotEpoch().orElse(null));
    document.put("keptFrom", report.keptFrom());
    document.put("epochs", report.epochs());
    document.put("messages", report.messages());
    document.put("lines", report.lines());
    document.put("paidNano", report.paidNano());
    document.put("notes", report.notes());
    report
        .header()
        .ifPresent(header -> {
          document.put("header", header.hash().toHex());
          document.put("inputsRoot", header.inputsRoot().toHex());
          document.put("outcomeRoot", header.outcomeRoot().toHex());
          document.put("stateRoot", header.stateRoot().toHex());
          document.put("payoutsRoot", header.payoutsRoot().toHex());
        });
    report.difference().ifPresent(difference -> document.put("difference", document(difference)));
    return document;
  }

  private static Map<String, Object> document(Difference difference) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("kind", difference.kind().name().toLowerCase(java.util.Locale.ROOT));
    document.put("epoch", difference.epoch());
    document.put("file", difference.file());
    document.put("summary", difference.summary());
    document.put("network", difference.subject().network());
    document.put("group", difference.subject().group());
    document.put("device", difference.subject().device());
    document.put("details", difference.details());
    List<String> messages = difference.messages().stream().map(Hash::toHex).toList();
    document.put("messages", messages);
    return document;
  }
}
