package polder.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** What the reader and writer refuse, and that they say what and where. */
class CborRefusalTest {
  @ParameterizedTest
  @CsvSource({
    "1817, 0, integer or length is not in its shortest form",
    "190018, 0, integer or length is not in its shortest form",
    "1a00000018, 0, integer or length is not in its shortest form",
    "1b00000000ffffffff, 0, integer or length is not in its shortest form",
    "3817, 0, integer or length is not in its shortest form",
    "580161, 0, integer or length is not in its shortest form",
    "8201190001, 2, integer or length is not in its shortest form",
    "d80100, 0, integer or length is not in its shortest form",
    "1b8000000000000000, 0, integer does not fit 64 bits with sign",
    "3b8000000000000000, 0, integer does not fit 64 bits with sign",
    "db800000000000000000, 0, tag number does not fit 63 bits",
    "fa3fc00000, 0, real number is not in its shortest form",
    "fb3ff8000000000000, 0, real number is not in its shortest form",
    "fb40f86a0000000000, 0, real number is not in its shortest form",
    "f97e01, 0, NaN is not in its canonical form f97e00",
    "f9fe00, 0, NaN is not in its canonical form f97e00",
    "1c, 0, initial byte is reserved",
    "fc, 0, simple value is not part of the format",
    "ff, 0, indefinite lengths are not canonical",
    "a2616201616101, 4, map key is not in the bytewise order of the encoded keys",
    "a201010101, 3, map key occurs twice",
    "a220010101, 3, map key is not in the bytewise order of the encoded keys",
    "a2810101800101, 4, map key is not in the bytewise order of the encoded keys",
    "62c328, 1, text is not well-formed UTF-8",
    "62c080, 1, text is not well-formed UTF-8",
    "63eda080, 1, text is not well-formed UTF-8",
    "64f4908080, 1, text is not well-formed UTF-8",
    "63e08080, 1, text is not well-formed UTF-8",
    "64f0808080, 1, text is not well-formed UTF-8",
    "6361e6b0, 2, text is not well-formed UTF-8",
    "5b7fffffffffffffff, 0, a byte string declares 9223372036854775807 bytes where only 0 remain",
    "5bffffffffffffffff, 0, a byte string declares 18446744073709551615 bytes where only 0 remain",
    "9a7fffffff00, 0, an array declares 2147483647 entries where only 1 bytes remain",
    "9bffffffffffffffff, 0, an array declares 18446744073709551615 entries where only 0 bytes remain",
    "a20101, 0, a map declares 2 entries where only 2 bytes remain"
  })
  void saysWhatAndWhere(String hex, int offset, String reason) {
    assertThatThrownBy(() -> reader(hex).skip())
        .isInstanceOfSatisfying(
            CodecException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.offset()).isEqualTo(offset);
              assertThat(refusal).hasMessage(reason + " at byte " + offset);
            });
  }

  @Test
  void everyTruncationIsRefused() {
    CborWriter writer = new CborWriter().tag(18).beginArray(7);
    writer.beginMap(2).integer(1000).real(1.1).text("key").hash(Hash.sha256(new byte[300]));
    writer.text("water \u6c34 and more text than fits a short head");
    writer.bytes(new byte[300]).integer(Long.MIN_VALUE).nil().bool(true).real(100000);
    Bytes whole = writer.toBytes();
    assertThat(CborWalk.copy(whole)).isEqualTo(whole);
    for (int length = 0; length < whole.size(); length++) {
      CborReader reader = new CborReader(whole.toArray(), 0, length);
      assertThatThrownBy(
              () -> {
                reader.skip();
                reader.end();
              })
          .as("the first %d bytes", length)
          .isInstanceOf(CodecException.class);
    }
  }

  @Test
  void endRefusesWhatRemainsAndWhatIsMissing() {
    CborReader trailing = reader("0100");
    trailing.integer();
    assertThatThrownBy(trailing::end).hasMessage("1 bytes remain after the end at byte 1");

    CborReader whole = reader("8101");
    whole.beginArray();
    assertThatCode(whole::integer).doesNotThrowAnyException();
    assertThatCode(whole::end).doesNotThrowAnyException();

    CborReader tagged = reader("c1");
    tagged.tag();
    assertThatThrownBy(tagged::end).hasMessageContaining("lacks content");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x81, 0xa1, 0xc1})
  void nestingIsBounded(int initial) {
    byte[] deep = new byte[10_000];
    Arrays.fill(deep, (byte) initial);
    assertThatThrownBy(() -> new CborReader(deep).skip())
        .isInstanceOfSatisfying(
            CodecException.class,
            refusal -> assertThat(refusal.offset()).isLessThanOrEqualTo(2 * 16));
    assertThatThrownBy(() -> CborWalk.copy(Bytes.wrap(deep))).isInstanceOf(CodecException.class);
  }

  @Test
  void sixteenLevelsAreReadAndWrittenAndSeventeenAreNot() {
    CborWriter writer = new CborWriter();
    for (int level = 1; level < 16; level++) {
      writer.beginArray(1);
    }
    writer.beginArray(0);
    assertThat(CborWalk.copy(writer.toBytes())).isEqualTo(writer.toBytes());
    assertThatThrownBy(() -> new CborReader(Bytes.fromHex("81".repeat(16) + "80")).skip())
        .hasMessage("nested too deep at byte 16");
    CborWriter deeper = new CborWriter();
    for (int level = 1; level <= 16; level++) {
      deeper.beginArray(1);
    }
    assertThatThrownBy(() -> deeper.beginArray(0)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "00, expected a byte string but found an integer at byte 0",
    "80, expected a byte string but found an array at byte 0",
    "f6, expected a byte string but found null at byte 0",
    "4100, 'a hash has 32 bytes, not 1 at byte 0'"
  })
  void otherTypesAreNamed(String hex, String message) {
    assertThatThrownBy(() -> reader(hex).hash()).hasMessage(message);
  }

  @Test
  void integersAndRealsAreDifferentTypes() {
    assertThatThrownBy(() -> reader("f93c00").integer())
        .hasMessage("expected an integer but found a real number at byte 0");
    assertThatThrownBy(() -> reader("01").real())
        .hasMessage("expected a real number but found an integer at byte 0");
    assertThatThrownBy(() -> reader("01").bool()).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> reader("01").text()).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> reader("01").tag()).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> reader("01").beginMap()).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> reader("a0").beginArray()).isInstanceOf(CodecException.class);
  }

  @Test
  void offsetsCountFromTheStartOfTheSlice() {
    byte[] content = Bytes.fromHex("ffff821817ffff").toArray();
    CborReader reader = new CborReader(content, 2, 3);
    assertThatThrownBy(reader::skip).hasMessageEndingWith("at byte 1");
    CborReader second = new CborReader(content, 3, 2);
    assertThatThrownBy(second::skip).hasMessageEndingWith("at byte 0");
  }

  @Test
  void theWriterRefusesKeysOutOfOrderAndUnfinishedContent() {
    assertThatThrownBy(() -> new CborWriter().beginMap(2).integer(2).nil().integer(1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CborWriter().beginMap(2).integer(1).nil().integer(1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CborWriter().beginArray(2).integer(2).toBytes())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CborWriter().tag(1).toBytes())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CborWriter().text("\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysOrderByTheirEncodingsAndNotByTheirValues() {
    // RFC 8949 §4.2.1: 10, 100, -1, "z", "aa", [100], [-1], false.
    String hex =
        "a8" + "0a00" + "186400" + "2000" + "617a00" + "62616100" + "81186400" + "812000" + "f400";
    assertThat(CborWalk.copy(Bytes.fromHex(hex)).toHex()).isEqualTo(hex);
  }

  @Test
  void encodedItemsAreCopiedAsTheyStand() {
    CborReader reader = reader("83c18201f50aa10102");
    assertThat(reader.beginArray()).isEqualTo(3);
    assertThat(reader.encodedItem().toHex()).isEqualTo("c18201f5");
    assertThat(reader.offset()).isEqualTo(5);
    assertThat(reader.encodedItem().toHex()).isEqualTo("0a");
    Bytes last = reader.encodedItem();
    reader.end();
    assertThat(new CborWriter().beginArray(2).nil().encoded(last).toBytes().toHex())
        .isEqualTo("82f6a10102");
  }

  @Test
  void aSequenceIsSplitIntoItsItems() {
    assertThat(CborSequence.split(new byte[0], 0)).isEmpty();
    assertThat(CborSequence.split(Bytes.fromHex("01820203a0").toArray(), 3))
        .isEqualTo(List.of(Bytes.fromHex("01"), Bytes.fromHex("820203"), Bytes.fromHex("a0")));
    assertThatThrownBy(() -> CborSequence.split(Bytes.fromHex("010203").toArray(), 2))
        .hasMessage("more than 2 items at byte 2");
    assertThatThrownBy(() -> CborSequence.split(Bytes.fromHex("018202").toArray(), 2))
        .hasMessageContaining("at byte 1");
  }

  private static CborReader reader(String hex) {
    return new CborReader(Bytes.fromHex(hex));
  }
}
