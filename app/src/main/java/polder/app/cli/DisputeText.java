package polder.app.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import polder.ports.chain.Disputes.Dispute;

/** How a dispute stands, for people and for programs. */
final class DisputeText {
  private DisputeText() {}

  static String line(Dispute dispute) {
    return "dispute "
        + dispute.id()
        + " over epoch "
        + dispute.epoch()
        + ": "
        + Tokens.text(dispute.refuting())
        + " refute, "
        + Tokens.text(dispute.confirming())
        + " confirm, of "
        + Tokens.text(dispute.electorate())
        + (dispute.all() ? " (all stakers vote)" : " (those who did not sign vote)")
        + "; until "
        + Instant.ofEpochSecond(dispute.untilSeconds());
  }

  static Map<String, Object> document(Dispute dispute) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("dispute", dispute.id());
    document.put("epoch", dispute.epoch());
    document.put("header", "0x" + dispute.header().toHex());
    document.put("challenger", dispute.challenger().toString());
    document.put("open", dispute.open());
    document.put("all", dispute.all());
    document.put("untilSeconds", dispute.untilSeconds());
    document.put("bondWei", dispute.bond().toString());
    document.put("electorateWei", dispute.electorate().toString());
    document.put("refutingWei", dispute.refuting().toString());
    document.put("confirmingWei", dispute.confirming().toString());
    return document;
  }
}
