package polder.node.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Numbers for one use each, 48 hexadecimal digits: the second at which one was given, 64 random
 * bits, and the first 96 bits of an HMAC-SHA-256 over both and what it was given for. So nothing is
 * kept for those who only ask; kept are those that were used, until they are too old anyway. The
 * key is made anew with each start. Any thread may call it.
 */
final class Nonces {
  private static final String MAC = "HmacSHA256";
  private static final int TIME_DIGITS = 8;
  private static final int RANDOM_DIGITS = 16;
  private static final int HEAD_DIGITS = TIME_DIGITS + RANDOM_DIGITS;
  private static final int MAC_DIGITS = 24;
  private static final HexFormat HEX = HexFormat.of();

  private final InstantSource clock;
  private final SessionLimits limits;
  private final SecureRandom random = new SecureRandom();
  private final byte[] key = new byte[32];

  /** In the order of their time, as they begin with it. */
  private final TreeSet<String> used = new TreeSet<>();

  Nonces(InstantSource clock, SessionLimits limits) {
    this.clock = clock;
    this.limits = limits;
    random.nextBytes(key);
  }

  /** How a nonce stands. */
  enum State {
    /** Given by this node for this, not long ago. */
    FRESH,
    /** Given long ago, for something else, by another node or before the last start. */
    UNKNOWN,
    USED,
    /** Too many were used within a short time to remember one more. */
    BUSY
  }

  /** A fresh one for {@code purpose}. */
  String give(String purpose) {
    byte[] bytes = new byte[RANDOM_DIGITS / 2];
    random.nextBytes(bytes);
    String head = time(clock.instant().getEpochSecond()) + HEX.formatHex(bytes);
    return head + mac(head, purpose);
  }

  /** When one that is given now is too old, epoch milliseconds. */
  long endMillis() {
    return (clock.instant().getEpochSecond() + limits.nonce().toSeconds()) * 1_000;
  }

  /** How {@code nonce} stands for {@code purpose}. */
  synchronized State state(String nonce, String purpose) {
    if (nonce.length() != HEAD_DIGITS + MAC_DIGITS) {
      return State.UNKNOWN;
    }
    String head = nonce.substring(0, HEAD_DIGITS);
    boolean own =
        MessageDigest.isEqual(
            (head + mac(head, purpose)).getBytes(StandardCharsets.US_ASCII),
            nonce.getBytes(StandardCharsets.US_ASCII));
    if (!own || nonce.compareTo(oldest()) < 0) {
      return State.UNKNOWN;
    }
    return used.contains(nonce) ? State.USED : State.FRESH;
  }

  /** Uses {@code nonce} up, if it is fresh; says how it stood. */
  synchronized State use(String nonce, String purpose) {
    State state = state(nonce, purpose);
    if (state == State.FRESH) {
      used.headSet(oldest()).clear();
      if (used.size() >= limits.nonces()) {
        return State.BUSY;
      }
      used.add(nonce);
    }
    return state;
  }

  private String oldest() {
    return time(clock.instant().getEpochSecond() - limits.nonce().toSeconds());
  }

  private static String time(long seconds) {
    return HEX.toHexDigits(seconds, TIME_DIGITS);
  }

  private String mac(String head, String purpose) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      mac.update(head.getBytes(StandardCharsets.US_ASCII));
      byte[] all = mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
      return HEX.formatHex(Arrays.copyOf(all, MAC_DIGITS / 2));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }
}
