package polder.protocol.codec;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
  /** What {@link #firstFault} gives when there is none. */
  public static final int NO_FAULT = -1;

  private Utf8() {}

  /** Index of the first byte that does not start a well-formed character, or {@link #NO_FAULT}. */
  public static int firstFault(byte[] content, int start, int end) {
    int at = start;
    while (at < end) {
      if (content[at] >= 0) {
        at++;
        continue;
      }
      int length = lengthOf(content, at, end);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return NO_FAULT;
  }

  /** Length of the character of several bytes at {@code at}, or 0 if it is malformed. */
  private static int lengthOf(byte[] content, int at, int end) {
    int lead = content[at] & 0xff;
    int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || end - at < length) {
      return 0;
    }
    // Only the second byte can make a character overlong, a surrogate or too large (RFC 3629 §4).
    int second = content[at + 1] & 0xff;
    int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((content[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
