package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Of three devices one falls silent and one begins to report what cannot be: their owner's webhook
 * and mailbox hear of each once, with reason and remedy, and of the third nothing.
 */
@Tag("full")
class AlertsEndToEndTest {
  private static final String NETWORK = "fast";
  private static final int SILENT = 0;
  private static final int REJECTED = 1;
  private static final int WORKING = 2;

  @TempDir Path folder;

  private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
  private final List<JsonNode> hooks = new CopyOnWriteArrayList<>();
  private final AtomicBoolean failing = new AtomicBoolean();
  private long sequence = System.currentTimeMillis();

  @Test
  void theOwnerHearsOfEachOnce() throws Exception {
    mail.start();
    HttpServer hook = hook();
    Path data = folder.resolve("data");
    configure(data);
    ChildNode node = ChildNode.start(data, "--no-demo");
    try (NodeClient client = new NodeClient(node.address())) {
      Path owner = new DataDirectory(data).keys().resolve("alice.key");
      byte[] secret = KeyFile.owner(owner);
      enrol(client, secret);
      node.await(
          "the enrolments to be sealed",
          () ->
              new String(client.get("/v1/devices").toArray(), StandardCharsets.UTF_8)
                      .split("\"sealed\":true", -1)
                      .length
                  == 4);
      Thread fleet = Thread.ofPlatform().daemon().start(() -> live(client));
      String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/";
      assertThat(alerts(data, owner, "add", "--webhook", url)).contains("whsec_");
      alerts(data, owner, "add", "--email", "alice@example.org");
      confirm(data, owner);
      mail.purgeEmailFromAllMailboxes();
      failing.set(true);
      node.await("word of two devices", () -> webhook().size() >= 2 && mailbox().size() >= 2);
      fleet.interrupt();
      fleet.join();
      assertThat(webhook())
          .containsOnlyKeys(device(SILENT).id().did(), device(REJECTED).id().did());
      assertThat(webhook().get(device(SILENT).id().did())).containsExactly("silent no_report");
      assertThat(webhook().get(device(REJECTED).id().did()))
          .singleElement()
          .asString()
          .startsWith("rejected ")
          .contains("impossible");
      assertThat(mailbox().keySet()).isEqualTo(webhook().keySet());
      assertThat(mailbox().values()).allSatisfy(mails -> assertThat(mails).hasSize(1));
      assertThat(mailbox().getOrDefault(device(SILENT).id().did(), List.of()).toString())
          .contains("Remedy:  check power, network and reporting period");
      assertThat(mailbox().getOrDefault(device(REJECTED).id().did(), List.of()).toString())
          .contains("Remedy:  replace the sensor");
      assertThat(new String(client.get("/metrics").toArray(), StandardCharsets.UTF_8))
          .contains("polder_alert_given_up_total 0");
      assertThat(node.said()).doesNotContain("alice@example.org");
      String listed = alerts(data, owner, "list");
      assertThat(listed).contains(url).contains("alice@example.org");
      String id = listed.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
      assertThat(alerts(data, owner, "test", id)).contains("is on its way");
      assertThat(alerts(data, owner, "remove", id)).contains("removed " + id);
      node.stop();
    } finally {
      node.close();
      hook.stop(0);
      mail.stop();
    }
  }

  private void configure(Path data) throws Exception {
    run(ChildNode.command(List.of("keys", "new", "alice", "--data", data.toString())));
    run(
        ChildNode.command(
            List.of(
                "init", NETWORK, "--from", "demo", "--epoch", "1s", "--data", data.toString())));
    // The demo's stations report every twenty seconds; these do several times a second.
    Path manifest = new DataDirectory(data).manifests().resolve(NETWORK + ".yaml");
    Files.writeString(
        manifest,
        Files.readString(manifest, StandardCharsets.UTF_8).replace("period: 20s ", "period: 1s "));
    Files.writeString(
        new DataDirectory(data).alertsFile(),
        """
        mail:
          host: 127.0.0.1
          port: %d
          security: none
          from: Polder <alerts@example.org>
        targets:
          private_addresses: true
          plain_http: true
        """
            .formatted(mail.getSmtp().getPort()));
  }

