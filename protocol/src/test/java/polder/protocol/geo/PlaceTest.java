package polder.protocol.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "52520008 | 13404954 | 52.520008,13.404954",
        "0 | 0 | 0.000000,0.000000",
        "-1 | -500000 | -0.000001,-0.500000",
        "90000000 | -180000000 | 90.000000,-180.000000",
        "-89999999 | 179999999 | -89.999999,179.999999",
      })
  void writesDegreesWithSixDecimals(int latMicro, int lonMicro, String text) {
    assertThat(new Place(latMicro, lonMicro)).hasToString(text);
  }

  @Test
  void namesTheAntimeridianOnce() {
    assertThat(new Place(5, 180_000_000)).isEqualTo(new Place(5, -180_000_000));
  }

  @ParameterizedTest
  @CsvSource({"90000001,0", "-90000001,0", "0,180000001", "0,-180000001", "-2147483648,0"})
  void refusesWhatIsNotOnTheEarth(int latMicro, int lonMicro) {
    assertThatThrownBy(() -> new Place(latMicro, lonMicro))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("beyond");
  }

  @Test
  void ordersByLatitudeThenLongitude() {
    Place a = new Place(-2, 9);
    Place b = new Place(1, -3);
    Place c = new Place(1, 2);
    assertThat(List.of(c, a, b).stream().sorted()).containsExactly(a, b, c);
  }
}
