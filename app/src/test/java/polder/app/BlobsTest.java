package polder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.agent.NodeException;
import polder.agent.blob.BlobClient;
import polder.agent.blob.Patience;
import polder.app.cli.DeviceCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.PolderCommand;
import polder.node.closing.SteppedTime;
import polder.node.gateway.Described;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/** A whole node that takes blobs, and the client that devices use. */
class BlobsTest {
  private static final String NETWORK = "air-temperature";
  private static final int MIB = 1 << 20;
  private static final Patience ONCE = new Patience(2, 1, 1, Duration.ofSeconds(60), 64 << 10);

  @TempDir Path folder;

  private final SteppedTime time = new SteppedTime(System.currentTimeMillis());
  private final BlockingQueue<Long> sealed = new LinkedBlockingQueue<>();
  private Optional<Assembly> node = Optional.empty();
  private DataDirectory data;
  private DeviceKey device;
  private BlobClient client =
      new BlobClient(URI.create("http://127.0.0.1:1"), ONCE, InstantSource.system());

  @BeforeEach
  void prepare() throws Exception {
    data = new DataDirectory(folder.resolve("data"));
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createNetwork(NETWORK, NETWORK);
    manifests.createDeployment("test", "1h", time.nowMillis());
    device = KeyFile.device(folder.resolve("station.key"));
  }

  private URI start(String blobsFile) throws Exception {
    if (!blobsFile.isEmpty()) {
      Files.writeString(data.blobsFile(), blobsFile);
    }
    Assembly started =
        Assembly.start(
            new Assembly.Settings(
                data,
                "127.0.0.1",
                0,
                new ManifestFolder(data.manifests()).load(),
                time,
                true,
                Optional.empty()));
    started.addListener(epoch -> sealed.add(epoch.header().epoch()));
    node = Optional.of(started);
    client = new BlobClient(started.address(), ONCE, InstantSource.system());
    return started.address();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    if (node.isPresent()) {
      node.get().close();
    }
  }

