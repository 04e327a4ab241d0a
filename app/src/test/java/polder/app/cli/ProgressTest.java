package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(screen, true, StandardCharsets.UTF_8);
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void tellsThePartAndTheTimeLeft() {
    Progress progress = new Progress(terminal, "replaying", 400, nanos::get);
    nanos.set(30_000_000_000L);
    progress.to(100);

    assertThat(shown()).endsWith("replaying  [######..................] 25 %  1 min 30 s left");
  }

  @Test
  void drawsAtMostTenTimesASecond() {
    Progress progress = new Progress(terminal, "replaying", 1_000, nanos::get);
    for (int step = 0; step < 1_000; step++) {
      nanos.addAndGet(1_000_000L);
      progress.advance(1);
    }

    assertThat(shown().chars().filter(c -> c == '\r').count()).isEqualTo(10);
  }

  @Test
  void countsWhereTheTotalIsNotKnown() {
    Progress progress = new Progress(terminal, "reading", 0, nanos::get);
    progress.advance(7);

    assertThat(shown()).endsWith("reading  7  0 s");
  }

  @Test
  void wipesItsLineAtTheEnd() {
    try (Progress progress = new Progress(terminal, "replaying", 4, nanos::get)) {
      progress.to(9);
    }

    assertThat(shown()).contains("100 %").endsWith("\r\u001b[K");
  }

  @Test
  void isSilentWhereNobodyLooks() {
    Output output = new Output(terminal, terminal, false, false);
    try (Progress progress = output.progress("replaying", 4)) {
      progress.to(2);
    }

    assertThat(shown()).isEmpty();
  }

  private String shown() {
    return screen.toString(StandardCharsets.UTF_8);
  }
}
