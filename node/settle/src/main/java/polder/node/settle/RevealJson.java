package polder.node.settle;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedReveal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A validator's link, as JSON. */
final class RevealJson {
  private RevealJson() {}

  /**
   * What a validator says.
   *
   * @param signature 64 bytes, r ‖ vs
   */
  record Given(SeedReveal reveal, Account account, Bytes signature) {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Given read(long epoch, Bytes body) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(body.unsafeArray());
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the body is no JSON", e);
    }
    JsonNode attempt = node.path("attempt");
    if (!attempt.isIntegralNumber() || !attempt.canConvertToLong() || attempt.asLong() < 0) {
      throw new IllegalArgumentException("attempt must be a whole number from 0 on");
    }
    return new Given(
        new SeedReveal(
            epoch,
            attempt.asLong(),
            Hash.fromHex(digits(node, "inputs", Hash.SIZE)),
            Hash.fromHex(digits(node, "link", Hash.SIZE))),
        Account.parse(node.path("account").asString("")),
        Bytes.fromHex(digits(node, "signature", CompactSignature.SIZE)));
  }

  private static String digits(JsonNode node, String name, int bytes) {
    String text = node.path(name).asString("");
    if (!text.matches("0x[0-9a-fA-F]{" + 2 * bytes + "}")) {
      throw new IllegalArgumentException(
          name + " must be 0x and " + 2 * bytes + " hexadecimal digits");
    }
    return text.substring(2);
  }
}
