package polder.protocol.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

class SenmlPackTest {
  private static final long NOON = 1_485_000_000_000L;

  @Test
  void oneReadingHasTheShortestFields() {
    Bytes encoded = SenmlPack.encode(List.of(number("t", "Cel", "21.5", NOON)));
    // [{0: "t", 1: "Cel", 2: 4([-1, 215]), 6: 1485000000}]
    assertThat(encoded.toHex()).isEqualTo("81a400617401634365" + "6c02c48220" + "18d7061a58834d40");
    assertThat(SenmlPack.decode(encoded)).containsExactly(number("t", "Cel", "21.5", NOON));
  }

  @Test
  void whatAllRecordsShareIsSaidOnce() {
    List<SenmlRecord> records =
        List.of(
            number("t", "Cel", "21.5", NOON),
            number("t", "Cel", "22", NOON + 500),
            number("t", "Cel", "-3", NOON));
    // [{2: 4([-1, 215]), -2: "t", -3: 1485000000, -4: "Cel"}, {2: 22, 6: 4([-1, 5])}, {2: -3}]
    assertThat(SenmlPack.encode(records).toHex())
        .isEqualTo("83a402c4822018d7216174221a58834d402363436" + "56ca2021606c4822005a10222");
    assertThat(SenmlPack.decode(SenmlPack.encode(records))).isEqualTo(records);
  }

