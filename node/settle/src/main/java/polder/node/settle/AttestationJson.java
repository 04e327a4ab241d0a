package polder.node.settle;

import polder.node.gateway.Answers;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.identity.Account;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A validator's signature of a header, as JSON. */
final class AttestationJson {
  private AttestationJson() {}

  /**
   * What a validator says.
   *
   * @param header struct hash of the header
   * @param signature 64 bytes, r ‖ vs
   */
  record Attestation(long epoch, long attempt, Hash header, Account account, Bytes signature) {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Attestation read(Bytes body) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(body.unsafeArray());
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the body is no JSON", e);
    }
    return new Attestation(
        number(node, "epoch"),
        number(node, "attempt"),
        Hash.fromHex(digits(node, "header", Hash.SIZE)),
        Account.parse(node.path("account").asString("")),
        Bytes.fromHex(digits(node, "signature", CompactSignature.SIZE)));
  }

  private static long number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw new IllegalArgumentException(name + " must be a whole number from 0 on");
    }
    return value.asLong();
  }

  private static String digits(JsonNode node, String name, int bytes) {
    String text = node.path(name).asString("");
    if (!text.matches("0x[0-9a-fA-F]{" + 2 * bytes + "}")) {
      throw new IllegalArgumentException(
          name + " must be 0x and " + 2 * bytes + " hexadecimal digits");
    }
    return text.substring(2);
  }

  static ObjectNode write(Attestation given) {
    return Answers.object()
        .put("epoch", given.epoch())
        .put("attempt", given.attempt())
        .put("header", "0x" + given.header().toHex())
        .put("account", given.account().toString())
        .put("signature", "0x" + given.signature().toHex());
  }
}
