package polder.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import polder.app.Kinds;
import polder.epoch.EpochHeader;
import polder.epoch.KeyUse;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.networks.Assessment;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.Reason;
import polder.node.witness.Explanation;
import polder.node.witness.Reasons;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/** An explanation as lines for people. */
final class ExplainText {
  private final Output output;
  private final Explanation explanation;
  private final Reasons reasons = new Reasons(Kinds.ALL);

  ExplainText(Output output, Explanation explanation) {
    this.output = output;
    this.explanation = explanation;
  }

  void print() {
    EpochHeader header = explanation.header().header();
    output.line(explanation.device().did() + " in epoch " + header.epoch());
    output.line("");
    line("earned", Amounts.format(explanation.amountNano()) + " tokens");
    line("window", Figures.time(header.startMillis()) + " to " + Figures.time(header.endMillis()));
    line("header", header.hash().toHex());
    line("signed by", explanation.header().node().did());
    line("seed", seed(header));
    for (Explanation.Line<OutcomeLeaf.Reward> reward : explanation.rewards()) {
      output.line("");
      print(reward);
    }
    if (explanation.rewards().isEmpty()) {
      printAbsence();
    }
    printEvents();
    printSent();
    printEvidence();
  }

  private static String seed(EpochHeader header) {
    return switch (header.seedTrust()) {
      case OPERATOR_TRUSTED -> "operator-trusted: whoever closed the epoch could have bent it";
      case VALIDATORS -> "of " + header.linksCount() + " validators' links, chosen by nobody";
    };
  }

  private void print(Explanation.Line<OutcomeLeaf.Reward> line) {
    OutcomeLeaf.Reward reward = line.leaf();
    output.line("network " + reward.network() + ", group " + reward.group());
    line(
        "amount",
        Amounts.format(reward.amountNano())
            + " tokens"
            + (reward.held() ? ", held until the device's probation is over" : ""));
    line("owner", reward.owner().toString());
    line("weight", Figures.ppm(reward.weight()) + product(reward.factors()));
    long target =
        explanation
            .manifests()
            .network(reward.network())
            .map(network -> network.pay().targetWeight())
            .orElse(0L);
    String share =
        explanation
            .manifests()
            .network(reward.network())
            .map(network -> ", " + Figures.ppm(network.pay().sharePpm()) + " of what is emitted,")
            .orElse("");
    line(
        "pool",
        Amounts.format(reward.poolNano())
            + " tokens"
            + share
            + " for a total weight of "
            + Figures.ppm(target)
            + "; this epoch's is "
            + Figures.ppm(reward.totalWeight())
            + ", so "
            + Amounts.format(reward.paidNano())
            + " are paid");
    if (reward.totalWeight() > 0) {
      line(
          "share",
          Amounts.format(reward.paidNano())
              + " x "
              + Figures.ppm(reward.weight())
              + " / "
              + Figures.ppm(reward.totalWeight())
              + " = "
              + Amounts.format(reward.amountNano()));
    }
    for (String code : reward.reasons()) {
      line("because", reason(reward.network(), code));
    }
    line(
        "proven",
        "line "
            + line.proof().index()
            + " of "
            + line.proof().size()
            + " under outcome root "
            + explanation.header().header().outcomeRoot());
    printReadings(reward.assessments());
  }

  private static String product(List<Factor> factors) {
    List<String> parts = new ArrayList<>();
    for (Factor factor : factors) {
      parts.add(factor.name() + " " + Figures.ppm(factor.ppm()));
    }
    return parts.isEmpty() ? "" : " = " + String.join(" x ", parts);
  }

  private String reason(String network, String code) {
    Optional<Reason> reason = reasons.of(explanation.manifests(), network, code);
    return code
        + reason.map(known -> ": " + known.meaning()).orElse("")
        + reason
            .filter(known -> !known.remedy().isEmpty())
            .map(known -> "; " + known.remedy())
            .orElse("");
  }

  private void printReadings(List<Assessment> assessments) {
    if (assessments.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Assessment assessment : assessments) {
      String time = Figures.time(assessment.timeMillis());
      String subject = assessment.subject();
      String verdict = assessment.verdict().name().toLowerCase(Locale.ROOT);
      String message = Figures.brief(assessment.message().toHex());
      if (assessment.findings().isEmpty()) {
        rows.add(List.of(time, subject, verdict, message, "", "", "", "", "", ""));
      }
      for (Finding finding : assessment.findings()) {
        rows.add(
            List.of(
                time,
                subject,
                verdict,
                message,
                finding.check(),
                Figures.milli(finding.value()),
                Figures.milli(finding.limit()),
                finding.unit(),
                finding.result().name().toLowerCase(Locale.ROOT),
                finding.other().map(DeviceId::did).orElse("")));
        time = "";
        subject = "";
        verdict = "";
        message = "";
      }
    }
    output.line("");
    output.table(
        List.of(
            "measured",
            "reading",
            "verdict",
            "message",
            "check",
            "value",
            "limit",
            "unit",
            "said",
            "compared with"),
        rows);
  }