  private HttpServer hook() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          hooks.add(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** First all work; then one is silent and one reports what cannot be. */
  private void live(NodeClient client) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean now = failing.get();
        report(client, REJECTED, now ? "80" : "10");
        report(client, WORKING, "10");
        if (!now) {
          report(client, SILENT, "10");
        }
        Thread.sleep(300);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new AssertionError("the fleet cannot report", e);
    }
  }

  /** What the webhook heard, by device. */
  private Map<String, List<String>> webhook() {
    Map<String, List<String>> heard = new TreeMap<>();
    for (JsonNode hook : hooks) {
      for (JsonNode device : hook.path("data").path("devices").values()) {
        heard
            .computeIfAbsent(device.path("device").asString(""), did -> new ArrayList<>())
            .add(
                device.path("condition").asString("")
                    + " "
                    + String.join(" ", device.path("reasons").findValuesAsString("code")));
      }
    }
    return heard;
  }

  /** What the mailbox heard, by device: the part of each mail that is about it. */
  private Map<String, List<String>> mailbox() throws IOException {
    Map<String, List<String>> heard = new TreeMap<>();
    for (MimeMessage message : mail.getReceivedMessages()) {
      for (String part : text(message).replace("\r\n", "\n").split("\n\n")) {
        if (part.startsWith("did:key:")) {
          heard
              .computeIfAbsent(part.lines().findFirst().orElseThrow(), did -> new ArrayList<>())
              .add(part);
        }
      }
    }
    return heard;
  }

  private static String text(MimeMessage message) throws IOException {
    try {
      return message.getContent().toString();
    } catch (MessagingException e) {
      throw new IOException(e);
    }
  }

  private void confirm(Path data, Path owner) throws Exception {
    assertThat(mail.waitForIncomingEmail(60_000, 1)).isTrue();
    String text = mail.getReceivedMessages()[0].getContent().toString();
    String[] words = text.split("polder alerts confirm ")[1].split(" ");
    alerts(data, owner, "confirm", words[0], words[1]);
  }

  private String alerts(Path data, Path owner, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("alerts"));
    command.addAll(List.of(words));
    command.addAll(List.of("--owner", owner.toString(), "--data", data.toString()));
    return run(ChildNode.command(command));
  }

  private static DeviceKey device(int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) (number + 1);
    return DeviceKey.ed25519(secret);
  }

  private void enrol(NodeClient client, byte[] owner) throws Exception {
    Deployment deployment = client.deployment();
    Account account = Secp256k1.account(owner);
    for (int number : List.of(SILENT, REJECTED, WORKING)) {
      sequence++;
      Action.Enrol bare =
          new Action.Enrol(
              NETWORK,
              device(number).id(),
              Optional.of(new Site(new Place(52_000_000 + number * 10_000, 4_800_000), 15)),
              Optional.empty(),
              Bytes.EMPTY);
      Action.Enrol enrol =
          AccountMessage.proven(deployment, account, sequence, bare, device(number));
      send(
          client,
          new AccountMessage.Draft(account, sequence, enrol).sign(owner, deployment).wire());
    }
  }

  private void report(NodeClient client, int number, String celsius) throws Exception {
    sequence++;
    SenmlRecord record =
        new SenmlRecord(
            "temperature",
            "Cel",
            new SenmlValue.Number(new BigDecimal(celsius)),
            System.currentTimeMillis());
    send(
        client,
        new DeviceMessage.Draft(
                NETWORK,
                sequence,
                Optional.empty(),
                DeviceMessage.SENML_CBOR,
                SenmlPack.encode(List.of(record)))
            .sign(device(number))
            .wire());
  }

  private static void send(NodeClient client, Bytes message) throws Exception {
    assertThat(client.post(List.of(message)).getFirst())
        .isInstanceOf(polder.agent.Verdict.Accepted.class);
  }

  private String run(List<String> command) throws Exception {
    Path out = Files.createTempFile(folder, "said", ".out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
