package polder.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MedianTest {
  @Test
  void isOfTheLastValueOfEachInEachStretch() {
    Panel.Curve median =
        Median.of(
            List.of(
                other(new long[] {0, 50, 100}, new double[] {9, 1, 4}),
                other(new long[] {20, 110}, new double[] {3, 5}),
                other(new long[] {80, 120, 230}, new double[] {8, 9, 1})),
            100);
    assertThat(median.values()).containsExactly(3, 5);
    assertThat(median.times()).containsExactly(50, 110);
  }

  @Test
  void isNothingWhereOnlyOneReports() {
    assertThat(Median.of(List.of(other(new long[] {0, 9}, new double[] {1, 2})), 5).times())
        .isEmpty();
    assertThat(Median.of(List.of(), 5).times()).isEmpty();
  }

  private static Panel.Other other(long[] times, double[] values) {
    return new Panel.Other("other", 100, new Panel.Curve(times, values));
  }
}
