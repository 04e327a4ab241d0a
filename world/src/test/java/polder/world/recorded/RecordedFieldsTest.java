package polder.world.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordedFieldsTest {

  @ParameterizedTest
  @CsvSource({
    "2017-01-01T00:00Z,                2017-01-01T00:00:00Z",
    "2017-01-01T00:00:07Z,             2017-01-01T00:00:07Z",
    "2017-01-01 23:59:59.25,           2017-01-01T23:59:59.250Z",
    "2017-01-01T01:00+01:00,           2017-01-01T00:00:00Z",
    "2017-01-01T00:00:00.9999-0330,    2017-01-01T03:30:00.999Z",
    "2016-02-29T12:00,                 2016-02-29T12:00:00Z",
    "1483228800,                       2017-01-01T00:00:00Z",
    "1483228800123,                    2017-01-01T00:00:00.123Z"
  })
  void readsTimes(String text, Instant expected) {
    assertThat(time(text)).isEqualTo(expected.toEpochMilli());
  }

  @Test
  void takesTimesWithoutAnOffsetAsUtcWhereverTheMachineStands() {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(time("2017-01-01T00:00")).isEqualTo(1_483_228_800_000L);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-5",
        "2017-01-01",
        "2017-02-29T00:00Z",
        "2017-01-01T24:00Z",
        "2017-01-01T00:60Z",
        "2017-01-01T00:00:60Z",
        "2017-01-01T00:00Zx",
        "2017-01-01T00:00:00.Z",
        "2017-1-1T00:00",
        "1483228800.5",
        "1234567890123456",
        "01.01.2017 00:00",
        "2017-01-01T00:00+25:00"
      })
  void refusesOtherTimes(String text) {
    assertThatThrownBy(() -> time(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "5.3",
        "-12.50",
        "0.1",
        "-0",
        "007",
        "1e-3",
        "1.25E2",
        "+3.5",
        "99999999999999999",
        "0.000000000000000000000000000001",
        "100000000000000000",
        "288230376151711743"
      })
  void keepsNumbersExactly(String text) {
    assertThat(number(text)).isEqualByComparingTo(new BigDecimal(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "1,5",
        "0x1",
        "1e",
        "five",
        "1.2.3",
        "288230376151711744",
        "1e400",
        "0.0000000000000000000000000000001",
        "1e999999999999",
        "٣"
      })
  void refusesWhatIsNoNumberOrDoesNotFit(String text) {
    assertThatThrownBy(() -> number(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsWhatTablesWriteForNothing() {
    for (String text : new String[] {"", "NA", "NaN", "null"}) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(MissingValue.is(bytes, 0, bytes.length)).as(text).isTrue();
    }
    assertThat(MissingValue.is(new byte[] {'0'}, 0, 1)).isFalse();
  }

  @Test
  void readsColumnMaps() {
    assertThat(ColumnMap.parse("device=p_id, time=t").columns())
        .containsEntry("device", "p_id")
        .containsEntry("time", "t")
        .hasSize(2);
    for (String wrong : new String[] {"", "device", "=x", "device=", "a=x,a=y", "a=x,"}) {
      assertThatThrownBy(() -> ColumnMap.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static long time(String text) {
    byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);
    return new RecordedTime().parse(bytes, 1, bytes.length - 1);
  }

  private static BigDecimal number(String text) {
    byte[] bytes = ("7" + text + "7").getBytes(StandardCharsets.UTF_8);
    return PackedDecimal.unpack(PackedDecimal.parse(bytes, 1, bytes.length - 1));
  }
}
