package polder.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.agent.format.Lines;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

class MappingTest {
  private static final long NOW = 1_800_000_000_000L;

  private final List<String> notices = new ArrayList<>();

  private Mapping mapping(Map<String, String> chosen) {
    return new Mapping(
        new TreeMap<>(Map.of("temperature", "Cel", "humidity", "%RH", "pressure", "Pa")),
        new TreeMap<>(chosen),
        notices::add);
  }

  private static List<String> map(Mapping mapping, String line) {
    return mapping.map(new Lines().parse(line), NOW).stream()
        .map(reading ->
            reading.name()
                + "="
                + ((SenmlValue.Number) reading.value()).value().toPlainString()
                + reading.unit())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "70.7, °F, Cel, 21.5",
    "70, F, Cel, 21.111111",
    "-40, °F, Cel, -40",
    "273.15, K, Cel, 0",
    "21.3, °C, Cel, 21.3",
    "21.3, Cel, K, 294.45",
    "21.3, Cel, F, 70.34",
    "1013.25, hPa, Pa, 101325",
    "101325, Pa, hPa, 1013.25",
    "760, mmHg, Pa, 101325.014435",
    "40.1, %, %RH, 40.1",
    "0.401, /, %RH, 40.1",
    "12, µg/m³, ug/m3, 12",
    "36, km/h, m/s, 10",
    "1.5, kW, W, 1500"
  })
  void convertsByExactDefinitions(String value, String from, String to, String expected) {
    BigDecimal converted = Units.convert(new BigDecimal(value), from, to).orElseThrow();
    assertThat(converted).isEqualByComparingTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"furlong, Cel", "hPa, Cel, ", "%, Pa", "inHg, Pa"})
  void doesNotConvertWhatItDoesNotKnow(String from, String to) {
    assertThat(Units.convert(BigDecimal.ONE, from, to)).isEmpty();
  }

  @Test
  void findsQuantitiesByNameAndAlias() {
    assertThat(map(mapping(Map.of()), "Temp=21.3 relative_humidity=40 AirPressure=101300"))
        .containsExactly("temperature=21.3Cel", "humidity=40%RH", "pressure=101300Pa");
    assertThat(notices).isEmpty();
  }

  @Test
  void saysOnceWhatItLeavesOut() {
    Mapping mapping = mapping(Map.of());
    for (int i = 0; i < 5; i++) {
      assertThat(map(mapping, "battery=3.3 temperature=1")).containsExactly("temperature=1Cel");
    }
    assertThat(notices).singleElement().asString().contains("--map battery=QUANTITY");
    assertThat(map(mapping, "{\"pressure\":{\"value\":29.9,\"unit\":\"inHg\"}}")).isEmpty();
    assertThat(notices).last().asString().contains("inHg, which cannot be converted to Pa");
    for (int i = 0; i < 1_000; i++) {
      map(mapping, "k" + i + "=1");
    }
    assertThat(notices).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void takesNeitherOfTwoSensorsUntilItIsToldWhich() {
    String line =
        "{\"BME280\":{\"Temperature\":21.3},\"DS18B20\":{\"Temperature\":4.5},\"TempUnit\":\"C\"}";
    assertThat(map(mapping(Map.of()), line)).isEmpty();
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("BME280.Temperature or DS18B20.Temperature")
        .contains("--map");
    assertThat(map(mapping(Map.of("DS18B20.Temperature", "temperature")), line))
        .containsExactly("temperature=4.5Cel");
  }

  @Test
  void neverMixesTwoSensorsThatComeOneAfterTheOther() {
    Mapping mapping = mapping(Map.of());
    assertThat(map(mapping, "{\"a\":{\"temperature\":1}}")).hasSize(1);
    assertThat(map(mapping, "{\"b\":{\"temperature\":2}}")).isEmpty();
    assertThat(map(mapping, "{\"a\":{\"temperature\":3}}")).hasSize(1);
    assertThat(notices).singleElement().asString().contains("a.temperature, so b.temperature");
  }

  @Test
  void goesByWhatThePersonSaid() {
    Mapping mapping = mapping(Map.of("t1", "temperature"));
    assertThat(map(mapping, "t1=5 temperature=6 humidity=7"))
        .containsExactly("temperature=5Cel", "humidity=7%RH");
    assertThat(mapping.isChosen("homeassistant/sensor/t1")).isTrue();
    assertThat(mapping.isChosen("homeassistant/sensor/xt1")).isFalse();
    assertThatThrownBy(() -> mapping(Map.of("t1", "wind")))
        .isInstanceOf(OfferException.class)
        .hasMessageContaining("humidity, pressure, temperature");
  }

  @Test
  void aLoneNumberIsTheOneThingThatIsMeasured() {
    Mapping one =
        new Mapping(new TreeMap<>(Map.of("temperature", "Cel")), new TreeMap<>(), notices::add);
    assertThat(map(one, "21.3")).containsExactly("temperature=21.3Cel");
    assertThat(map(mapping(Map.of()), "21.3")).isEmpty();
    assertThat(map(mapping(Map.of("value", "humidity")), "21.3"))
        .containsExactly("humidity=21.3%RH");
  }

  @Test
  void leavesOutTimesThatAreNone() {
    List<SenmlRecord> readings =
        mapping(Map.of()).map(new Lines().parse("temperature=1 time=1000"), NOW);
    assertThat(readings).isEmpty();
    assertThat(notices).hasSize(1);
  }
}
