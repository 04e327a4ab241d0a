package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.protocol.Hash;

/** Machines of strangers bid for a job, work, check each other and are paid, by a whole node. */
final class ComputeAgentTest {
  private static final long TOKEN = MarketScene.TOKEN;

  @TempDir Path folder;

  @Test
  void aProgramIsBidForWorkedOutCheckedAndPaidToTheLastUnit() throws Exception {
    try (MarketScene scene = MarketScene.start(folder, "2s")) {
      scene.machine(1, TOKEN / 4);
      scene.machine(2, TOKEN / 2);
      scene.awaitBonds(2);
      GroupKey order = scene.order(1, scene.put(MarketScene.HELLO));

      MarketScene.await(() -> scene.order(order).isPresent());
      MarketScene.await(() -> scene.order(order).isEmpty());

      long paid = scene.standing().account(scene.owner(1)).earnedNano();
      long checked = scene.standing().account(scene.owner(2)).earnedNano();
      assertThat(paid).isEqualTo(TOKEN / 4);
      assertThat(checked).isEqualTo(TOKEN / 8);
      assertThat(scene.standing().purseNano(MarketScene.NETWORK, order)).isZero();
      assertThat(scene.standing().account(scene.renter()).balanceNano())
          .isEqualTo(1_000 * TOKEN - TOKEN / 4 - TOKEN / 8);
      Hash output = Hash.sha256("hello\n".getBytes(StandardCharsets.UTF_8));
      assertThat(scene.get(output)).asString(StandardCharsets.UTF_8).isEqualTo("hello\n");
    }
  }
}
