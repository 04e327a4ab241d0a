package polder.node.alerts;

import java.security.SecureRandom;
import java.util.HexFormat;
import polder.protocol.Bytes;

/** Names and secrets that nobody can guess. */
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();
  // Without 0, 1, l and o, which look like others.
  private static final String LETTERS = "23456789abcdefghijkmnpqrstuvwxyz";
  private static final int CODE_LETTERS = 10;

  private Secrets() {}

  static Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  static String hex(int size) {
    return HexFormat.of().formatHex(bytes(size).unsafeArray());
  }

  static String code() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < CODE_LETTERS; i++) {
      code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return code.toString();
  }
}
