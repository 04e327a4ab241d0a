package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.EpochWindow;
import polder.networks.Judgement;
import polder.networks.Measurement;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.manifest.Value;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

class ReportReaderTest {
  private static final SenderRecord STATION = SensorWorld.station(1, 0);
  private static final EpochWindow WINDOW = Samples.window(10, 10_000);
  private static final long NOW = WINDOW.startMillis() + 1_000;

  private final SensorRules rules = SensorWorld.rules(SensorWorld.bare());

  private Judgement<SensorReport> judge(SenmlRecord... records) {
    return rules.judge(SensorWorld.message(STATION, 1, List.of(records)), STATION, WINDOW);
  }

  private static SenmlRecord record(String name, String unit, String value, long time) {
    return new SenmlRecord(name, unit, new SenmlValue.Number(new BigDecimal(value)), time);
  }

  private static SenmlRecord at(long time) {
    return record("temperature", "Cel", "1", time);
  }

  private static void refused(Judgement<SensorReport> judgement, String reason) {
    assertThat(judgement)
        .isInstanceOfSatisfying(
            Judgement.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static List<Reading> readings(Judgement<SensorReport> judgement) {
    if (judgement instanceof Judgement.Plausible<SensorReport>(SensorReport report)) {
      return report.readings();
    }
    throw new AssertionError(judgement.toString());
  }

  /** Those who read the data find each reading as the checks saw it. */
  @Test
  void measurementsAreTheReadingsThatAreWeighed() {
    SenmlRecord[] records = {
      record("x/temperature", "Cel", "21.5", NOW),
      record("noise", "dB", "3", NOW),
      record("temperature", "Cel", "-0.0005", NOW + 1)
    };
    List<Reading> weighed = readings(judge(records));
    List<Measurement> measurements =
        rules.measurements(SensorWorld.message(STATION, 1, List.of(records)));
    assertThat(measurements)
        .containsExactlyElementsOf(
            weighed.stream()
                .map(reading ->
                    new Measurement(
                        reading.timeMillis(),
                        reading.quantity().name(),
                        reading.value(),
                        reading.quantity().unit()))
                .toList());
    assertThat(measurements).hasSize(2);
  }

  @Test
  void whatIsNoNumberInItsUnitIsNoMeasurement() {
    assertThat(
            rules.measurements(
                SensorWorld.message(
                    STATION, 1, List.of(record("temperature", "K", "290", NOW), at(NOW)))))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"temperature", "urn:dev:ow:10e2073a01080063:temperature", "x/temperature"})
  void theQuantityIsWhatFollowsTheDevicesName(String name) {
    assertThat(readings(judge(record(name, "Cel", "21.5", NOW))))
        .extracting(Reading::value)
        .containsExactly(21_500L);
  }

  @ParameterizedTest
  @CsvSource({
    "21.0625, 21062",
    "21.0635, 21064",
    "-21.0635, -21064",
    "0.0005, 0",
    "123456789012, 123456789012000"
  })
  void valuesAreThousandthsRoundedHalfToEven(String value, long thousandths) {
    assertThat(readings(judge(record("temperature", "Cel", value, NOW))))
        .extracting(Reading::value)
        .containsExactly(thousandths);
  }

  @Test
  void whatTheNetworkDoesNotPayForIsPassedOver() {
    assertThat(
            readings(
                judge(
                    record("humidity", "%RH", "50", NOW), record("temperature", "Cel", "1", NOW))))
        .hasSize(1);
    refused(judge(record("humidity", "%RH", "50", NOW)), "no_quantity");
  }

  /** As an airRohr's report arrives: five quantities in one message, each in its own unit. */
  @Test
  void oneMessageHoldsSeveralQuantities() {
    Value.Table quantities = Value.Table.empty();
    String[][] units = {
      {"temperature", "Cel"},
      {"humidity", "%RH"},
      {"pressure", "Pa"},
      {"pm10", "ug/m3"},
      {"pm25", "ug/m3"}
    };
    for (String[] unit : units) {
      quantities =
          Samples.with(quantities, unit[0], Samples.table("unit", unit[1], "share", "0.2"));
    }
    SensorRules five =
        SensorWorld.rules(Samples.with(SensorWorld.bare(), "quantities", quantities));
    List<SenmlRecord> records =
        List.of(
            record("temperature", "Cel", "-3.25", NOW),
            record("humidity", "%RH", "61.30", NOW),
            record("pressure", "Pa", "100431.56", NOW),
            record("pm10", "ug/m3", "12.43", NOW),
            record("pm25", "ug/m3", "5.20", NOW));
    assertThat(readings(five.judge(SensorWorld.message(STATION, 1, records), STATION, WINDOW)))
        .extracting(reading -> reading.quantity().name(), Reading::value)
        .containsExactly(
            tuple("temperature", -3_250L),
            tuple("humidity", 61_300L),
            tuple("pressure", 100_431_560L),
            tuple("pm10", 12_430L),
            tuple("pm25", 5_200L));
    List<SenmlRecord> wrong =
        List.of(records.getFirst(), record("pressure", "hPa", "1004.3156", NOW));
    refused(five.judge(SensorWorld.message(STATION, 1, wrong), STATION, WINDOW), "wrong_unit");
  }

  @Test
  void readingsFromAheadOfTheClocksAreRefused() {
    long ahead = WINDOW.endMillis() + WINDOW.clockToleranceMillis();
    refused(judge(at(ahead)), "from_the_future");
    assertThat(readings(judge(at(ahead - 1)))).hasSize(1);
  }

  @Test
  void readingsThatAreTooOldAreRefusedAndLateOnesMarked() {
    long oldest = WINDOW.startMillis() - 86_400_000;
    refused(judge(at(oldest - 1)), "too_old");
    assertThat(readings(judge(at(oldest)))).allMatch(Reading::late);
    long grace = WINDOW.startMillis() - WINDOW.graceMillis();
    assertThat(readings(judge(at(grace - 1)))).allMatch(Reading::late);
    assertThat(readings(judge(at(grace)))).noneMatch(Reading::late);
  }

  @Test
  void whatIsNoNumberOfTheUnitIsRefused() {
    refused(judge(record("temperature", "K", "1", NOW)), "wrong_unit");
    refused(judge(record("temperature", "Cel", "1234567890123", NOW)), "no_number");
    refused(judge(record("temperature", "Cel", "1e30", NOW)), "no_number");
    refused(
        judge(new SenmlRecord("temperature", "Cel", new SenmlValue.Flag(true), NOW)), "no_number");
  }

  @Test
  void tooManyReadingsAreRefused() {
    List<SenmlRecord> records = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      records.add(at(NOW + i));
    }
    refused(judge(records.toArray(SenmlRecord[]::new)), "too_many_readings");
    assertThat(readings(judge(records.subList(0, 100).toArray(SenmlRecord[]::new)))).hasSize(100);
  }

  @Test
  void bodiesThatAreNoSenmlAreRefused() {
    Bytes good = SensorWorld.message(STATION, 1, List.of(at(NOW))).payload();
    refused(
        rules.judge(SensorWorld.message(STATION, 1, 60, good), STATION, WINDOW), "wrong_content");
    DeviceMessage empty = SensorWorld.message(STATION, 1, 112, Bytes.EMPTY);
    refused(rules.judge(empty, STATION, WINDOW), "malformed");
  }

  @Test
  void aDeviceWithoutASiteIsAskedForOne() {
    SenderRecord moving =
        new SenderRecord(STATION.device(), STATION.owner(), Optional.empty(), Optional.empty(), 0);
    refused(
        rules.judge(SensorWorld.message(moving, 1, List.of(at(NOW))), moving, WINDOW), "no_site");
  }
}
