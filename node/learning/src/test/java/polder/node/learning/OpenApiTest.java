package polder.node.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import polder.epoch.Standing;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.gateway.HeardRoutes;
import polder.node.gateway.HttpLimits;

/**
 * The description that programs are written against: complete, and changed on purpose. Whether it
 * is true of what a node says is asked where a task runs.
 */
final class OpenApiTest {
  private final Described described = Described.of(Description.beside(TaskRoutes.class).json());

  @Test
  void describesEveryRouteAndNoOther() {
    Supplier<Standing> standing =
        () -> {
          throw new AssertionError("nobody asks");
        };
    TaskRoutes tasks =
        new TaskRoutes(
            standing,
            () -> {
              throw new AssertionError("nobody asks");
            });
    PredictionRoutes predictions =
        new PredictionRoutes(
            standing,
            new Vouchers(standing, (network, key) -> key),
            (task, state, rows) -> rows,
            HttpLimits.USUAL);
    assertThat(described.routes()).isEqualTo(HeardRoutes.of(List.of(tasks, predictions)));
  }

  /** The node's own description has it, of which this one is a part. */
  @Test
  void leavesNothingButErrorsToOthers() {
    assertThat(described.strangers()).containsExactly("#/components/schemas/Error");
  }

  @Test
  void isLocked() throws Exception {
    Described.requireLocked(TaskRoutes.class);
  }
}
