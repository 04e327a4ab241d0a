package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Service;
import polder.ports.work.Deployment;
import polder.ports.work.WorkException;

/** Images from a registry, Debian's own, beside the test. */
class RegistryTest {
  @TempDir Path folder;

  @Test
  void anImageComesByItsDigestOnce() throws Exception {
    World.assumeTools();
    Assumptions.assumeTrue(
        Tools.find("docker-registry").isPresent(),
        "pulling needs a registry: apt-get install docker-registry");
    int port = free();
    Process registry = start(port);
    String host = "127.0.0.1:" + port;
    try {
      World.await("the registry", () -> listens(port));
      TinyImages.make(folder.resolve("archives"));
      Command.of("skopeo", "copy", "-q", "--dest-tls-verify=false")
          .and("oci-archive:" + folder.resolve("archives/busybox.tar"))
          .and("docker://" + host + "/tools/busybox:1")
          .run();
      pull(host);
    } finally {
      registry.destroyForcibly().waitFor();
    }
  }

  private void pull(String host) throws Exception {
    Path home = folder.resolve("home");
    Settings settings =
        Settings.in(home).withNearRegistries(List.of(host)).withImages(64 << 20, 64 << 20);
    try (RuncDriver driver = RuncDriver.open(settings)) {
      List<String> lines = new ArrayList<>();
      deploy(driver, host + "/tools/busybox:1", lines).end();
      assertThat(lines.getFirst()).startsWith("bringing " + host + "/tools/busybox:1 (sha256:");

      String digest = lines.getFirst().replaceFirst(".*\\((sha256:.*)\\)", "$1");
      lines.clear();
      deploy(driver, host + "/tools/busybox@" + digest, lines).end();
      assertThat(lines.getFirst()).endsWith("is here already (" + digest + ")");

      assertThatThrownBy(() -> deploy(driver, host + "/tools/busybox:2", lines))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("busybox:2 cannot be had");
      assertThat(driver.leases()).isEmpty();
    }
    assertThat(Disk.mounts(Place.runOf(home))).isEmpty();
    tooLarge(settings.withImages(100_000, 100_000), host);
    Cgroups.remove(Place.cgroupOf(home));
    Folders.delete(Place.runOf(home));
  }

  private static void tooLarge(Settings settings, String host) throws IOException {
    Folders.delete(settings.home().resolve("images"));
    try (RuncDriver driver = RuncDriver.open(settings)) {
      assertThatThrownBy(() -> deploy(driver, host + "/tools/busybox:1", new ArrayList<>()))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("larger than the 100000 bytes");
    }
    try (var left = Files.list(settings.home().resolve("images"))) {
      assertThat(left).isEmpty();
    }
  }

  private static Deployment deploy(RuncDriver driver, String image, List<String> lines)
      throws IOException, InterruptedException {
    Service service =
        new Service(
            "box",
            image,
            List.of(),
            List.of("-c", "sleep 1000"),
            new TreeMap<>(),
            List.of(),
            List.of());
    return driver.deploy(
        World.lease("pulled", 64 * World.MEBI, World.MEBI, service), List.of(), lines::add);
  }

  private Process start(int port) throws IOException {
    Path config = folder.resolve("registry.yml");
    Files.writeString(
        config,
        "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: "
            + folder.resolve("registry")
            + "\nhttp:\n  addr: 127.0.0.1:"
            + port
            + "\n");
    return new ProcessBuilder(
            Tools.find("docker-registry").orElseThrow().toString(), "serve", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("registry.log").toFile())
        .start();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
