package polder.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Amounts of tokens as people write and read them, and as nodes tell them. */
final class Tokens {
  private static final int DECIMALS = 18;
  private static final Pattern NANO = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final Pattern WEI = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,18})?");

  private Tokens() {}

  /** An amount in wei, for people. */
  static String text(BigInteger wei) {
    BigDecimal tokens = new BigDecimal(wei, DECIMALS).stripTrailingZeros();
    return (tokens.scale() < 0 ? tokens.setScale(0) : tokens).toPlainString();
  }

  /** An amount in wei that a node's answer has under {@code name}. */
  static BigInteger wei(JsonNode node, String name) throws IOException {
    String text = node.path(name).asString("");
    if (!text.matches("[0-9]{1,78}")) {
      throw new IOException("the node's answer lacks " + name + "; is it a node of Polder?");
    }
    return new BigInteger(text);
  }

  /** Tokens above 0 with up to 18 decimals, in wei: what contracts take. */
  static BigInteger wei(String text) throws BadWordException {
    if (!WEI.matcher(text).matches() || new BigDecimal(text).signum() == 0) {
      throw new BadWordException(
          text + " is no amount of tokens",
          "give one above 0 with up to 18 decimals, such as 12.5");
    }
    return new BigDecimal(text).movePointRight(DECIMALS).toBigIntegerExact();
  }

  /**
   * Tokens with up to nine decimals, in nano-tokens: what accounts inside hold.
   *
   * @throws IllegalArgumentException if {@code text} is something else, zero or too much
   */
  static long nano(String text) {
    if (NANO.matcher(text).matches()) {
      BigDecimal nano = new BigDecimal(text).movePointRight(9);
      if (nano.signum() > 0 && nano.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return nano.longValueExact();
      }
    }
    throw new IllegalArgumentException(
        text + " is no amount: tokens above 0 with up to nine decimals, at most 9223372036");
  }
}
