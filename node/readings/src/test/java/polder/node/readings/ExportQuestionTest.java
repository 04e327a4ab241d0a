package polder.node.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import polder.ports.readings.Geometry;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.ReadingVerdict;

class ExportQuestionTest {
  @Test
  void withoutWordsItIsAboutAllGoodReadings() {
    ReadingQuery query = ExportQuestion.of(Map.of());
    assertThat(query.verdicts())
        .containsExactlyInAnyOrder(ReadingVerdict.ACCEPTED, ReadingVerdict.CORROBORATED);
    assertThat(query.fromMillis()).isEqualTo(Long.MIN_VALUE);
    assertThat(query.toMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void timesAreDatesOrInstants() {
    ReadingQuery query =
        ExportQuestion.of(Map.of("from", "1970-01-02", "to", "1970-01-02T01:00:00+00:30"));
    assertThat(query.fromMillis()).isEqualTo(86_400_000);
    assertThat(query.toMillis()).isEqualTo(86_400_000 + 1_800_000);
  }

  @Test
  void anAreaIsABoxOrAPolygon() {
    assertThat(ExportQuestion.of(Map.of("area", "52.3,13.1,52.7,13.8")).area())
        .contains(Geometry.box(52.3, 13.1, 52.7, 13.8));
    assertThat(ExportQuestion.of(Map.of("area", "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")).area())
        .contains(Geometry.box(0, 0, 2, 2));
  }

  @Test
  void whatCannotBeUnderstoodIsNamed() {
    for (Map.Entry<String, String> wrong :
        List.of(
            Map.entry("area", "52,13,51,14"),
            Map.entry("area", "52,13,53"),
            Map.entry("area", "POINT (1 2)"),
            Map.entry("area", "95,13,96,14"),
            Map.entry("from", "yesterday"),
            Map.entry("verdict", "good"))) {
      assertThatThrownBy(() -> ExportQuestion.of(Map.ofEntries(wrong)))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.getKey());
    }
    assertThatThrownBy(() -> ExportQuestion.of(Map.of("from", "2026-01-02", "to", "2026-01-01")))
        .hasMessageContaining("before");
  }

  @Test
  void aPlaceIsInsideOnTheEdgeOrOutside() {
    Geometry ring = Wkt.parse("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))");
    assertThat(ring.side(2, 2)).isEqualTo(Geometry.Side.INSIDE);
    assertThat(ring.side(5, 5)).isEqualTo(Geometry.Side.OUTSIDE);
    assertThat(ring.side(4, 5)).isEqualTo(Geometry.Side.EDGE);
    assertThat(ring.side(10, 10)).isEqualTo(Geometry.Side.EDGE);
    assertThat(ring.side(11, 5)).isEqualTo(Geometry.Side.OUTSIDE);
    assertThat(Wkt.parse("LINESTRING (0 0, 10 10)").side(5, 5)).isEqualTo(Geometry.Side.INSIDE);
  }
}
