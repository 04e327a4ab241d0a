package polder.node.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** What consoles sent to their owners' servers, and what is read from it. */
final class ConsoleReportTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final DeviceId DEVICE = DeviceKey.ed25519(new byte[32]).id();
  private static final Quantities ALL =
      new Quantities(
          new TreeMap<>(
              Map.of(
                  "temperature",
                  "Cel",
                  "humidity",
                  "%RH",
                  "pressure",
                  "Pa",
                  "wind_speed",
                  "m/s",
                  "wind_gust",
                  "m/s",
                  "wind_direction",
                  "deg",
                  "rain",
                  "mm/h",
                  "pm25",
                  "ug/m3",
                  "pm10",
                  "ug/m3")));

  private final ConsoleReport report = new ConsoleReport();

  private List<SenmlRecord> read(String form) {
    return report.read(DEVICE, new Form(form), ALL, NOW);
  }

  private static String shown(List<SenmlRecord> records) {
    return records.stream()
        .map(record ->
            record.name() + " " + ((SenmlValue.Number) record.value()).value().toPlainString())
        .collect(Collectors.joining(", "));
  }

  /** WS-2902 family with EasyWeather 1.4.4, in the protocol of Weather Underground. */
  @Test
  void readsEasyWeather() {
    List<SenmlRecord> records =
        read(
            "indoortempf=75.2&tempf=40.8&dewptf=39.0&windchillf=40.8&indoorhumidity=42&humidity=94"
                + "&windspeedmph=2.9&windgustmph=4.5&winddir=236&absbaromin=28.308&baromin=30.095"
                + "&rainin=0.000&dailyrainin=0.012&weeklyrainin=0.201&monthlyrainin=1.673"
                + "&solarradiation=0.00&UV=0&dateutc=2019-12-25%2005:11:31"
                + "&softwaretype=EasyWeatherV1.4.4&action=updateraw&realtime=1&rtfreq=5");
    assertThat(shown(records))
        .isEqualTo(
            "temperature 4.89, humidity 94, pressure 95862, wind_direction 236, wind_speed 1.3,"
                + " wind_gust 2.01");
    assertThat(records).allMatch(record -> record.timeMillis() == 1_577_250_691_000L);
  }

  /** Bresser Wifi 5in1: its pressure is reduced to sea level, so it has none for us. */
  @Test
  void readsBresser() {
    assertThat(
            shown(
                read(
                    "dateutc=now&baromin=29.71&tempf=62.4&dewptf=54.3&humidity=75"
                        + "&windspeedmph=3.5&windgustmph=3.5&winddir=294&rainin=0.0&dailyrainin=0.0"
                        + "&indoortempf=71.7&indoorhumidity=62&softwaretype=vws%20versionxx"
                        + "&action=updateraw&realtime=1&rtfreq2.5")))
        .isEqualTo(
            "temperature 16.89, humidity 75, wind_direction 294, wind_speed 1.56, wind_gust 1.56");
  }

  /** GW1000 with many sensors, in the Ecowitt protocol. */
  @Test
  void readsGateway() {
    assertThat(
            shown(
                read(
                    "stationtype=GW1000A_V1.6.8&dateutc=2021-07-23+17:13:34&tempinf=80.6"
                        + "&humidityin=50&baromrelin=29.940&baromabsin=29.081&tempf=81.3"
                        + "&humidity=43&winddir=296&windspeedmph=2.46&windgustmph=4.25"
                        + "&maxdailygust=14.09&solarradiation=226.28&uv=1&rainratein=0.000"
                        + "&dailyrainin=0.000&yearlyrainin=29.055&temp1f=83.48&humidity1=39"
                        + "&pm25_ch1=11.0&pm25_avg_24h_ch1=10.8&pm25_ch2=13.0&tf_co2=80.8"
                        + "&pm25_co2=4.8&pm10_co2=4.9&co2=493")))
        .isEqualTo(
            "temperature 27.39, humidity 43, pressure 98480, pm25 11, wind_direction 296,"
                + " wind_speed 1.1, wind_gust 1.9");
  }

  /** WS-2000 of Ambient Weather: its own means of ten minutes are better than ours. */
  @Test
  void readsAmbient() {
    assertThat(
            shown(
                read(
                    "stationtype=AMBWeatherV4.3.3&dateutc=2022-07-16+16:43:05&tempinf=79.0"
                        + "&baromabsin=29.345&tempf=92.8&humidity=48&winddir=115"
                        + "&winddir_avg10m=251&windspeedmph=0.7&windspdmph_avg10m=1.8"
                        + "&windgustmph=5.8&dailyrainin=0.000")))
        .isEqualTo(
            "temperature 33.78, humidity 48, pressure 99374, wind_direction 251, wind_speed 0.8,"
                + " wind_gust 2.59");
  }

  @Test
  void leavesOutWhatIsMissing() {
    for (String none :
        List.of("", "-9999", "-9999.0", "-999.9", "--", "null", "nan", "1e5", "1,5")) {
      assertThat(read("tempf=" + none)).as(none).isEmpty();
    }
    assertThat(shown(read("TEMPF=-40"))).isEqualTo("temperature -40");
    assertThat(shown(read("AqPM2.5=7.1&AqPM10=9"))).isEqualTo("pm25 7.1, pm10 9");
    assertThat(report.read(DEVICE, new Form("tempf=50"), new Quantities(new TreeMap<>()), NOW))
        .isEmpty();
  }

  @Test
  void refusesTimesThatAreNone() {
    for (String time :
        List.of("today", "2021-13-01 00:00:00", "1970-01-01 00:00:00", "2021-01-01")) {
      assertThatThrownBy(() -> read("tempf=50&dateutc=" + time))
          .as(time)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("dateutc");
    }
    assertThat(read("tempf=50&dateutc=2021-7-3+1:2:3").getFirst().timeMillis())
        .isEqualTo(1_625_274_123_000L);
    assertThatThrownBy(() -> read("tempf=%4")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read("a=1&".repeat(501))).hasMessageContaining("fields");
  }
}
