package polder.node.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

final class AirRohrReportTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final Set<String> ALL =
      Set.of("temperature", "humidity", "pressure", "pm10", "pm25");

  private static List<SenmlRecord> read(Set<String> wanted, String... values) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < values.length; i += 2) {
      list.append(i == 0 ? "" : ",")
          .append("{\"value_type\":\"")
          .append(values[i])
          .append("\",\"value\":\"")
          .append(values[i + 1])
          .append("\"}");
    }
    String body = "{\"esp8266id\": \"1\", \"sensordatavalues\":[" + list + "]}";
    return AirRohrReport.read(Bytes.wrap(body.getBytes(StandardCharsets.UTF_8)), wanted, NOW);
  }

  private static String shown(List<SenmlRecord> records) {
    return records.stream()
        .map(record ->
            record.name()
                + " "
                + ((SenmlValue.Number) record.value()).value().toPlainString()
                + " "
                + record.unit())
        .collect(Collectors.joining(", "));
  }

  @Test
  void givesQuantitiesInTheirUnits() {
    List<SenmlRecord> records =
        read(
            ALL,
            "SDS_P1",
            "12.43",
            "SDS_P2",
            "5.20",
            "BME280_temperature",
            "-3.25",
            "BME280_pressure",
            "100431.56",
            "BME280_humidity",
            "61.30",
            "samples",
            "5035491");
    assertThat(shown(records))
        .isEqualTo(
            "temperature -3.25 Cel, humidity 61.3 %RH, pressure 100431.56 Pa, pm10 12.43 ug/m3,"
                + " pm25 5.2 ug/m3");
    assertThat(records).allMatch(record -> record.timeMillis() == NOW);
  }

  @Test
  void prefersTheBetterSensorWhateverTheOrder() {
    assertThat(shown(read(ALL, "temperature", "20", "BME280_temperature", "19.5")))
        .isEqualTo("temperature 19.5 Cel");
    assertThat(shown(read(ALL, "temperature", "20", "BME280_temperature", "nan")))
        .isEqualTo("temperature 20 Cel");
  }

  @Test
  void givesOnlyWhatIsWantedAndANumber() {
    assertThat(shown(read(Set.of("humidity"), "temperature", "20", "humidity", "50")))
        .isEqualTo("humidity 50 %RH");
    for (String odd :
        new String[] {"", "nan", "inf", "1e5", "0x10", "1,5", "--1", "9".repeat(20)}) {
      assertThat(read(ALL, "temperature", odd)).as(odd).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoReport() {
    for (String body :
        new String[] {
          "",
          "5",
          "null",
          "{}",
          "{\"sensordatavalues\":{}}",
          "[[[[[[[[[[",
          "{\"a\":\"" + "x".repeat(9_999)
        }) {
      assertThatThrownBy(
              () -> AirRohrReport.read(Bytes.wrap(body.getBytes(StandardCharsets.UTF_8)), ALL, NOW))
          .as(body)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
