package polder.world.recorded;

/** What tables write where nothing was measured: nothing, NA, NaN or null. */
final class MissingValue {
  private MissingValue() {}

  static boolean is(byte[] text, int start, int end) {
    return switch (end - start) {
      case 0 -> true;
      case 2 -> equals(text, start, "NA");
      case 3 -> equals(text, start, "NaN");
      case 4 -> equals(text, start, "null");
      default -> false;
    };
  }

  private static boolean equals(byte[] text, int start, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (text[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
