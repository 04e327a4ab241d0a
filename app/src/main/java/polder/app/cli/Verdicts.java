package polder.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import polder.agent.Verdict;

/** Tells a person what a node said to a message. */
final class Verdicts {
  private Verdicts() {}

  /** Prints the verdict; {@code success} is what a good one means. */
  static ExitCode tell(Output output, Verdict verdict, String success) {
    Map<String, String> document = new LinkedHashMap<>();
    document.put("message", verdict.message().toHex());
    ExitCode code =
        switch (verdict) {
          case Verdict.Accepted accepted -> {
            document.put("verdict", "accepted");
            output.line("accepted: " + success);
            output.line("message " + verdict.message());
            yield ExitCode.DONE;
          }
          case Verdict.Duplicate duplicate -> {
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
}
