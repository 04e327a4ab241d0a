package polder.node.view;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.node.witness.Explanation;
import polder.node.witness.Reasons;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;

/** An explanation as a document for programs: the same on the command line and over HTTP. */
public final class ExplainDocument {
  private final Explanation explanation;
  private final Reasons reasons;
  private final Closed closed;

  /** Which networks' readings are not for whoever gets the document. */
  public interface Closed {
    /** All may be shown. */
    Closed NONE = network -> Optional.empty();

    /** Why readings of {@code network} may not be shown; empty if they may. */
    Optional<String> why(String network);
  }

  private ExplainDocument(Explanation explanation, Reasons reasons, Closed closed) {
    this.explanation = explanation;
    this.reasons = reasons;
    this.closed = closed;
  }

  /**
   * What Jackson writes as the document.
   *
   * @param reasons what codes mean
   * @param closed of these networks stand weights and amounts alone
   */
  public static Map<String, Object> of(Explanation explanation, Reasons reasons, Closed closed) {
    return new ExplainDocument(explanation, reasons, closed).document();
  }

  private Map<String, Object> document() {
    EpochHeader header = explanation.header().header();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("device", explanation.device().did());
    document.put("epoch", header.epoch());
    document.put("attempt", header.attempt());
    document.put("startMillis", header.startMillis());
    document.put("endMillis", header.endMillis());
    document.put("amountNano", explanation.amountNano());
    document.put("amount", Amounts.format(explanation.amountNano()));
    document.put("header", header.hash().toHex());
    document.put("signedBy", explanation.header().node().did());
    document.put("seedTrust", header.seedTrust().word());
    document.put("inputsRoot", header.inputsRoot().toHex());
    document.put("outcomeRoot", header.outcomeRoot().toHex());
    document.put("stateRoot", header.stateRoot().toHex());
    document.put("rewards", explanation.rewards().stream().map(this::reward).toList());
    document.put("events", explanation.events().stream().map(ExplainDocument::event).toList());
    document.put(
        "sent",
        explanation.sent().stream()
            .filter(sent -> closed.why(sent.message().network()).isEmpty())
            .map(ExplainDocument::sent)
            .toList());
    document.put(
        "evidence", explanation.evidence().stream().map(ExplainDocument::evidence).toList());
    document.put(
        "enrolments", explanation.enrolments().stream().map(ExplainDocument::enrolment).toList());
    return document;
  }

  private Map<String, Object> reward(Explanation.Line<OutcomeLeaf.Reward> line) {
    OutcomeLeaf.Reward reward = line.leaf();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("network", reward.network());
    document.put("group", reward.group().text());
    document.put("owner", reward.owner().toString());
    document.put("amountNano", reward.amountNano());
    document.put("held", reward.held());
    document.put("weightPpm", reward.weight());
    document.put("totalWeightPpm", reward.totalWeight());
    explanation
        .manifests()
        .network(reward.network())
        .ifPresent(network -> {
          document.put("sharePpm", network.pay().sharePpm());
          document.put("targetWeightPpm", network.pay().targetWeight());
        });
    document.put("poolNano", reward.poolNano());
    document.put("paidNano", reward.paidNano());
    document.put("factors", reward.factors());
    List<Map<String, Object>> words = new ArrayList<>();
    for (String code : reward.reasons()) {
      words.add(reason(reward.network(), code));
    }
    document.put("reasons", words);
    Optional<String> why = closed.why(reward.network());
    why.ifPresent(its -> document.put("closed", its));
    document.put(
        "readings",
        why.isPresent()
            ? List.of()
            : reward.assessments().stream().map(ExplainDocument::reading).toList());
    document.put("evidence", reward.evidence().stream().map(Hash::toHex).toList());
    document.put("line", line.proof().index());
    document.put("proven", true);
    return document;
  }

