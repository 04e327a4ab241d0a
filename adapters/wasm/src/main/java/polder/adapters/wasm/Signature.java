package polder.adapters.wasm;

/**
 * A function's type.
 *
 * @param parameters a letter each, as in {@link Opcodes}
 * @param results likewise
 */
record Signature(String parameters, String results) {
  /** Reads {@code ii>i}. */
  static Signature of(String text) {
    int arrow = text.indexOf('>');
    return new Signature(text.substring(0, arrow), text.substring(arrow + 1));
  }

  /** The letter of a number type's byte, or 0 for another type. */
  static char letter(int octet) {
    return switch (octet) {
      case 0x7F -> 'i';
      case 0x7E -> 'l';
      case 0x7D -> 'f';
      case 0x7C -> 'd';
      default -> 0;
    };
  }

  /** The byte of a letter's type. */
  static int octet(char letter) {
    return switch (letter) {
      case 'i' -> 0x7F;
      case 'l' -> 0x7E;
      case 'f' -> 0x7D;
      case 'd' -> 0x7C;
      default -> throw new IllegalArgumentException("no type: " + letter);
    };
  }

  void write(BinaryWriter writer) {
    writer.octets(0x60).unsigned(parameters.length());
    parameters.chars().forEach(letter -> writer.octets(octet((char) letter)));
    writer.unsigned(results.length());
    results.chars().forEach(letter -> writer.octets(octet((char) letter)));
  }

  @Override
  public String toString() {
    return parameters + ">" + results;
  }
}
