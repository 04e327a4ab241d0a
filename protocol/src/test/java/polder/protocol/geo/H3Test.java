package polder.protocol.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class H3Test {
  private static final Place BERLIN = new Place(52_520_008, 13_404_954);

  /** Values of com.uber:h3 4.5.1, so that a machine without its library checks some too. */
  @ParameterizedTest
  @CsvSource({
    "52520008, 13404954, 0, 801ffffffffffff",
    "52520008, 13404954, 5, 851f1d4bfffffff",
    "52520008, 13404954, 9, 891f1d48947ffff",
    "52520008, 13404954, 15, 8f1f1d48945d994",
    "90000000, 0, 15, 8f0326233ab0399",
    "-90000000, 0, 15, 8ff29380e0d0cc4",
    "64700000, 10536199, 4, 8408001ffffffff",
    "0, -180000000, 7, 877eb5722ffffff",
  })
  void findsCells(int latMicro, int lonMicro, int resolution, String cell) {
    assertThat(H3.toText(H3.cell(new Place(latMicro, lonMicro), resolution))).isEqualTo(cell);
  }

  @Test
  void readsWhatItWrites() {
    for (int resolution = 0; resolution <= H3.FINEST; resolution++) {
      long cell = H3.cell(BERLIN, resolution);
      assertThat(H3.parse(H3.toText(cell))).isEqualTo(cell);
      assertThat(H3.resolution(cell)).isEqualTo(resolution);
      assertThat(H3.cell(H3.center(cell), resolution)).isEqualTo(cell);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "851F1D4BFFFFFFF",
        "0x851f1d4bfffff",
        "0851f1d4bfffffff",
        "851f1d4bffffff",
        "851f1d4bffffffg",
        "000000000000000",
        "fffffffffffffff",
        "851f1d4b7ffffff",
        "８51f1d4bfffffff"
      })
  void refusesTextThatIsNoCell(String text) {
    assertThatThrownBy(() -> H3.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an H3 cell");
  }

  @Test
  void refusesWhatHasNoMeaning() {
    long cell = H3.cell(BERLIN, 5);
    assertThatThrownBy(() -> H3.cell(BERLIN, 16)).hasMessageContaining("from 0 to 15, not 16");
    assertThatThrownBy(() -> H3.cell(BERLIN, -1)).hasMessageContaining("from 0 to 15, not -1");
    assertThatThrownBy(() -> H3.parent(cell, 6)).hasMessageContaining("finer than");
    assertThatThrownBy(() -> H3.parent(0, 0)).hasMessageContaining("not an H3 cell");
    assertThatThrownBy(() -> H3.resolution(-1)).hasMessageContaining("not an H3 cell");
    assertThatThrownBy(() -> H3.center(1)).hasMessageContaining("not an H3 cell");
  }
}