  private Map<String, Object> reason(String network, String code) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("code", code);
    reasons
        .of(explanation.manifests(), network, code)
        .ifPresent(reason -> {
          document.put("meaning", reason.meaning());
          document.put("remedy", reason.remedy());
        });
    return document;
  }

  private static Map<String, Object> reading(Assessment assessment) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("message", assessment.message().toHex());
    document.put("timeMillis", assessment.timeMillis());
    document.put("quantity", assessment.subject());
    document.put("verdict", assessment.verdict().name().toLowerCase(Locale.ROOT));
    List<Map<String, Object>> checks = new ArrayList<>();
    for (Finding finding : assessment.findings()) {
      Map<String, Object> check = new LinkedHashMap<>();
      check.put("check", finding.check());
      check.put("result", finding.result().name().toLowerCase(Locale.ROOT));
      check.put("value", milli(finding.value()));
      check.put("limit", milli(finding.limit()));
      check.put("unit", finding.unit());
      finding.other().ifPresent(device -> check.put("other", device.did()));
      checks.add(check);
    }
    document.put("checks", checks);
    return document;
  }

  /** Thousandths as a number, such as {@code 21.5}. */
  private static String milli(long milli) {
    return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
  }

  private static Map<String, Object> event(Explanation.Line<OutcomeLeaf> event) {
    Map<String, Object> document = new LinkedHashMap<>();
    switch (event.leaf()) {
      case OutcomeLeaf.Registration line -> {
        document.put("event", line.action());
        document.put("network", line.network());
        document.put("subject", line.subject());
        document.put("account", line.account().toString());
        document.put("message", line.message().toHex());
      }
      case OutcomeLeaf.Penalised line -> {
        document.put("event", "penalised");
        document.put("network", line.network());
        document.put("amountNano", line.amountNano());
        document.put("reason", line.reason());
      }
      case OutcomeLeaf.Released line -> {
        document.put("event", line.forfeited() ? "forfeited" : "released");
        document.put("network", line.network());
        document.put("amountNano", line.amountNano());
        document.put("account", line.owner().toString());
      }
      case OutcomeLeaf.Refusal line -> document.put("event", line.reason());
      case OutcomeLeaf.Reward line -> document.put("event", "reward");
      case OutcomeLeaf.Paid line ->
          payment(document, "paid", line.network(), line.to(), line.amountNano(), line.reason());
      case OutcomeLeaf.Refunded line ->
          payment(
              document, "refunded", line.network(), line.to(), line.amountNano(), line.reason());
      case StakeLine line -> document.put("event", "stake");
    }
    document.put("line", event.proof().index());
    document.put("proven", true);
    return document;
  }

  private static void payment(
      Map<String, Object> document,
      String event,
      String network,
      Account to,
      long amountNano,
      String reason) {
    document.put("event", event);
    document.put("network", network);
    document.put("account", to.toString());
    document.put("amountNano", amountNano);
    document.put("reason", reason);
  }

  private static Map<String, Object> sent(Explanation.Sent sent) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("message", sent.message().id().toHex());
    document.put("network", sent.message().network());
    document.put("sequence", sent.message().sequence());
    sent.message().via().ifPresent(via -> document.put("via", via));
    document.put("number", sent.proof().index());
    document.put("proven", true);
    sent.refusal()
        .ifPresent(refusal -> {
          document.put("refused", refusal.reason());
          document.put("detail", refusal.detail());
        });
    return document;
  }

  private static Map<String, Object> evidence(Explanation.Evidence evidence) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("message", evidence.message().toHex());
    evidence
        .found()
        .ifPresent(place -> {
          document.put("epoch", place.epoch());
          document.put("number", place.proof().index());
        });
    document.put("proven", evidence.found().isPresent());
    if (evidence.prunedBefore() > 0) {
      document.put("keptFrom", evidence.prunedBefore());
    }
    return document;
  }

  private static Map<String, Object> enrolment(Explanation.Enrolment enrolment) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("network", enrolment.network());
    document.put("enrolled", enrolment.entry().isPresent());
    enrolment
        .entry()
        .ifPresent(entry -> {
          document.put("owner", entry.sender().owner().toString());
          document.put("enrolledEpoch", entry.sender().enrolledEpoch());
          document.put("key", entry.use().key(entry.sender().device()).did());
          document.put("status", entry.use().status().code());
          document.put("statusSinceEpoch", entry.use().sinceEpoch());
        });
    document.put("proven", true);
    return document;
  }
}
