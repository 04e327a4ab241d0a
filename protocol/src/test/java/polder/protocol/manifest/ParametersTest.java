package polder.protocol.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private static Parameters of(Object... keysAndValues) {
    return new Parameters("top", Tables.table(keysAndValues));
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "500ms, 500",
    "150s, 150000",
    "5m, 300000",
    "1h, 3600000",
    "30d, 2592000000",
    "36500d, 3153600000000",
    "3153600000000ms, 3153600000000"
  })
  void durationsHaveUnits(String text, long millis) {
    assertThat(of("after", text).durationMillis("after")).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "-5s",
        "1.5s",
        " 5s",
        "5 s",
        "5S",
        "1w",
        "36501d",
        "999999999999999d",
        "9999999999999999s",
        "٥s"
      })
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> of("after", text).durationMillis("after"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("top.after")
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({"0.5, 500", "-0.001, -1", "12, 12000", "0.000, 0", "00.250, 250", "1.5000, 1500"})
  void decimalsAreExact(String text, long thousandths) {
    assertThat(of("limit", text).decimal("limit", 3, -1_000_000, 1_000_000)).isEqualTo(thousandths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0005", "1.0001"})
  void decimalsAreNeverRounded(String text) {
    assertThatThrownBy(() -> of("limit", text).decimal("limit", 3, -1_000_000, 1_000_000))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("top.limit has more than 3 decimals");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".5", "5.", "1e3", "+1", "0x1", "NaN", "1,5", "١"})
  void whatIsNoNumberIsRefused(String text) {
    assertThatThrownBy(() -> of("limit", text).decimal("limit", 3, -1_000_000, 1_000_000))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("top.limit");
  }

  @Test
  void rangesAreToldInTheUnitOfTheKey() {
    assertThatThrownBy(() -> of("limit", "1000.001").decimal("limit", 3, -1_000_000, 1_000_000))
        .hasMessage("top.limit must be from -1000.000 to 1000.000, not '1000.001'");
    assertThatThrownBy(() -> of("most", 11).whole("most", 1, 10))
        .hasMessage("top.most must be a whole number from 1 to 10, not 11");
  }

  @Test
  void aWrongTypeIsNamed() {
    Parameters table = of("text", 5, "flag", "yes", "list", "a", "table", List.of(1), "whole", "5");

    assertThatThrownBy(() -> table.text("text")).hasMessage("top.text must be text, not 5");
    assertThatThrownBy(() -> table.flag("flag"))
        .hasMessage("top.flag must be true or false, not 'yes'");
    assertThatThrownBy(() -> table.tables("list")).hasMessage("top.list must be a list, not 'a'");
    assertThatThrownBy(() -> table.rawTable("table"))
        .hasMessage("top.table must be a table, not a list of 1");
    assertThatThrownBy(() -> table.table("table"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("top.table");
    assertThatThrownBy(() -> table.whole("whole", 0, 9)).hasMessageContaining("top.whole");
    assertThatThrownBy(() -> table.durationMillis("text")).hasMessageContaining("top.text");
  }

  @Test
  void tablesInAListAreNamedByTheirNumber() {
    Parameters top =
        new Parameters("", Tables.table("levels", List.of(Tables.table("a", 1, "b", 2))));

    Parameters level = top.tables("levels").getFirst();
    assertThat(level.whole("a", 0, 9)).isEqualTo(1);

    assertThatThrownBy(top::finish)
        .isInstanceOf(ManifestException.class)
        .hasMessage("levels[0].b is not a known key; known here: a");
  }

  @Test
  void whatWasAskedForIsKnownWhetherItIsThereOrNot() {
    Parameters table = of("here", true);

    assertThat(table.has("there")).isFalse();
    assertThat(table.flag("here")).isTrue();
    table.finish();
  }
}
