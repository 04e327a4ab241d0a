package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WordsTest {
  private static final long MINUTE = 60_000;

  @Test
  void aDurationIsSaidWhole() {
    assertThat(Words.duration(24 * 60 * MINUTE)).isEqualTo("day");
    assertThat(Words.duration(14 * 24 * 60 * MINUTE)).isEqualTo("14 days");
    assertThat(Words.duration(60 * MINUTE)).isEqualTo("hour");
    assertThat(Words.duration(90 * MINUTE)).isEqualTo("1 hour and 30 minutes");
    assertThat(Words.duration(36 * 60 * MINUTE)).isEqualTo("1 day and 12 hours");
    assertThat(Words.duration(61_000)).isEqualTo("1 minute and 1 second");
    assertThat(Words.duration(5_000)).isEqualTo("5 seconds");
  }
}
