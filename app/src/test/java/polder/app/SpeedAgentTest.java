package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.wasm.ChicoryRunner;
import polder.adapters.wasm.Execution;
import polder.agent.work.Yardstick;
import polder.networks.compute.Machine;
import polder.protocol.Hash;

/** How fast machines are is found out by others, with the real program, by a whole node. */
final class SpeedAgentTest {
  @TempDir Path folder;

  @Test
  void machinesOfStrangersTimeEachOther() throws Exception {
    try (MarketScene scene = MarketScene.start(folder, "4s", 2)) {
      for (int machine = 1; machine <= 3; machine++) {
        scene.machine(machine, MarketScene.TOKEN);
      }
      scene.awaitBonds(3);
      MarketScene.await(() ->
          scene.machines().size() == 3
              && scene.machines().stream().allMatch(its -> its.speed().isKnown()));

      for (Machine machine : scene.machines()) {
        assertThat(machine.speed().strangers()).isEqualTo(2);
        assertThat(machine.bad()).isZero();
      }
    }
  }

  /**
   * The hash and the fuel that the rules name are those of the program: else there is no answer.
   */
  @Test
  void theProgramGivesEveryoneTheSameAnswerAndEachInputAnother() throws Exception {
    Yardstick mine = new Yardstick(new ChicoryRunner(Execution.COMPILED));
    Yardstick yours = new Yardstick(new ChicoryRunner(Execution.COMPILED));
    Hash input = Hash.sha256(new byte[] {1});
    Hash answer = mine.answer(input);
    assertThat(yours.answerIfFree(input)).contains(answer);
    assertThat(answer.toHex())
        .isEqualTo("cd37f2c0ec4ad688d9e0477dbaca078d9bec66765b51eb26113922a79d0d94d2");
    assertThat(mine.answer(Hash.sha256(new byte[] {2}))).isNotEqualTo(answer);
    assertThat(mine.speed(input, 2)).isPositive();
  }
}
