package polder.adapters.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class InProcessEngineTest {
  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void resultsAreInTheOrderOfTheItemsHoweverDeepTheyAreMapped() {
    try (InProcessEngine engine = new InProcessEngine(3)) {
      List<Integer> sums =
          engine.map(
              upTo(100),
              outer ->
                  engine
                      .map(
                          upTo(50),
                          inner -> engine.map(upTo(20), least -> outer + inner + least).getLast())
                      .getLast());

      assertThat(sums).isEqualTo(IntStream.range(0, 100).mapToObj(i -> i + 49 + 19).toList());
    }
  }

  @RepeatedTest(50)
  void twoComputeWhileOneWaitsForTheOtherHalf() {
    try (InProcessEngine engine = new InProcessEngine(2)) {
      CountDownLatch firstIsDone = new CountDownLatch(1);
      CountDownLatch both = new CountDownLatch(2);
      List<Integer> items =
          engine.both(
              () -> {
                firstIsDone.countDown();
                return 0;
              },
              () -> {
                await(firstIsDone);
                return engine.map(
                    upTo(2),
                    item -> {
                      both.countDown();
                      return await(both) ? item : -1;
                    });
              },
              (nothing, its) -> its);

      assertThat(items).containsExactly(0, 1);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatFailsInAStepIsTold() {
    try (InProcessEngine engine = new InProcessEngine(2)) {
      assertThatThrownBy(
              () -> engine.map(upTo(64), item -> engine.map(upTo(64), inner -> 1 / (63 - inner))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("/ by zero")
          .hasRootCauseInstanceOf(ArithmeticException.class);
      assertThat(engine.map(upTo(3), item -> item)).containsExactly(0, 1, 2);
    }
  }
}
