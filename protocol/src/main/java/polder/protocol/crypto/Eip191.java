package polder.protocol.crypto;

import java.nio.charset.StandardCharsets;
import polder.protocol.Hash;

/** What a wallet's {@code personal_sign} signs: version {@code 0x45} of EIP-191. */
public final class Eip191 {
  private static final String PREFIX = "\u0019Ethereum Signed Message:\n";

  private Eip191() {}

  /** keccak256(0x19 ‖ "Ethereum Signed Message:\n" ‖ length in decimal ‖ message). */
  public static Hash digest(byte[] message) {
    byte[] prefix = (PREFIX + message.length).getBytes(StandardCharsets.US_ASCII);
    return Hash.of(Keccak256.digest(prefix, message));
  }
}
