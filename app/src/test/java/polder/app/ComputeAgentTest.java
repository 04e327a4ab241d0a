package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.protocol.Hash;
import polder.protocol.message.Action;

/** Machines of strangers bid for a job, work, check each other and are paid, by a whole node. */
final class ComputeAgentTest {
  private static final long TOKEN = MarketScene.TOKEN;

  @TempDir Path folder;

  @Test
  void aProgramIsBidForWorkedOutCheckedAndPaidToTheLastUnit() throws Exception {
    try (MarketScene scene = MarketScene.start(folder, "2s")) {
      scene.machine(1, TOKEN / 4);
      scene.machine(2, TOKEN / 2);
      await(() ->
          scene.machines().size() == 2
              && scene.machines().stream().allMatch(its -> its.freeNano() == 5 * TOKEN));
      GroupKey order = order(scene, 1, scene.put(MarketScene.HELLO));

      await(() -> scene.order(order).isPresent());
      await(() -> scene.order(order).isEmpty());

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

  private static GroupKey order(MarketScene scene, long number, Hash module) throws Exception {
    Need need =
        Need.of(
            List.of(
                new Need.Unit(
                    "program", new Resources(1_000, 64 << 20, List.of(), GpuNeed.NONE), 1)));
    Job job =
        new Job(need, new Work.Wasm(module, List.of(), Optional.empty(), 1_000_000, 64 << 20));
    Hash hash = scene.put(job.encode().toArray());
    GroupKey order = scene.key(number);
    scene.act(new Action.FundPurse(MarketScene.NETWORK, order.text(), 3 * TOKEN));
    scene.say(new Said.Order(number, Proof.HASH, need, hash, TOKEN, 600, 3));
    return order;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
