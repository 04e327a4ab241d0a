package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.networks.sensors.Coverage.Part;
import polder.networks.sensors.Coverage.Point;

class CoverageTest {
  private static final long WHOLE = 1_000_000;

  @Test
  void aReadingCoversUntilTheNextOrItsSpanOrTheEnd() {
    List<Point> points =
        List.of(
            new Point(0, WHOLE, false), new Point(40, WHOLE / 2, false), new Point(190, 0, false));

    Coverage coverage = Coverage.of(points, 100, 200, 0);

    assertThat(coverage.timely()).isEqualTo(new Part(40 + 100 + 10, 40 * WHOLE + 50 * WHOLE));
    assertThat(coverage.late()).isEqualTo(Part.NOTHING);
    assertThat(coverage.byLastMillis()).isEqualTo(10);
    assertThat(coverage.paidUntilMillis()).isEqualTo(200);
  }

  @Test
  void whatWasPaidIsNotCoveredAgain() {
    List<Point> points = List.of(new Point(0, WHOLE, false));

    Coverage first = Coverage.of(points, 100, 60, 0);
    Coverage second = Coverage.of(points, 100, 120, first.paidUntilMillis());
    Coverage third = Coverage.of(points, 100, 180, second.paidUntilMillis());

    assertThat(first.timely().millis()).isEqualTo(60);
    assertThat(second.timely().millis()).isEqualTo(40);
    assertThat(third.timely().millis()).isZero();
    assertThat(third.paidUntilMillis()).isEqualTo(100);
  }

  @Test
  void lateTimeIsCountedByItself() {
    List<Point> points = List.of(new Point(0, 300_000, true), new Point(50, WHOLE, false));

    Coverage coverage = Coverage.of(points, 100, 120, 20);

    assertThat(coverage.late()).isEqualTo(new Part(30, 30 * 300_000));
    assertThat(coverage.timely()).isEqualTo(new Part(70, 70 * WHOLE));
    assertThat(coverage.byLastMillis()).isEqualTo(70);
  }

  @Test
  void readingsFromAheadCoverNothingYet() {
    Coverage coverage = Coverage.of(List.of(new Point(130, WHOLE, false)), 100, 120, 0);

    assertThat(coverage.timely()).isEqualTo(Part.NOTHING);
    assertThat(coverage.paidUntilMillis()).isZero();
  }

  @Test
  void withoutReadingsNothingIsCovered() {
    assertThat(Coverage.of(List.of(), 100, 120, 7))
        .isEqualTo(new Coverage(Part.NOTHING, Part.NOTHING, 0, 7));
  }
}
