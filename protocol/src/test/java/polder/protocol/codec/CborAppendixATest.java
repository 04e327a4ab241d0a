package polder.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;

/** Every example of RFC 8949 Appendix A: what is canonical goes both ways, the rest is refused. */
class CborAppendixATest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "10, 0a",
    "23, 17",
    "24, 1818",
    "25, 1819",
    "100, 1864",
    "1000, 1903e8",
    "1000000, 1a000f4240",
    "1000000000000, 1b000000e8d4a51000",
    "-1, 20",
    "-10, 29",
    "-100, 3863",
    "-1000, 3903e7"
  })
  void integers(long value, String hex) {
    assertThat(reader(hex).integer()).isEqualTo(value);
    assertThat(new CborWriter().integer(value).toBytes().toHex()).isEqualTo(hex);
    assertThatWalkGivesTheSame(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, f90000",
    "-0.0, f98000",
    "1.0, f93c00",
    "1.1, fb3ff199999999999a",
    "1.5, f93e00",
    "65504.0, f97bff",
    "100000.0, fa47c35000",
    "3.4028234663852886e+38, fa7f7fffff",
    "1.0e+300, fb7e37e43c8800759c",
    "5.960464477539063e-8, f90001",
    "0.00006103515625, f90400",
    "-4.0, f9c400",
    "-4.1, fbc010666666666666",
    "Infinity, f97c00",
    "NaN, f97e00",
    "-Infinity, f9fc00"
  })
  void realNumbers(double value, String hex) {
    assertThat(reader(hex).real()).isEqualTo(Double.valueOf(value));
    assertThat(new CborWriter().real(value).toBytes().toHex()).isEqualTo(hex);
    assertThatWalkGivesTheSame(hex);
  }

  @Test
  void simpleValues() {
    assertBothWays("f4", writer -> writer.bool(false));
    assertBothWays("f5", writer -> writer.bool(true));
    assertBothWays("f6", CborWriter::nil);
    assertThat(reader("f4").bool()).isFalse();
    assertThat(reader("f5").bool()).isTrue();
    assertThat(reader("f6").tryNil()).isTrue();
    assertThat(reader("f5").tryNil()).isFalse();
  }

  @Test
  void tags() {
    assertBothWays(
        "c074323031332d30332d32315432303a30343a30305a",
        writer -> writer.tag(0).text("2013-03-21T20:04:00Z"));
    assertBothWays("c11a514b67b0", writer -> writer.tag(1).integer(1363896240));
    assertBothWays("c1fb41d452d9ec200000", writer -> writer.tag(1).real(1363896240.5));
    assertBothWays("d74401020304", writer -> writer.tag(23).bytes(new byte[] {1, 2, 3, 4}));
    assertBothWays("d818456449455446", writer -> writer.tag(24).bytes(Bytes.fromHex("6449455446")));
    assertBothWays(
        "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
        writer -> writer.tag(32).text("http://www.example.com"));
    assertBothWays(
        "c249010000000000000000",
        writer -> writer.tag(2).bytes(Bytes.fromHex("010000000000000000")));
    assertBothWays(
        "c349010000000000000000",
        writer -> writer.tag(3).bytes(Bytes.fromHex("010000000000000000")));
  }

  @Test
  void byteStrings() {
    assertBothWays("40", writer -> writer.bytes(Bytes.EMPTY));
    assertBothWays("4401020304", writer -> writer.bytes(Bytes.fromHex("01020304")));
    assertThat(reader("4401020304").bytes()).isEqualTo(Bytes.fromHex("01020304"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 60",
    "a, 6161",
    "IETF, 6449455446",
    "'\"\\', 62225c",
    "\u00fc, 62c3bc",
    "\u6c34, 63e6b0b4",
    "\ud800\udd51, 64f0908591"
  })
  void texts(String value, String hex) {
    assertThat(reader(hex).text()).isEqualTo(value);
    assertBothWays(hex, writer -> writer.text(value));
  }

  @Test
  void arrays() {
    assertBothWays("80", writer -> writer.beginArray(0));
    assertBothWays("83010203", writer -> writer.beginArray(3).integer(1).integer(2).integer(3));
    assertBothWays(
        "8301820203820405",
        writer -> {
          writer.beginArray(3).integer(1).beginArray(2).integer(2).integer(3);
          writer.beginArray(2).integer(4).integer(5);
        });
    assertBothWays(
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        writer -> {
          writer.beginArray(25);
          for (int i = 1; i <= 25; i++) {
            writer.integer(i);
          }
        });
  }

  @Test
  void maps() {
    assertBothWays("a0", writer -> writer.beginMap(0));
    assertBothWays(
        "a201020304", writer -> writer.beginMap(2).integer(1).integer(2).integer(3).integer(4));
    assertBothWays(
        "a26161016162820203",
        writer -> {
          writer.beginMap(2).text("a").integer(1);
          writer.text("b").beginArray(2).integer(2).integer(3);
        });
    assertBothWays(
        "826161a161626163",
        writer -> writer.beginArray(2).text("a").beginMap(1).text("b").text("c"));
    assertBothWays(
        "a56161614161626142616361436164614461656145",
        writer -> {
          writer.beginMap(5);
          for (char key = 'a'; key <= 'e'; key++) {
            writer.text(String.valueOf(key)).text(String.valueOf((char) (key - 'a' + 'A')));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1bffffffffffffffff", // 18446744073709551615 and its negative: beyond 64 bits with sign
        "3bffffffffffffffff",
        "fa7f800000", // infinities and NaN in more bits than needed
        "fa7fc00000",
        "faff800000",
        "fb7ff0000000000000",
        "fb7ff8000000000000",
        "fbfff0000000000000",
        "f7", // undefined and unassigned simple values: not in the subset
        "f0",
        "f8ff",
        "5f42010243030405ff", // indefinite lengths
        "7f657374726561646d696e67ff",
        "9fff",
        "9f018202039f0405ffff",
        "9f01820203820405ff",
        "83018202039f0405ff",
        "83019f0203ff820405",
        "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
        "bf61610161629f0203ffff",
        "826161bf61626163ff",
        "bf6346756ef563416d7421ff"
      })
  void whatIsNotCanonicalIsRefused(String hex) {
    assertThatThrownBy(() -> reader(hex).skip()).isInstanceOf(CodecException.class);
  }

  private static void assertBothWays(String hex, Consumer<CborWriter> write) {
    CborWriter writer = new CborWriter(0);
    write.accept(writer);
    assertThat(writer.toBytes().toHex()).isEqualTo(hex);
    assertThatWalkGivesTheSame(hex);
  }

  private static void assertThatWalkGivesTheSame(String hex) {
    assertThat(CborWalk.copy(Bytes.fromHex(hex)).toHex()).isEqualTo(hex);
  }

  private static CborReader reader(String hex) {
    return new CborReader(Bytes.fromHex(hex));
  }
}
