package polder.node.settle.rules;

import java.math.BigInteger;

/** Proposals' numbers as people write them: 64 hex digits. */
public final class ProposalIds {
  private ProposalIds() {}

  /** The digits of {@code id}. */
  public static String text(BigInteger id) {
    String digits = id.toString(16);
    return "0".repeat(Math.max(0, 64 - digits.length())) + digits;
  }

  /**
   * The number that {@code digits} are.
   *
   * @throws IllegalArgumentException if they are not 64 hex digits
   */
  public static BigInteger parse(String digits) {
    if (!digits.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a proposal is named by 64 hex digits, not " + digits);
    }
    return new BigInteger(digits, 16);
  }
}
