package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import polder.agent.compute.LeaseClient;
import polder.agent.compute.Prices;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Volume;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.ports.work.ContainerDriver;
import polder.protocol.Bytes;
import tools.jackson.databind.JsonNode;

/** A container is bid for, run by runc, looked at by a stranger, paid by the second and removed. */
final class ContainerAgentTest {
  private static final long MEBI = 1L << 20;

  /** A web server of one page, as an archive of OCI. */
  private static final String IMAGE =
      """
      set -e
      cd "$1"
      umoci init --layout layout
      umoci new --image layout:tiny
      umoci unpack --image layout:tiny bundle
      mkdir -p bundle/rootfs/bin bundle/rootfs/www
      cp /bin/busybox bundle/rootfs/bin/
      for program in sh httpd cat echo sleep; do ln -s busybox bundle/rootfs/bin/$program; done
      echo hello from a container > bundle/rootfs/www/index.html
      umoci repack --image layout:tiny bundle
      umoci config --image layout:tiny --config.env PATH=/bin
      mkdir archives
      skopeo copy -q oci:layout:tiny oci-archive:archives/web.tar:tiny
      """;

  @TempDir Path folder;

  private Settings settings;

  @BeforeEach
  void image() throws Exception {
    Process made =
        new ProcessBuilder("bash", "-c", IMAGE, "bash", folder.toString()).inheritIO().start();
    boolean isMade = made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0;
    Assumptions.assumeTrue(isMade, "tests of containers need root, umoci, skopeo and busybox");
    settings =
        Settings.in(folder.resolve("containers"))
            .withArchives(folder.resolve("archives"))
            .withPorts(31_500, 100)
            .withImages(64 * MEBI, 64 * MEBI)
            .withPauses(Duration.ofMillis(300), Duration.ofSeconds(2));
  }

  private ContainerDriver driver() throws Exception {
    return RuncDriver.open(settings);
  }

  private static Job job() {
    Need need =
        Need.of(
            List.of(
                new Need.Unit(
                    "web",
                    new Resources(
                        500,
                        64 * MEBI,
                        List.of(new Volume("default", 32 * MEBI, false, "")),
                        GpuNeed.NONE),
                    1)));
    Service web =
        new Service(
            "web",
            "oci-archive:web.tar",
            List.of("/bin/sh"),
            List.of("-c", "echo it begins; exec httpd -f -p 8080 -h /www"),
            new TreeMap<>(),
            List.of(new Service.Exposed(8_080, 80, "tcp", true, List.of(), List.of())),
            List.of());
    return new Job(need, new Work.Containers(List.of(web)));
  }

  @Test
  @Tag("full")
  void aContainerGoesOnOverARestartAndIsPaidByWhatAStrangerSees() throws Exception {
    try (MarketScene scene = MarketScene.start(folder.resolve("market"), "5s")) {
      // A core for an hour at 3.6 tokens: half a core is half a million nano-tokens a second.
      Prices prices = new Prices(3_600_000_000L, 0, 0, 0, 0);
      MarketScene.Runner first = scene.machine(1, prices, Optional.of(driver()));
      scene.machine(2, MarketScene.TOKEN);
      scene.awaitBonds(2);
      GroupKey order = scene.order(1, job(), 1_000_000, 3_600);
      MarketScene.await(() -> running(scene, order).isPresent());
      Lease lease = running(scene, order).orElseThrow().lease();
      try (LeaseClient client =
          new LeaseClient(lease.host(), lease.machine(), order, scene.client())) {
        MarketScene.await(() -> page(client).equals("hello from a container\n"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        client.logs("web", false, out);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("it begins");
        out.reset();
        assertThat(client.exec("web", List.of("echo", "hi"), Bytes.EMPTY, out, out)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hi\n");

        // The renter says nothing: what is paid is what machine 2 finds running.
        MarketScene.await(() -> paid(scene, order) > 0);
        first.stop();
        scene.machine(1, prices, Optional.of(driver()));
        MarketScene.await(() -> page(client).equals("hello from a container\n"));
        long before = paid(scene, order);
        MarketScene.await(() -> paid(scene, order) > before);
      }
      scene.say(new Said.Close(order));
      MarketScene.await(() -> scene.order(order).isEmpty());

      long earned = scene.standing().account(scene.owner(1)).earnedNano();
      assertThat(earned).isPositive().isEqualTo(earned / 500_000 * 500_000);
      assertThat(scene.standing().account(scene.renter()).balanceNano())
          .isEqualTo(1_000 * MarketScene.TOKEN - earned);
      MarketScene.await(() -> isEmpty(settings.home().resolve("leases")));
      assertThat(scene.machines()).allMatch(its -> its.bad() == 0);
    }
  }

  private static boolean isEmpty(Path leases) throws Exception {
    if (!Files.isDirectory(leases)) {
      return true;
    }
    try (var all = Files.list(leases)) {
      return all.findAny().isEmpty();
    }
  }

  private static Optional<Phase.Running> running(MarketScene scene, GroupKey order) {
    return scene
        .order(order)
        .map(state -> state.phase())
        .filter(Phase.Running.class::isInstance)
        .map(Phase.Running.class::cast);
  }

  private static long paid(MarketScene scene, GroupKey order) {
    return running(scene, order).map(its -> its.meter().paidSeconds()).orElse(0L);
  }

  private static String page(LeaseClient client) throws Exception {
    JsonNode port;
    try {
      port = client.lease().path("endpoints").path(0).path("hostPort");
    } catch (java.io.IOException e) {
      return String.valueOf(e.getMessage());
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.asInt(1) + "/")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (java.io.IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
