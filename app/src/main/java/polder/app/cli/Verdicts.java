package polder.app.cli;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import polder.agent.Deployment;
import polder.agent.ReceiptCheck;
import polder.agent.Verdict;
import polder.protocol.Bytes;

/** Tells a person what a node said to a message. */
final class Verdicts {
  private Verdicts() {}

  /** Prints the verdict; {@code success} is what a good one means. */
  static ExitCode tell(Output output, Deployment deployment, Verdict verdict, String success) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("message", verdict.message().toHex());
    ExitCode code =
        switch (verdict) {
          case Verdict.Accepted accepted -> {
            Optional<String> wrong = wrongReceipt(deployment, accepted);
            if (wrong.isPresent()) {
              yield output.fail(
                  ExitCode.NO,
                  "the node took the message, and its receipt does not count: " + wrong.get(),
                  "look with `polder device list` whether it did what it said");
            }
            keep(document, accepted.receipt());
            document.put("verdict", "accepted");
            output.line("accepted: " + success);
            output.line("message " + verdict.message());
            yield ExitCode.DONE;
          }
          case Verdict.Duplicate duplicate -> {
            keep(document, duplicate.receipt());
            document.put("verdict", "duplicate");
            output.line("the node had this message already: " + success);
            yield ExitCode.DONE;
          }
          case Verdict.Refused refused -> {
            document.put("verdict", "refused");
            document.put("reason", refused.reason());
            yield output.fail(
                ExitCode.NO, "the node refused: " + refused.reason(), refused.detail());
          }
          case Verdict.Busy busy ->
              output.fail(ExitCode.MISSING, "the node is busy", "try again in a few seconds");
          case Verdict.Failed failed ->
              output.fail(
                  ExitCode.MISSING, "the node cannot write: " + failed.detail(), "see its log");
        };
    output.document(document);
    return code;
  }

  /** Why the receipt of what was accepted does not count; empty if it does. */
  static Optional<String> wrongReceipt(Deployment deployment, Verdict.Accepted accepted) {
    return new ReceiptCheck(deployment, System::currentTimeMillis)
        .wrong(accepted.message(), accepted.receipt());
  }

  /** For `polder challenge lost`. */
  static void keep(Map<String, Object> document, Bytes receipt) {
    document.put("receipt", Base64.getEncoder().encodeToString(receipt.toArray()));
  }
}