  @Test
  void encodingAndDecodingAreInverse() {
    long seed = 8428;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 2_000; round++) {
      List<SenmlRecord> records = randomRecords(random);
      Bytes encoded = SenmlPack.encode(records);
      assertThat(SenmlPack.decode(encoded)).as("seed %d, round %d", seed, round).isEqualTo(records);
    }
  }

  private static List<SenmlRecord> randomRecords(RandomGenerator random) {
    int names = 1 + random.nextInt(2);
    int units = 1 + random.nextInt(3);
    List<SenmlRecord> records = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      SenmlValue value =
          switch (random.nextInt(5)) {
            case 0 -> new SenmlValue.Flag(random.nextBoolean());
            case 1 -> new SenmlValue.Text("water \u6c34".substring(random.nextInt(7)));
            case 2 -> new SenmlValue.Data(Bytes.wrap(new byte[random.nextInt(40)]));
            default -> {
              long mantissa = random.nextLong() >> random.nextInt(64);
              yield new SenmlValue.Number(BigDecimal.valueOf(mantissa, random.nextInt(-12, 30)));
            }
          };
      records.add(
          new SenmlRecord(
              "urn:dev:" + random.nextInt(names),
              List.of("", "Cel", "%RH").get(random.nextInt(units)),
              value,
              random.nextLong(SenmlRecord.MIN_TIME_MILLIS, SenmlRecord.MAX_TIME_MILLIS + 1)));
    }
    return records;
  }

  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "38ff, -256",
    "1b7fffffffffffffff, 9223372036854775807",
    "f93e00, 1.5",
    "fa47c35000, 100000",
    "fb405e066666666666, 120.1",
    "f98000, 0",
    "c48221196ab3, 273.15",
    "c4822119044c, 11",
    "c4820203, 300",
    "c482181e01, 1e30",
    "c482381d01, 1e-30"
  })
  void numbersMayBeWrittenInSeveralWays(String hex, String expected) {
    assertThat(decodeValue(hex)).isEqualTo(new SenmlValue.Number(new BigDecimal(expected)));
  }

  @ParameterizedTest
  @CsvSource({
    "f97e00, a number is not finite",
    "f97c00, a number is not finite",
    "f9fc00, a number is not finite",
    "6131, expected a number",
    "f5, expected a number",
    "c4811904d2, a decimal fraction has an exponent and a mantissa",
    "c482181f01, the exponent of a decimal fraction is out of range",
    "c482381e01, the exponent of a decimal fraction is out of range",
    "c4823b7fffffffffffffff01, the exponent of a decimal fraction is out of range",
    "c48220c24101, expected an integer but found a tag",
    "c5822001, a tag other than that of a decimal fraction",
    "c24101, a tag other than that of a decimal fraction",
    "fb0000000000000001, number has too many digits or is out of range",
    "fb7fefffffffffffff, number has too many digits or is out of range"
  })
  void whatIsNoNumberIsRefused(String hex, String reason) {
    assertThatThrownBy(() -> decodeValue(hex))
        .isInstanceOfSatisfying(
            CodecException.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  private static SenmlValue decodeValue(String hex) {
    CborWriter writer = new CborWriter().beginArray(1).beginMap(3).integer(0).text("n");
    writer.integer(2).encoded(Bytes.fromHex(hex)).integer(6).integer(NOON / 1000);
    return SenmlPack.decode(writer.toBytes()).getFirst().value();
  }

  @ParameterizedTest
  @CsvSource({
    "268435456, 0, 268435456000",
    "14850000000005, -4, 1485000000000", // half a millisecond goes to the even one
    "14850000000015, -4, 1485000000002",
    "14850000000025, -4, 1485000000002",
    "1485, 6, 1485000000000",
    "253402300799999, -3, 253402300799999"
  })
  void timesBecomeMilliseconds(long mantissa, int exponent, long millis) {
    assertThat(decodeTime(mantissa, exponent)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, time is relative to now",
    "-5, 0, time is relative to now",
    "-1485000000, 0, time is relative to now",
    "268435455, 0, time is relative to now",
    "2684354559999, -4, time is relative to now",
    "2534023007999995, -4, time is after the year 9999",
    "1, 30, time is after the year 9999"
  })
  void timesWithoutAYearOfFourDigitsAreRefused(long mantissa, int exponent, String reason) {
    assertThatThrownBy(() -> decodeTime(mantissa, exponent)).hasMessageStartingWith(reason);
  }

  private static long decodeTime(long mantissa, int exponent) {
    CborWriter writer = new CborWriter().beginArray(1).beginMap(3).integer(0).text("n");
    writer.integer(2).integer(1).integer(6);
    writer.tag(4).beginArray(2).integer(exponent).integer(mantissa);
    return SenmlPack.decode(writer.toBytes()).getFirst().timeMillis();
  }

  @Test
  void baseValuesAreAddedExactly() {
    // [{0: "a", 2: 0.1, -3: 1485000000, -5: 0.2}, {0: "b", 2: -1}, {0: "c", 3: "x"}]
    CborWriter writer = new CborWriter().beginArray(3).beginMap(4).integer(0).text("a");
    writer.integer(2).real(0.1).integer(-3).integer(NOON / 1000).integer(-5).real(0.2);
    writer.beginMap(2).integer(0).text("b").integer(2).integer(-1);
    writer.beginMap(2).integer(0).text("c").integer(3).text("x");
    assertThat(SenmlPack.decode(writer.toBytes()))
        .containsExactly(
            number("a", "", "0.3", NOON),
            number("b", "", "-0.8", NOON),
            new SenmlRecord("c", "", new SenmlValue.Text("x"), NOON));
  }

  @Test
  void fieldsThatAreNotUnderstoodAreIgnoredUnlessTheyMustBe() {
    // Label 9, label "more", a sum beside the value, an update time and a base sum.
    CborWriter writer = new CborWriter().beginArray(1).beginMap(8).integer(0).text("n");
    writer.integer(2).integer(1).integer(5).integer(9).integer(6).integer(NOON / 1000);
    writer.integer(7).integer(60).integer(9).beginArray(1).nil().integer(-6).integer(3);
    writer.text("more").beginMap(0);
    assertThat(SenmlPack.decode(writer.toBytes())).containsExactly(number("n", "", "1", NOON));

    CborWriter mandatory = new CborWriter().beginArray(1).beginMap(4).integer(0).text("n");
    mandatory.integer(2).integer(1).integer(6).integer(NOON / 1000).text("more_").nil();
    assertThatThrownBy(() -> SenmlPack.decode(mandatory.toBytes()))
        .hasMessage("a label that must be understood is not known at byte 13");
  }

  @ParameterizedTest
  @CsvSource({
    "80, a pack without a measurement",
    "81a121616e, a pack without a measurement",
    "81a20061" + "6e061a58834d40, a record has no value",
    "81a30061" + "6e0501061a58834d40, a record with a sum and no value is not supported",
    "81a40061" + "6e020104f5061a58834d40, a record has more than one value",
    "81a20201061a58834d40, name is empty",
    "81a300612d0201061a58834d40, name does not start with a letter or digit",
    "81a300626120" + "0201061a58834d40, name has a character other than A-Z a-z 0-9 - : . / _",
    "81a30062c3bc" + "0201061a58834d40, name does not start with a letter or digit",
    "81a400616e0201061a58834d40200b, version 11 of SenML is not known",
    "81a400616e0201061a58834d402000, version 0 of SenML is not known",
    "81a400616e0201061a58834d402020, version -1 of SenML is not known",
    "82a400616e0201061a58834d402005a400616e0201061a58834d40200a, "
        + "the records of a pack have different versions",
    "82a300616e0201061a58834d40a400616e0201061a58834d402005, "
        + "the records of a pack have different versions",
    "81a1410000, a label is neither an integer nor a text",
    "a0, expected an array but found a map",
    "8100, expected a map but found an integer",
    "81a300000201061a58834d40, expected a text but found an integer",
    "81a300616e0201061a58834d4000, 1 bytes remain after the end"
  })
  void packsThatAreNotValidAreRefused(String hex, String reason) {
    assertThatThrownBy(() -> SenmlPack.decode(Bytes.fromHex(hex)))
        .isInstanceOfSatisfying(
            CodecException.class, refusal -> assertThat(refusal.reason()).contains(reason));
  }

  @Test
  void recordsAndNamesAreBounded() {
    SenmlRecord record = number("n", "", "1", NOON);
    List<SenmlRecord> most = Collections.nCopies(SenmlPack.MAX_RECORDS, record);
    assertThat(SenmlPack.decode(SenmlPack.encode(most))).isEqualTo(most);
    assertThatThrownBy(() -> SenmlPack.decode(SenmlPack.encode(most), 1023))
        .hasMessage("a pack of 1024 records, more than 1023 at byte 0");
    Bytes more = SenmlPack.encode(List.of(record));
    CborWriter writer = new CborWriter().beginArray(1025);
    for (int i = 0; i < 1025; i++) {
      writer.encoded(Bytes.copyOf(more.toArray(), 1, more.size() - 1));
    }
    assertThatThrownBy(() -> SenmlPack.decode(writer.toBytes()))
        .hasMessage("a pack of 1025 records, more than 1024 at byte 0");
    assertThatThrownBy(() -> SenmlPack.encode(Collections.nCopies(1025, record)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SenmlPack.encode(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(number("n".repeat(255), "", "1", NOON).name()).hasSize(255);
    assertThatThrownBy(() -> number("n".repeat(256), "", "1", NOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole =
        SenmlPack.encode(List.of(number("t", "Cel", "21.5", NOON), number("t", "", "1", NOON)))
            .toArray();
    for (int length = 0; length < whole.length; length++) {
      Bytes cut = Bytes.copyOf(whole, 0, length);
      assertThatThrownBy(() -> SenmlPack.decode(cut)).isInstanceOf(CodecException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e31", "9223372036854775808.5", "1e-31"})
  void numbersOutOfRangeAreRefused(String value) {
    assertThatThrownBy(() -> new SenmlValue.Number(new BigDecimal(value)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void equalNumbersAreOneValue() {
    assertThat(new SenmlValue.Number(new BigDecimal("1.10")))
        .isEqualTo(new SenmlValue.Number(new BigDecimal("1.1")));
    assertThat(new SenmlValue.Number(new BigDecimal("1e2")))
        .isEqualTo(new SenmlValue.Number(new BigDecimal("100.0")));
    assertThat(new SenmlValue.Number(new BigDecimal("1e2")).value()).hasToString("100");
  }

  private static SenmlRecord number(String name, String unit, String value, long timeMillis) {
    return new SenmlRecord(name, unit, new SenmlValue.Number(new BigDecimal(value)), timeMillis);
  }
}