  private void enrol() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    ExitCode code =
        PolderCommand.run(
            List.of(
                "device",
                "enroll",
                "--network",
                NETWORK,
                "--key",
                folder.resolve("station.key").toString(),
                "--owner",
                folder.resolve("owner.key").toString(),
                "--lat",
                "52.37",
                "--lon",
                "4.9",
                "--node",
                node.orElseThrow().address().toString()),
            List.of(new DeviceCommand()),
            out,
            out,
            false);
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.DONE);
    time.advanceTo(time.nowMillis() + Duration.ofHours(1).toMillis());
    assertThat(sealed.poll(60, TimeUnit.SECONDS)).isNotNull();
  }

  private Path file(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return Files.write(folder.resolve("in-" + size), content);
  }

  private Hash deployment() {
    return node.orElseThrow().closing().standing().manifests().deployment().id();
  }

  private static int status(Throwable thrown) {
    return ((NodeException) thrown).status();
  }

  @Test
  void anEnrolledDevicePutsFilesThatAnybodyGets() throws Exception {
    start("networks: [" + NETWORK + "]\nblob_bytes: " + 40 * MIB + "\nkeep: 2d\n");
    Path small = file(1_000);
    assertThatThrownBy(() -> client.put(small, deployment(), device))
        .isInstanceOf(NodeException.class)
        .hasMessageContaining("not_enrolled");
    enrol();
    for (int size : new int[] {0, 1_000, 30 * MIB}) {
      Path file = file(size);
      BlobClient.Held held = client.put(file, deployment(), device);
      assertThat(held.isNew()).isTrue();
      assertThat(held.bytes()).isEqualTo(size);
      assertThat(held.expiresMillis())
          .isGreaterThan(System.currentTimeMillis() + Duration.ofDays(1).toMillis());
      assertThat(client.put(file, deployment(), device).isNew()).isFalse();
      assertThat(client.has(held.hash())).isTrue();
      Path target = folder.resolve("out-" + size);
      Files.writeString(target, "what was there before");
      assertThat(client.get(held.hash(), target, 40 * MIB)).isEqualTo(size);
      assertThat(target).hasSameBinaryContentAs(file);
    }
    Path large = file(41 * MIB);
    assertThatThrownBy(() -> client.put(large, deployment(), device))
        .satisfies(thrown -> assertThat(status(thrown)).isEqualTo(413));
    assertThatThrownBy(() -> client.put(small, Hash.ZERO, device))
        .hasMessageContaining("bad_signature");
  }

  @Test
  void aWrongFileIsNeverLeft() throws Exception {
    start("networks: [" + NETWORK + "]\n");
    enrol();
    Hash hash = client.put(file(3 * MIB), deployment(), device).hash();
    Path target = folder.resolve("out");
    assertThatThrownBy(() -> client.get(hash, target, MIB)).hasMessageContaining("more than");
    assertThatThrownBy(() -> client.get(Hash.ZERO, target, MIB))
        .satisfies(thrown -> assertThat(status(thrown)).isEqualTo(404));
    assertThat(client.has(Hash.ZERO)).isFalse();
    Path stored = data.blobs().resolve(hash.toHex().substring(0, 2)).resolve(hash.toHex());
    byte[] content = Files.readAllBytes(stored);
    content[2 * MIB] ^= 1;
    Files.write(stored, content);
    assertThatThrownBy(() -> client.get(hash, target, 4 * MIB)).isInstanceOf(NodeException.class);
    assertThat(target).doesNotExist();
    assertThat(Files.list(folder).map(file -> file.getFileName().toString()))
        .noneMatch(name -> name.endsWith(".part"));
    assertThat(client.put(file(3 * MIB), deployment(), device).isNew()).isTrue();
    assertThat(client.get(hash, target, 4 * MIB)).isEqualTo(3 * MIB);
  }

  @Test
  void aNodeDescribesBlobsIfItTakesThemAndHasNoneElse() throws Exception {
    URI address = start("networks: [" + NETWORK + "]\n");
    assertThat(described(address).routes()).contains("put /v1/blobs/{sha256}");
    assertThat(described(address).strangers()).isEmpty();
    stop();
    Files.delete(data.blobsFile());
    URI without = start("");
    assertThat(described(without).routes()).doesNotContain("put /v1/blobs/{sha256}");
    assertThatThrownBy(() -> client.get(Hash.ZERO, folder.resolve("out"), 1))
        .hasMessageContaining("no_such_page");
  }

  private static Described described(URI node) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return Described.of(
          http.send(
                  HttpRequest.newBuilder(node.resolve("/v1/openapi.json")).build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .body());
    }
  }

  @Test
  void whatIsWrongWithTheFileIsSaid() throws Exception {
    client = new BlobClient(URI.create("http://127.0.0.1:1"), ONCE, InstantSource.system());
    for (String[] wrong :
        new String[][] {
          {"networks: [nowhere]\n", "networks: there is no network nowhere"},
          {"blob_byte: 5\n", "blob_byte"},
          {"keep: often\n", "keep"},
          {"store_bytes: 0\n", "store_bytes"}
        }) {
      assertThatThrownBy(() -> start(wrong[0]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("blobs.yaml")
          .hasMessageContaining(wrong[1])
          .hasMessageContaining("docs/blobs.md");
    }
  }

  @Test
  void aNodeThatIsAwayIsTriedAFewTimes() throws Exception {
    client = new BlobClient(URI.create("http://127.0.0.1:1"), ONCE, InstantSource.system());
    Path small = file(10);
    assertThatThrownBy(() -> client.put(small, Hash.ZERO, device))
        .isInstanceOf(NodeException.class)
        .hasMessageContaining("cannot reach the node");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> client.put(missing, Hash.ZERO, device))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
  }
}
