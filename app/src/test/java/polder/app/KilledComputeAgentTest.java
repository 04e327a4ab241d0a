package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;

/**
 * A machine's agent, started by its command, is killed again and again, and is paid all the same.
 */
final class KilledComputeAgentTest {
  private static final long TOKEN = MarketScene.TOKEN;
  private static final long SEED = 20_261_126;

  @TempDir Path folder;

  @Test
  @Tag("full")
  void whoeverIsKilledAtAnyMomentIsPaidOnceAndToTheLastUnit() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    try (MarketScene scene = MarketScene.start(folder, "3s")) {
      scene.machine(2, TOKEN / 2);
      Process child = start(scene);
      try {
        scene.awaitBonds(2);
        GroupKey order = scene.order(1, scene.put(MarketScene.HELLO));
        MarketScene.await(() -> scene.order(order).isPresent());
        int kills = 0;
        while (scene.order(order).isPresent()) {
          child.waitFor(random.nextLong(200, 9_000), TimeUnit.MILLISECONDS);
          child.destroyForcibly().waitFor();
          kills++;
          child = start(scene);
        }
        System.out.println("killed " + kills + " times, seed " + SEED);

        assertThat(scene.standing().account(scene.owner(1)).earnedNano()).isEqualTo(TOKEN / 4);
        assertThat(scene.standing().account(scene.owner(2)).earnedNano()).isEqualTo(TOKEN / 8);
        assertThat(scene.standing().account(scene.renter()).balanceNano())
            .isEqualTo(1_000 * TOKEN - TOKEN / 4 - TOKEN / 8);
        assertThat(scene.machines()).allMatch(its -> its.bad() == 0);
      } finally {
        child.destroyForcibly().waitFor();
      }
    }
  }

  private Process start(MarketScene scene) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(AgentMain.class.getName());
    command.addAll(
        List.of(
            "agent",
            "--offer",
            "compute",
            "--node",
            scene.node.address().toString(),
            "--network",
            MarketScene.NETWORK,
            "--state",
            folder.resolve("machine1").toString(),
            "--owner",
            folder.resolve("owner1.key").toString(),
            "--bond",
            "5",
            "--door",
            "127.0.0.1:0",
            "--price-fuel",
            "0",
            "--price-job",
            "0.25"));
    return new ProcessBuilder(command).inheritIO().start();
  }
}
