package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import polder.app.ChallengeDesk;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** Tells what a proven fault cost. */
final class Slashed {
  private Slashed() {}

  /**
   * Prints it.
   *
   * @param bonded what the validator had bonded before, in wei
   * @param had what the reporter had before, in wei
   */
  static Map<String, Object> tell(
      Output output,
      ChallengeDesk desk,
      Account validator,
      BigInteger bonded,
      BigInteger had,
      Hash transaction)
      throws IOException {
    BigInteger left = desk.faults().bonded(validator);
    BigInteger reward = desk.tokens().subtract(had);
    output.line(
        "SLASHED: "
            + validator
            + " had bonded "
            + Tokens.text(bonded)
            + " and has "
            + Tokens.text(left)
            + " left; "
            + desk.account()
            + " got "
            + Tokens.text(reward));
    output.line("transaction 0x" + transaction.toHex());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("validator", validator.toString());
    document.put("bondedWei", bonded.toString());
    document.put("leftWei", left.toString());
    document.put("rewardWei", reward.toString());
    document.put("transaction", "0x" + transaction.toHex());
    return document;
  }
}
