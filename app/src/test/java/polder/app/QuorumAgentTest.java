package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.runc.RuncDriver;
import polder.adapters.runc.Settings;
import polder.agent.compute.Prices;
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

/** A container is run to its end by machines of strangers, who agree, and are all paid. */
final class QuorumAgentTest {
  private static final long MEBI = 1L << 20;
  private static final long TOKEN = MarketScene.TOKEN;

  /** A shell, as an archive of OCI; says its digest. */
  private static final String IMAGE =
      """
      set -e
      cd "$1"
      umoci init --layout layout
      umoci new --image layout:tiny
      umoci unpack --image layout:tiny bundle
      mkdir -p bundle/rootfs/bin
      cp /bin/busybox bundle/rootfs/bin/
      for program in sh echo seq; do ln -s busybox bundle/rootfs/bin/$program; done
      umoci repack --image layout:tiny bundle
      umoci config --image layout:tiny --config.env PATH=/bin
      mkdir archives
      skopeo copy -q oci:layout:tiny oci-archive:archives/shell.tar:tiny
      skopeo inspect --raw oci-archive:archives/shell.tar | sha256sum | cut -c 1-64 >&3
      """;

  @TempDir Path folder;

  private String digest = "";

  @BeforeEach
  void image() throws Exception {
    Process made =
        new ProcessBuilder("bash", "-c", "exec 3>&1 >&2; " + IMAGE, "bash", folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    digest = new String(made.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    boolean isMade = made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0;
    Assumptions.assumeTrue(isMade, "tests of containers need root, umoci, skopeo and busybox");
  }

  private void machine(MarketScene scene, int number) throws Exception {
    Settings settings =
        Settings.in(folder.resolve("containers" + number))
            .withArchives(folder.resolve("archives"))
            .withImages(64 * MEBI, 64 * MEBI);
    // A core for an hour at a token, so that half a core for ten minutes is a twelfth of it.
    Prices prices = new Prices(TOKEN, 0, 0, 0, TOKEN / 5 + number * TOKEN / 20);
    scene.machine(number, prices, Optional.of(RuncDriver.open(settings)));
  }

  private Job job() {
    Need need =
        Need.of(
            List.of(
                new Need.Unit("batch", new Resources(500, 64 * MEBI, List.of(), GpuNeed.NONE), 1)));
    return new Job(
        need,
        new Work.Batch(
            "oci-archive:shell.tar@sha256:" + digest,
            List.of("/bin/sh", "-c"),
            List.of("for i in $(seq 1 3); do echo line $i; done; exit 3"),
            new TreeMap<>()));
  }

  @Test
  @Tag("full")
  void threeStrangersAgreeOnWhatAContainerSaysAndAreAllPaidTheWinnersPrice() throws Exception {
    try (MarketScene scene = MarketScene.start(folder.resolve("market"), "5s")) {
      for (int number = 1; number <= 3; number++) {
        machine(scene, number);
      }
      scene.awaitBonds(3);
      Job job = job();
      Hash hash = scene.put(job.encode().toArray());
      GroupKey order = scene.key(1);
      scene.act(new Action.FundPurse(MarketScene.NETWORK, order.text(), 5 * TOKEN));
      scene.say(new Said.Order(1, Proof.QUORUM, job.need(), hash, TOKEN, 600, 2, 1, 3));

      MarketScene.await(() -> scene.order(order).isPresent());
      MarketScene.await(() -> scene.order(order).isEmpty());

      for (int number = 1; number <= 3; number++) {
        assertThat(scene.standing().account(scene.owner(number)).earnedNano())
            .as("machine %d", number)
            .isEqualTo(TOKEN / 4);
        assertThat(folder.resolve("containers" + number).resolve("leases")).isEmptyDirectory();
      }
      assertThat(scene.standing().account(scene.renter()).balanceNano())
          .isEqualTo(1_000 * TOKEN - 3 * TOKEN / 4);
      Hash output = Hash.sha256("line 1\nline 2\nline 3\n".getBytes(StandardCharsets.UTF_8));
      assertThat(scene.get(output))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("line 1\nline 2\nline 3\n");
    }
  }
}
