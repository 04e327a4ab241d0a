package polder.agent.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
  private static String said(Measured measured) {
    return measured.origin()
        + "="
        + measured.value().toPlainString()
        + measured.unit()
        + (measured.timeMillis().isPresent() ? "@" + measured.timeMillis().getAsLong() : "");
  }

  static List<String> said(List<Measured> measured) {
    return measured.stream().map(LinesTest::said).toList();
  }

  private static List<String> line(String line) {
    return said(new Lines().parse(line));
  }

  @Test
  void readsJsonWithTimesThatAreBeyondDoubt() {
    assertThat(line("{\"temperature\": 21.3, \"humidity\": \"40.1\"}"))
        .containsExactly("temperature=21.3", "humidity=40.1");
    assertThat(line("{\"temperature\": 21.3, \"time\": \"2026-01-01T12:00:00Z\"}"))
        .containsExactly("temperature=21.3@1767268800000");
    assertThat(line("{\"temperature\": 21.3, \"time\": \"2026-01-01T13:00:00.250+01:00\"}"))
        .containsExactly("temperature=21.3@1767268800250");
    assertThat(line("{\"time\": 1767268800, \"temperature\": 21.3}"))
        .containsExactly("temperature=21.3@1767268800000");
    assertThat(line("{\"ts\": 1767268800123, \"temperature\": 21.3}"))
        .containsExactly("temperature=21.3@1767268800123");
    // Without its zone a time could be hours off, so the time of arrival is better.
    assertThat(line("{\"time\": \"2026-01-01T12:00:00\", \"temperature\": 21.3}"))
        .containsExactly("temperature=21.3");
    assertThat(line("{\"sensor\": {\"temperature\": {\"value\": 70.3, \"unit\": \"°F\"}}}"))
        .containsExactly("sensor.temperature=70.3°F");
  }

  @Test
  void readsWhatRtl433Prints() {
    assertThat(
            line(
                "{\"time\" : \"2026-01-01 12:00:00\", \"model\" : \"Nexus-TH\", \"id\" : 122,"
                    + " \"channel\" : 1, \"battery_ok\" : 1, \"temperature_C\" : 21.300,"
                    + " \"humidity\" : 40}"))
        .contains("temperature_C=21.300C", "humidity=40");
  }

  @Test
  void readsTasmotaWithItsUnits() {
    assertThat(
            line(
                "{\"Time\":\"2026-01-01T12:00:00\",\"BME280\":{\"Temperature\":21.3,"
                    + "\"Humidity\":40.1,\"DewPoint\":7.2,\"Pressure\":1013.2},\"ESP32\":"
                    + "{\"Temperature\":53.3},\"PressureUnit\":\"hPa\",\"TempUnit\":\"C\"}"))
        .containsExactly(
            "BME280.Temperature=21.3C",
            "BME280.Humidity=40.1%",
            "BME280.DewPoint=7.2C",
            "BME280.Pressure=1013.2hPa");
    assertThat(
            line(
                "{\"Time\":\"2020-01-01T00:00:00\",\"DS18B20-1\":{\"Id\":\"01131B123456\","
                    + "\"Temperature\":70.1},\"DS18B20-2\":{\"Id\":\"01131B654321\","
                    + "\"Temperature\":68.9},\"TempUnit\":\"F\"}"))
        .contains("DS18B20-1.Temperature=70.1F", "DS18B20-2.Temperature=68.9F");
  }

  @Test
  void readsSenml() {
    // The multiple-measurements example of RFC 8428, section 5.1.3, with a time that is absolute.
    assertThat(
            line(
                "[{\"bn\":\"urn:dev:ow:10e2073a0108006:\",\"bt\":1.276020076001e+09,"
                    + "\"bu\":\"A\",\"bver\":5,\"n\":\"voltage\",\"u\":\"V\",\"v\":120.1},"
                    + "{\"n\":\"current\",\"t\":-5,\"v\":1.2},{\"n\":\"current\",\"v\":1.7}]"))
        .containsExactly(
            "urn:dev:ow:10e2073a0108006:voltage=120.1V@1276020076001",
            "urn:dev:ow:10e2073a0108006:current=1.2A@1276020071001",
            "urn:dev:ow:10e2073a0108006:current=1.7A@1276020076001");
    assertThat(new Lines().parse("[{\"n\":\"urn:dev:ow:1:temp\",\"u\":\"Cel\",\"v\":23.1}]"))
        .singleElement()
        .satisfies(measured -> {
          assertThat(measured.name()).isEqualTo("temp");
          assertThat(measured.timeMillis()).isEmpty();
        });
  }

  @Test
  void readsNamesAndValues() {
    assertThat(line("temperature=21.3 humidity=40"))
        .containsExactly("temperature=21.3", "humidity=40");
    assertThat(line("temperature = 21.3; humidity=40%, time=1767268800"))
        .containsExactly("temperature=21.3@1767268800000", "humidity=40%@1767268800000");
    // What vcgencmd prints on a Raspberry Pi.
    assertThat(line("temp=48.3'C")).containsExactly("temp=48.3'C");
    assertThat(line("temperature=nan humidity=")).isEmpty();
    assertThat(line("21.5")).containsExactly("value=21.5");
  }

  @Test
  void readsCsvAfterItsHeader() {
    Lines lines = new Lines();
    assertThat(lines.parse("1767268800,21.3,40")).isEmpty();
    assertThat(lines.parse("time,temperature,\"humidity\"")).isEmpty();
    assertThat(said(lines.parse("1767268800,21.3,40")))
        .containsExactly("temperature=21.3@1767268800000", "humidity=40@1767268800000");
    assertThat(said(lines.parse("1767268860,,41"))).containsExactly("humidity=41@1767268860000");
    assertThat(lines.parse("1767268860,41")).isEmpty();
    lines.parse("zeit;temperature");
    assertThat(said(lines.parse("x;1.5"))).containsExactly("temperature=1.5");
    Lines single = new Lines();
    single.header("temperature");
    assertThat(said(single.parse("3"))).containsExactly("temperature=3");
  }

  @Test
  void takesADocumentOverSeveralLinesForOne() {
    assertThat(Lines.parseAll("{\n  \"temperature\": 21.3,\n  \"humidity\": 40\n}\n"))
        .singleElement()
        .satisfies(sample -> assertThat(said(sample)).hasSize(2));
    assertThat(Lines.parseAll("{\"a\":1}\n{\"a\":2}\n")).hasSize(2);
    assertThat(Lines.parseAll("a=1\n\n# note\nb=2\n")).hasSize(2);
    assertThat(Lines.parseAll("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "{}",
        "[]",
        "[1,2]",
        "null",
        "\"x\"",
        "{\"a\":",
        "unavailable",
        "unknown",
        "{\"a\":1e999999999}",
        "{\"a\":NaN}",
        "a=1e99999",
        "a=99999999999999999999999999",
        "=",
        "===",
        ",,,",
        "\u0000",
        "{\"temperature\":true}",
        "{\"temperature\":null}"
      })
  void leavesOutWhatIsNoNumber(String line) {
    assertThat(line(line)).isEmpty();
  }

  @Test
  void isNotOverrunByHugeOrNestedInput() {
    assertThat(line("[".repeat(60_000))).isEmpty();
    assertThat(line("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))).isEmpty();
    assertThat(line("x".repeat(10_000_000))).isEmpty();
    StringBuilder wide = new StringBuilder("{\"k\":0");
    for (int i = 0; i < 5_000; i++) {
      wide.append(",\"k").append(i).append("\":1");
    }
    assertThat(line(wide.append('}').toString())).hasSizeLessThanOrEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void nothingMakesItFail(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String[] parts = {
      "{",
      "}",
      "[",
      "]",
      "\"",
      ":",
      ",",
      ";",
      "=",
      "1.5",
      "e9",
      "-",
      "temperature",
      "time",
      "bn",
      "v",
      "n",
      " ",
      "\t",
      "°",
      "null",
      "1767268800",
      "\\u0000"
    };
    List<Measured> all = new ArrayList<>();
    Lines lines = new Lines();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder();
      int length = random.nextInt(20);
      for (int j = 0; j < length; j++) {
        line.append(parts[random.nextInt(parts.length)]);
      }
      all.addAll(lines.parse(line.toString()));
    }
    assertThat(all).as("seed %s", seed).isNotEmpty().allMatch(m -> !m.name().contains("\n"));
  }

  @ParameterizedTest
  @CsvSource({"1,1000", "0,", "-5,", "99999999999,99999999999000", "100000000001,100000000001"})
  void tellsSecondsFromMilliseconds(String text, Long millis) {
    assertThat(Times.parse(text).isPresent()).isEqualTo(millis != null);
    if (millis != null) {
      assertThat(Times.parse(text)).hasValue(millis);
    }
  }
}
