package polder.node.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SystemTimeTest {
  private final SystemTime time = new SystemTime();

  @Test
  void waitsUntilTheMomentHasCome() throws InterruptedException {
    long moment = time.nowMillis() + 20;

    time.awaitMillis(moment);

    assertThat(time.nowMillis()).isGreaterThanOrEqualTo(moment);
  }

  @Test
  void aMomentThatIsPastIsNotWaitedFor() throws InterruptedException {
    Thread.currentThread().interrupt();
    // Whoever waits would notice the interrupt.
    time.awaitMillis(time.nowMillis() - 1);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> time.awaitMillis(Long.MAX_VALUE))
        .isInstanceOf(InterruptedException.class);
  }
}
