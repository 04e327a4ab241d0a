package polder.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/** A JSON value (RFC 8259 §3). Two values are equal exactly if their canonical bytes are. */
public sealed interface Json
    permits JsonObject, Json.Array, Json.Text, Json.Number, Json.Flag, Json.Null {
  /** Most bytes that {@link #read} takes. */
  int MAX_BYTES = 1 << 20;

  /** Most arrays and objects inside one another. */
  int MAX_DEPTH = 64;

  /** The value {@code null}. */
  Json NULL = new Null();

  /** An array. */
  record Array(List<Json> items) implements Json {
    public Array {
      items = List.copyOf(items);
    }

    /** An array of texts. */
    public static Array ofTexts(List<String> texts) {
      return new Array(texts.stream().<Json>map(Text::new).toList());
    }
  }

  /**
   * A string.
   *
   * @param value any text of whole characters
   */
  record Text(String value) implements Json {
    /**
     * Checks the surrogates.
     *
     * @throws IllegalArgumentException if half a character stands alone
     */
    public Text {
      checkSurrogates(value);
    }
  }

  /**
   * A number, in the form that ECMAScript gives it.
   *
   * @param text as {@code JSON.stringify} writes it
   */
  record Number(String text) implements Json {
    /**
     * Brings the text into its one form.
     *
     * @throws IllegalArgumentException if no double holds what {@code text} says
     */
    public Number {
      text = EcmaNumber.canonical(text);
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if no double holds it, as beyond ±2^53
     */
    public static Number of(long value) {
      return new Number(Long.toString(value));
    }
  }

  /** A yes or no. */
  record Flag(boolean value) implements Json {}

  /** Nothing. */
  record Null() implements Json {}

  /**
   * Reads one value and nothing behind it.
   *
   * @throws CodecException saying what is wrong and at which byte: malformed JSON or UTF-8, a byte
   *     order mark, duplicate names, half a surrogate pair, a number that a double would change,
   *     more than {@link #MAX_BYTES} or {@link #MAX_DEPTH}
   */
  static Json read(Bytes content) {
    return new JsonReader(content).document();
  }

  /** The canonical bytes of RFC 8785. */
  default Bytes canonical() {
    return Bytes.wrap(canonicalText().getBytes(StandardCharsets.UTF_8));
  }

  /** The canonical form of RFC 8785 as text. */
  default String canonicalText() {
    StringBuilder out = new StringBuilder();
    JsonWriter.write(this, out);
    return out.toString();
  }

  /** Refuses text that no UTF-8 can hold. */
  static void checkSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        throw new IllegalArgumentException("half a surrogate pair stands alone in a string");
      }
    }
  }
}
