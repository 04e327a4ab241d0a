package polder.node.validator;

import java.util.ArrayList;
import java.util.List;
import polder.node.archive.SignedHeader;
import polder.node.witness.Difference;

/**
 * A header that the validator does not sign.
 *
 * @param header the header
 * @param source who served it
 * @param difference why
 * @param computed whether its own messages and rules were computed and lead elsewhere
 */
public record Refusal(SignedHeader header, String source, Difference difference, boolean computed) {
  /** For people: what, where and whom it concerns, one fact a line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "epoch "
            + header.header().epoch()
            + ", attempt "
            + header.header().attempt()
            + " REFUSED: "
            + difference.summary());
    add(lines, "file", difference.file());
    add(lines, "network", difference.subject().network());
    add(lines, "group", difference.subject().group());
    add(lines, "device", difference.subject().device());
    difference.details().forEach(detail -> add(lines, "detail", detail));
    difference.messages().forEach(message -> add(lines, "message", message.toHex()));
    add(lines, "header", header.header().hash().toHex());
    add(lines, "sealed by", header.node().did());
    add(lines, "served by", source);
    return lines;
  }

  private static void add(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add("  " + name + " ".repeat(Math.max(1, 10 - name.length())) + value);
    }
  }
}