  private void printAbsence() {
    output.line("");
    output.line(
        "none of the "
            + explanation.header().header().outcomeCount()
            + " lines under outcome root "
            + explanation.header().header().outcomeRoot()
            + " is a reward of this device");
    for (Explanation.Enrolment enrolment : explanation.enrolments()) {
      line(
          "network",
          enrolment.network()
              + ": "
              + enrolment
                  .entry()
                  .map(entry ->
                      "enrolled by "
                          + entry.sender().owner()
                          + " since epoch "
                          + entry.sender().enrolledEpoch()
                          + status(enrolment.network(), entry.use()))
                  .orElse("not enrolled")
              + " (proven under state root "
              + Figures.brief(explanation.header().header().stateRoot().toHex())
              + ")");
    }
  }

  private String status(String network, KeyUse use) {
    return use.isActive()
        ? ", but nothing was heard of it lately"
        : "; since epoch " + use.sinceEpoch() + " it is " + reason(network, use.status().code());
  }

  private void printEvents() {
    for (Explanation.Line<OutcomeLeaf> event : explanation.events()) {
      String what =
          switch (event.leaf()) {
            case OutcomeLeaf.Registration line ->
                line.action() + " " + line.subject() + " by " + line.account();
            case OutcomeLeaf.Penalised line ->
                "lost "
                    + Amounts.format(line.amountNano())
                    + " tokens that were held: "
                    + line.reason();
            case OutcomeLeaf.Released line ->
                "probation over: "
                    + Amounts.format(line.amountNano())
                    + " tokens "
                    + (line.forfeited() ? "forfeited by " : "released to ")
                    + line.owner();
            case OutcomeLeaf.Refusal line -> line.reason();
            case OutcomeLeaf.Reward line -> "";
            case OutcomeLeaf.Paid line ->
                payment("paid", line.network(), line.to(), line.amountNano(), line.reason());
            case OutcomeLeaf.Refunded line ->
                payment("went back", line.network(), line.to(), line.amountNano(), line.reason());
            case StakeLine line -> "";
          };
      output.line("");
      line("event", what + " (line " + event.proof().index() + ", proven)");
    }
  }

  private String payment(String what, String network, Account to, long nano, String reason) {
    return Amounts.format(nano)
        + " tokens "
        + what
        + " to "
        + to
        + " from the purse: "
        + reason(network, reason);
  }

  private void printSent() {
    output.line("");
    output.line(
        explanation.sent().isEmpty()
            ? "it sent nothing in this epoch"
            : "it sent in this epoch (each proven under inputs root "
                + Figures.brief(explanation.header().header().inputsRoot().toHex())
                + ")");
    for (Explanation.Sent sent : explanation.sent()) {
      output.line(
          "  "
              + sent.message().id()
              + "  number "
              + sent.proof().index()
              + ", sequence "
              + sent.message().sequence()
              + sent.message().via().map(via -> ", via " + via).orElse("")
              + sent.refusal()
                  .map(
                      refusal -> ", refused: " + reason(sent.message().network(), refusal.reason()))
                  .orElse(""));
      sent.refusal().ifPresent(refusal -> output.line("      " + refusal.detail()));
    }
  }

  private void printEvidence() {
    long epoch = explanation.header().header().epoch();
    boolean older =
        explanation.evidence().stream()
            .anyMatch(one -> one.found().map(place -> place.epoch() != epoch).orElse(true));
    if (!older) {
      return;
    }
    output.line("");
    output.line("its evidence from earlier epochs");
    for (Explanation.Evidence evidence : explanation.evidence()) {
      if (evidence.found().isEmpty()) {
        output.line(
            "  "
                + evidence.message()
                + (evidence.prunedBefore() == 0
                    ? "  not found"
                    : "  pruned: kept from epoch " + evidence.prunedBefore() + " on"));
      } else if (evidence.found().get().epoch() != epoch) {
        output.line(
            "  "
                + evidence.message()
                + "  number "
                + evidence.found().get().proof().index()
                + " of epoch "
                + evidence.found().get().epoch()
                + ", proven under its inputs root");
      }
    }
  }

  private void line(String name, String value) {
    output.line("  " + name + " ".repeat(Math.max(1, 11 - name.length())) + value);
  }
}
