package polder.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import polder.agent.NodeClient;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A web server of one page, made of Debian's static busybox, as an archive of the OCI. */
final class WebImage {
  /** What its page says. */
  static final String PAGE = "hello from a container\n";

  /** How a job names it. */
  static final String NAME = "oci-archive:web.tar";

  private static final String MAKE =
      """
      set -e
      cd "$1"
      umoci init --layout layout
      umoci new --image layout:tiny
      umoci unpack --image layout:tiny bundle
      mkdir -p bundle/rootfs/bin bundle/rootfs/www
      cp /bin/busybox bundle/rootfs/bin/
      for program in sh httpd cat echo sleep; do ln -s busybox bundle/rootfs/bin/$program; done
      printf '%s' "$2" > bundle/rootfs/www/index.html
      umoci repack --image layout:tiny bundle
      umoci config --image layout:tiny --config.env PATH=/bin
      mkdir -p archives
      skopeo copy -q oci:layout:tiny oci-archive:archives/web.tar:tiny
      """;

  private WebImage() {}

  /** Makes {@code archives/web.tar} in a folder; skips the test where that cannot be. */
  static void make(Path folder) throws IOException, InterruptedException {
    Process made =
        new ProcessBuilder("bash", "-c", MAKE, "bash", folder.toString(), PAGE).inheritIO().start();
    boolean isMade = made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0;
    Assumptions.assumeTrue(
        isMade && Files.exists(Path.of("/usr/bin/conmon")),
        "tests of containers need root, runc, conmon, umoci, skopeo and busybox-static");
  }

  /** What it answers at the address that {@code polder run} tells; empty if nobody does. */
  static String page(ChildNode run) throws IOException, InterruptedException {
    String word = "web, port 80, is at ";
    String said = run.said();
    String address =
        said.substring(said.lastIndexOf(word) + word.length()).lines().findFirst().orElse("");
    return page(address);
  }

  /** Where the door of a lease's machine says that it is reached; empty while it does not. */
  static String address(Lease lease, GroupKey order) throws InterruptedException {
    URI door = URI.create(lease.host());
    try (NodeClient client = new NodeClient(door)) {
      JsonNode said = JsonMapper.shared().readTree(client.get("/v1/leases/" + order).toArray());
      int port = said.path("endpoints").path(0).path("hostPort").asInt(0);
      return port == 0 ? "" : door.getHost() + ":" + port;
    } catch (IOException e) {
      return "";
    }
  }

  /** The same at an address, which may be empty. */
  static String page(String address) throws InterruptedException {
    if (address.isEmpty()) {
      return "";
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://" + address + "/")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    }
  }

  /** The job of one that answers at port 80, in Akash's SDL. */
  static String job() {
    return """
    version: "2.0"
    services:
      web:
        image: %s
        command: ["/bin/sh"]
        args: ["-c", "exec httpd -f -p 8080 -h /www"]
        expose:
          - port: 8080
            as: 80
            to:
              - global: true
    profiles:
      compute:
        web:
          resources:
            cpu:
              units: 0.5
            memory:
              size: 64Mi
            storage:
              size: 32Mi
      placement:
        anywhere:
          pricing:
            web:
              denom: uakt
              amount: 1000
    deployment:
      web:
        anywhere:
          profile: web
          count: 1
    """
        .formatted(NAME);
  }
}
