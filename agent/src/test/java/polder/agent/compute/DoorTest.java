package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.agent.compute.Orders.ORDER;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.agent.work.Workshop;
import polder.agent.work.Yardstick;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.DoorStatement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import tools.jackson.databind.JsonNode;

/** Everybody sees where a lease is reached; only who ordered it sees and does more. */
final class DoorTest {
  @TempDir Path folder;

  private LeaseScene scene;
  private Workshop workshop;
  private Door door;

  @BeforeEach
  void open() throws IOException {
    scene = new LeaseScene(folder);
    scene.ledger.keep(LeaseScene.deal());
    scene.deploy();
    workshop =
        new Workshop(
            new Workshop.House(
                folder.resolve("work"),
                scene.stock,
                new LeaseScene.JobBlobs(),
                (task, streams, stop) -> {
                  throw new IOException("nothing runs here");
                },
                Optional.empty(),
                Optional.empty(),
                () -> {}),
            1);
    LeaseDesk desk = new LeaseDesk(scene.leases, workshop);
    desk.show(scene.ledger.deals());
    door =
        Door.open(
            new ComputeSettings.DoorPlace(
                new InetSocketAddress("127.0.0.1", 0), "https://machine.example:8443/"),
            new Door.Desks(
                desk,
                new SpeedDesk(
                    Orders.MACHINE,
                    new Yardstick((task, streams, stop) -> {
                      throw new IOException("nothing runs here");
                    }),
                    Orders.capacity())),
            new DoorGuard(Orders.MACHINE, System::currentTimeMillis));
  }

  @AfterEach
  void close() throws IOException {
    door.close();
    workshop.close();
    scene.close();
  }

  private String host() {
    return "http://127.0.0.1:" + door.address().getPort();
  }

  private LeaseClient client(DeviceKey key) {
    return new LeaseClient(host(), Orders.MACHINE, ORDER, key);
  }

  @Test
  void everybodySeesWhereItIsReached() throws Exception {
    try (LeaseClient client = client(DeviceKey.ed25519(new byte[32]))) {
      JsonNode lease = client.lease();
      assertThat(lease.path("running").asBoolean()).isTrue();
      assertThat(lease.path("endpoints").path(0).path("hostPort").asInt()).isEqualTo(1);
      assertThat(lease.path("services").path(0).path("state").asString()).isEqualTo("running");
    }
  }

  /** A page links to a port as the job names it; the machine has mapped it to another one. */
  @Test
  void aBrowserIsLedToWhereAPortIsReached() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> led = http.send(at("web/80"), HttpResponse.BodyHandlers.ofString());
      assertThat(led.statusCode()).isEqualTo(307);
      assertThat(led.headers().firstValue("Location")).contains("http://machine.example:1/");
      for (String wrong : List.of("web/81", "db/80", "web/x")) {
        assertThat(http.send(at(wrong), HttpResponse.BodyHandlers.ofString()).body())
            .as(wrong)
            .contains("no_such_port");
      }
    }
  }

  private HttpRequest at(String port) {
    return HttpRequest.newBuilder(URI.create(host() + "/v1/leases/" + ORDER + "/at/" + port))
        .build();
  }

  @Test
  void whoOrderedItReadsItsLogsAndRunsCommands() throws Exception {
    try (LeaseClient client = client(Orders.CLIENT_KEY)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      client.logs("web", false, out);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("said by web\n");
      out.reset();
      Bytes input = Bytes.wrap("typed".getBytes(StandardCharsets.UTF_8));
      assertThat(client.exec("web", List.of("ls", "-l"), input, out, errors)).isEqualTo(7);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ls -l");
      assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("typed");
    }
  }

  @Test
  void nobodyElseDoes() {
    try (LeaseClient client = client(DeviceKey.ed25519(new byte[32]))) {
      assertThatThrownBy(() -> client.logs("web", false, new ByteArrayOutputStream()))
          .hasMessageContaining("not_yours");
    }
  }

  @Test
  void aRequestThatWasOverheardIsNotTakenTwice() throws Exception {
    String path = "/v1/leases/" + ORDER + "/logs/web";
    String header =
        new DoorStatement(
                Orders.MACHINE,
                "GET",
                path,
                Hash.sha256(new byte[0]),
                System.currentTimeMillis() + 60_000)
            .sign(Orders.CLIENT_KEY)
            .header();
    assertThat(get(path, header)).isEqualTo(200);
    assertThat(get(path, header)).isEqualTo(401);
    assertThat(get(path + "?follow=true", header)).isEqualTo(401);
  }

  private int get(String path, String header) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(host() + path))
                  .header("Authorization", header)
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void anUpdateMayChangeWhatRunsAndNotWhatItNeeds() throws Exception {
    Service service =
        new Service("web", "nginx:2", List.of(), List.of(), new TreeMap<>(), List.of(), List.of());
    Job changed = new Job(Orders.need(), new Work.Containers(List.of(service)));
    try (LeaseClient client = client(Orders.CLIENT_KEY)) {
      client.update(changed);
      assertThat(scene.driver.of(ORDER).lease().work().services()).containsExactly(service);
      assertThatThrownBy(() -> client.update(new Job(larger(), changed.work())))
          .hasMessageContaining("other_need");
    }
  }

  private static polder.networks.compute.job.Need larger() {
    return polder.networks.compute.job.Need.of(
        List.of(
            new polder.networks.compute.job.Need.Unit(
                "web", Orders.need().units().getFirst().each(), 2)));
  }

  @Test
  void whatIsNoLeaseIsNotFound() throws Exception {
    assertThat(get("/v1/leases/order-00000000000000000000000000000000", "x")).isEqualTo(404);
    assertThat(get("/v1/leases/%2e%2e", "x")).isEqualTo(404);
    assertThat(get("/", "x")).isEqualTo(404);
    assertThat(get("/v1/leases/" + ORDER + "/logs/web", "Polder nonsense")).isEqualTo(401);
  }
}
