package polder.protocol.codec;

/** What the first byte of an item says of it (RFC 8949 §3, table 1). */
final class CborInitial {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;

  static final int FALSE = 0xf4;
  static final int TRUE = 0xf5;
  static final int NIL = 0xf6;
  static final int HALF = 0xf9;
  static final int SINGLE = 0xfa;
  static final int WIDE = 0xfb;

  /** The end of an item of indefinite length. */
  static final int BREAK = 0xff;

  private CborInitial() {}

  /** The major type, 0 to 7. */
  static int major(int initial) {
    return initial >>> 5;
  }

  /** What the item is, for whoever sent it. */
  static String name(int initial) {
    return switch (major(initial)) {
      case UNSIGNED, NEGATIVE -> "an integer";
      case BYTES -> "a byte string";
      case TEXT -> "a text";
      case ARRAY -> "an array";
      case MAP -> "a map";
      case TAG -> "a tag";
      default ->
          switch (initial) {
            case FALSE, TRUE -> "a boolean";
            case NIL -> "null";
            case HALF, SINGLE, WIDE -> "a real number";
            default -> "a simple value";
          };
    };
  }
}
