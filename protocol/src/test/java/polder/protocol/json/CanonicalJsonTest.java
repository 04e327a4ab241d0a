package polder.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;
import polder.protocol.Vectors;
import polder.protocol.codec.CodecException;

/** RFC 8785: its authors' vectors, its appendix B, and what our reader refuses beyond it. */
class CanonicalJsonTest {
  private static Bytes utf8(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String canonical(String text) {
    return Json.read(utf8(text)).canonicalText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arrays", "french", "structures", "unicode", "values", "weird"})
  void theAuthorsVectorsComeOut(String name) {
    Bytes input = Vectors.bytes("jcs/input/" + name + ".json");
    Bytes output = Vectors.bytes("jcs/output/" + name + ".json");
    assertThat(Json.read(input).canonical()).isEqualTo(output);
    assertThat(Json.read(output).canonical()).isEqualTo(output);
  }

  /** RFC 8785 appendix B, by the bits of the double. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000001,5e-324",
    "8000000000000001,-5e-324",
    "7fefffffffffffff,1.7976931348623157e+308",
    "ffefffffffffffff,-1.7976931348623157e+308",
    "4340000000000000,9007199254740992",
    "c340000000000000,-9007199254740992",
    "4430000000000000,295147905179352830000",
    "44b52d02c7e14af5,9.999999999999997e+22",
    "44b52d02c7e14af6,1e+23",
    "44b52d02c7e14af7,1.0000000000000001e+23",
    "444b1ae4d6e2ef4e,999999999999999700000",
    "444b1ae4d6e2ef4f,999999999999999900000",
    "444b1ae4d6e2ef50,1e+21",
    "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d,0.000001",
    "41b3de4355555553,333333333.3333332",
    "41b3de4355555554,333333333.33333325",
    "41b3de4355555555,333333333.3333333",
    "41b3de4355555556,333333333.3333334",
    "41b3de4355555557,333333333.33333343",
    "becbf647612f3696,-0.0000033333333333333333",
    "43143ff3c1cb0959,1424953923781206.2",
    "0000000000000002,1e-323",
    "0000000000000004,2e-323",
    "3fb999999999999a,0.1",
    "4059000000000000,100",
  })
  void numbersAreThoseOfEcmaScript(String bits, String text) {
    double value = Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(bits));
    assertThat(EcmaNumber.text(value)).isEqualTo(text);
    assertThat(canonical(text)).isEqualTo(text);
  }

  @Test
  void everyNumberReadsAsItselfAgain() {
    long seed = 8785;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isFinite(value) || value == 0) {
        continue;
      }
      String text = EcmaNumber.text(value);
      assertThat(Double.parseDouble(text)).as("seed %d", seed).isEqualTo(value);
      assertThat(EcmaNumber.canonical(text)).as("seed %d", seed).isEqualTo(text);
      assertThat(text.length()).isLessThanOrEqualTo(25);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "-0,0", "-0.0,0", "0e999999999999,0", "1.0,1", "1e2,100", "12E-1,1.2"})
  void numbersHaveOneForm(String written, String text) {
    assertThat(canonical(written)).isEqualTo(text);
  }

  @Test
  void membersStandByUtf16AndNotByCodePoint() {
    // U+1F602 is d83d de02 in UTF-16 and so before U+FB33, which it follows by code point.
    assertThat(canonical("{\"\uFB33\":1,\"\uD83D\uDE02\":2}"))
        .isEqualTo("{\"\uD83D\uDE02\":2,\"\uFB33\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "9007199254740993 | a whole number that a double changes to 9007199254740992",
        "18446744073709551616 | a double changes",
        "9007199254740993.0 | a double changes",
        "1e400 | beyond what a double holds",
        "-1e400 | beyond what a double holds",
        "1e-400 | nearer to zero",
        "1e99999999999 | beyond what a double holds",
        "01 | not a number",
        "1. | not a number",
        ".5 | not a number",
        "+1 | not a number",
        "1e | not a number",
        "- | not a number",
        "NaN | not a JSON value",
        "Infinity | not a JSON value",
        "0x10 | something stands behind",
        "{\"a\":1,\"a\":1} | twice",
        "{\"a\":1,\"\\u0061\":2} | twice",
        "\"\\ud800\" | half a surrogate pair",
        "\"\\udc00\\ud800\" | half a surrogate pair",
        "\"\\ud800\\u0041\" | half a surrogate pair",
        "{\"\\udfff\":1} | half a surrogate pair",
        "\"\\u00g0\" | four hexadecimal digits",
        "\"\\x\" | no such escape",
        "\"abc | does not end",
        "\"\\ | no such escape",
        "[1,] | not a JSON value",
        "[1 2] | a comma or ]",
        "{\"a\" 1} | a colon",
        "{a:1} | must be a string",
        "{\"a\":1,} | must be a string",
        "[1] [2] | something stands behind",
        "// | not a JSON value",
        "tru | not a JSON value",
      })
  void whatHasTwoMeaningsIsRefused(String content, String reason) {
    assertThatThrownBy(() -> canonical(content))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("at byte");
  }

  @Test
  void anEmptyDocumentAControlCharacterAndAByteOrderMarkAreRefused() {
    assertThatThrownBy(() -> canonical("")).hasMessageContaining("ends where a value");
    assertThatThrownBy(() -> canonical("\"a\nb\"")).hasMessageContaining("must be escaped");
    assertThatThrownBy(() -> canonical("\uFEFF{}")).hasMessageContaining("not a JSON value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"22c32822", "22eda08022", "22c0af22", "22f490808022", "2280"})
  void bytesThatAreNoUtf8AreRefused(String hex) {
    assertThatThrownBy(() -> Json.read(Bytes.fromHex(hex)))
        .isInstanceOf(CodecException.class)
        .hasMessage("this is not UTF-8 at byte 1");
  }

  @Test
  void depthAndSizeHaveTheirBounds() {
    String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    assertThat(canonical(deep)).isEqualTo(deep);
    assertThatThrownBy(() -> canonical("[" + deep + "]")).hasMessageContaining("levels");
    assertThatThrownBy(() -> Json.read(Bytes.wrap(new byte[Json.MAX_BYTES + 1])))
        .hasMessageContaining("more than");
    assertThatThrownBy(() -> canonical("1" + "0".repeat(EcmaNumber.MAX_LENGTH)))
        .hasMessageContaining("characters");
  }

  @Test
  void valuesMadeByProgramsKeepTheSameRules() {
    assertThatThrownBy(() -> new Json.Text("\uD800")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonObject.EMPTY.with("\uDC00", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.Number.of((1L << 53) + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(JsonObject.EMPTY.with("b", "1").with("a", Json.Number.of(-7)).canonicalText())
        .isEqualTo("{\"a\":-7,\"b\":\"1\"}");
  }
}
