package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.node.closing.SystemTime;
import polder.node.gateway.Described;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From nothing to a device that reports, in a browser with a wallet, at a whole node. */
class JoinTest {
  private static final String NETWORK = "air-temperature";
  private static final PageWallet OWNER = PageWallet.of(1);

  @TempDir Path folder;

  private Assembly node;
  private Page page;
  private Described described;

  @BeforeEach
  void start() throws Exception {
    DataDirectory data = new DataDirectory(folder);
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createNetwork(NETWORK, NETWORK);
    manifests.createDeployment("test", "1h", System.currentTimeMillis());
    node =
        Assembly.start(
            new Assembly.Settings(
                data, "127.0.0.1", 0, manifests.load(), new SystemTime(), false, Optional.empty()));
    page = new Page(node.address());
    described = new Described(Page.json(page.get("/v1/openapi.json")));
  }

  @AfterEach
  void stop() throws IOException {
    page.close();
    node.close();
  }

  private static Map<String, Object> place() {
    return Map.of("latitude", 52.3702, "longitude", 4.8952, "heightMeters", 3);
  }

  private HttpResponse<String> draft(String via, String name) throws Exception {
    return page.post(
        "/v1/join/drafts",
        Map.of(
            "network", NETWORK,
            "account", OWNER.account().toString(),
            "place", place(),
            "device", Map.of("kind", "via", "via", via, "name", name)));
  }

  private HttpResponse<String> offer(String offer) throws Exception {
    return page.post("/v1/join/drafts", Map.of("device", Map.of("kind", "offer", "offer", offer)));
  }

  private HttpResponse<String> sign(PageWallet wallet, JsonNode draft) throws Exception {
    return page.post(
        "/v1/join/drafts/" + draft.path("draft").asString(),
        Map.of("signature", wallet.signTypedData(draft.path("typedData"))));
  }

  private void requireDescribed(String route, HttpResponse<String> response) {
    assertThat(described.wrong(route, response)).as(response.body()).isEmpty();
  }

  private List<Path> viaFiles() throws IOException {
    Path via = new DataDirectory(folder).via();
    if (!Files.exists(via)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(via)) {
      return files.toList();
    }
  }

  @Test
  void aStockDeviceJoinsAndReports() throws Exception {
    requireDescribed("post /v1/session", page.signIn(OWNER));
    HttpResponse<String> drafted = draft("airrohr", "balcony");
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    requireDescribed("post /v1/join/drafts", drafted);
    // Who never signs leaves nothing behind.
    assertThat(viaFiles()).isEmpty();

    HttpResponse<String> joined = sign(OWNER, Page.json(drafted));
    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
    requireDescribed("post /v1/join/drafts/{draft}", joined);
    JsonNode answer = Page.json(joined);
    assertThat(answer.path("status").asString()).isEqualTo("accepted");
    assertThat(answer.path("receipt").asString("")).isNotEmpty();
    assertThat(answer.path("device")).isEqualTo(Page.json(drafted).path("device"));
    String secret = field(answer, "Password");
    assertThat(field(answer, "Port")).isEqualTo(String.valueOf(node.address().getPort()));
    assertThat(answer.path("form").path("try").asString()).contains(secret);
    // How the node is started is for its operator, not for whoever enrols a device in a page.
    assertThat(answer.path("form").path("notes").toString()).doesNotContain("--host");

    assertThat(device(answer.path("device").asString()))
        .contains(OWNER.account().toString(), "airrohr");
    assertThat(reports(secret)).isEqualTo(201);
  }

  /** What the node knows of a device, also before the next epoch is sealed. */
  private String device(String did) throws Exception {
    HttpResponse<String> known = page.get("/v1/devices/" + did);
    assertThat(known.statusCode()).isEqualTo(200);
    return known.body();
  }

  private static String field(JsonNode joined, String label) {
    for (JsonNode line : joined.path("form").path("lines")) {
      if (line.path("label").asString().equals(label)) {
        return line.path("value").asString();
      }
    }
    throw new AssertionError("the form has no " + label + ": " + joined);
  }

  /** As the device does with what was typed into its form. */
  private int reports(String secret) throws Exception {
    String user =
        Base64.getEncoder()
            .encodeToString(("polder:" + secret).getBytes(StandardCharsets.US_ASCII));
    String body =
        "{\"esp8266id\":\"1\",\"sensordatavalues\":"
            + "[{\"value_type\":\"BME280_temperature\",\"value\":\"12.30\"}]}";
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      return client
          .send(
              java.net.http.HttpRequest.newBuilder(node.address().resolve("/v1/airrohr"))
                  .header("Authorization", "Basic " + user)
                  .header("Content-Type", "application/json")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  /** The secret is shown nowhere else, so an answer that was lost on its way can be had again. */
  @Test
  void theSameSignatureGivesTheSameFormAgain() throws Exception {
    page.signIn(OWNER);
    JsonNode draft = Page.json(draft("wunderground", "roof"));
    JsonNode first = Page.json(sign(OWNER, draft));
    JsonNode second = Page.json(sign(OWNER, draft));

    assertThat(second.path("status").asString()).isEqualTo("duplicate");
    assertThat(second.path("form")).isEqualTo(first.path("form"));
    assertThat(second.path("receipt")).isEqualTo(first.path("receipt"));
    assertThat(viaFiles()).hasSize(1);
  }

  @Test
  void aDeviceThatSignsOffersItselfByALink() throws Exception {
    page.signIn(OWNER);
    Path key = folder.resolve("pi.key");
    String link = link(key, OWNER.account().toString());
    assertThat(link).startsWith(node.address() + "/join#offer=");

    HttpResponse<String> drafted = offer(link.substring(link.indexOf("#offer=") + 7));
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    JsonNode message = Page.json(drafted).path("typedData").path("message");
    assertThat(message.path("network").asString()).isEqualTo(NETWORK);
    // What the wallet shows its owner is on the network's grid.
    assertThat(message.path("place").asString()).isEqualTo("52.370200,4.895200");
    HttpResponse<String> joined = sign(OWNER, Page.json(drafted));
    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
    assertThat(Page.json(joined).has("form")).isFalse();

    DeviceKey device = KeyFile.device(key);
    assertThat(Page.json(joined).path("device").asString()).isEqualTo(device.id().did());
    long now = System.currentTimeMillis();
    SenmlRecord reading =
        new SenmlRecord("temperature", "Cel", new SenmlValue.Number(new BigDecimal("12.5")), now);
    DeviceMessage report =
        new DeviceMessage.Draft(
                NETWORK,
                now,
                Optional.empty(),
                DeviceMessage.SENML_CBOR,
                SenmlPack.encode(List.of(reading)))
            .sign(device);
    try (NodeClient client = new NodeClient(node.address())) {
      assertThat(client.post(List.of(report.wire())).getFirst())
          .isInstanceOf(Verdict.Accepted.class);
    }
  }

  private String link(Path key, String owner) throws Exception {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("device", "offer", "--json", "--network", NETWORK, "--owner", owner));
    words.addAll(List.of("--lat", "52.3702", "--lon", "4.8952", "--key", key.toString()));
    words.addAll(List.of("--node", node.address().toString()));
    return run(AgentMain.class, words).path("link").asString();
  }

  private static JsonNode run(Class<?> main, List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(words);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return JsonMapper.shared().readTree(said);
  }

  @Test
  void anOfferIsOfItsDeviceForItsOwnerAlone() throws Exception {
    page.signIn(OWNER);
    String link = link(folder.resolve("pi.key"), OWNER.account().toString());
    String offer = link.substring(link.indexOf("#offer=") + 7);
    byte[] bytes = Base64.getUrlDecoder().decode(offer);
    bytes[bytes.length - 1] ^= 1;
    assertThat(Page.reason(offer(Base64.getUrlEncoder().encodeToString(bytes))))
        .isEqualTo("no_possession");
    assertThat(Page.reason(offer("AAAA"))).isEqualTo("bad_offer");
    assertThat(Page.reason(offer("%%%"))).isEqualTo("malformed");
    assertThat(Page.reason(offer(""))).isEqualTo("bad_offer");

    page.signIn(PageWallet.of(2));
    HttpResponse<String> other = offer(offer);
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(Page.reason(other)).isEqualTo("wrong_account");

    page.signIn(OWNER);
    assertThat(sign(OWNER, Page.json(offer(offer))).statusCode()).isEqualTo(200);
    // By then it is used up: the account has signed something.
    assertThat(Page.reason(offer(offer))).isEqualTo("old_sequence");
  }

  /** Whoever has a wallet alone can let a device go, or declare a clone gone. */
  @Test
  void anOwnerAsksTheRestByTheSameWay() throws Exception {
    page.signIn(OWNER);
    String did =
        Page.json(sign(OWNER, Page.json(draft("airrohr", "one")))).path("device").asString();
    Map<String, Object> resolve =
        Map.of("kind", "resolve", "network", NETWORK, "device", did, "above", 5);
    assertThat(Page.json(asks(resolve)).path("status").asString()).isEqualTo("accepted");

    String heir = PageWallet.of(2).account().toString();
    Map<String, Object> transfer =
        Map.of("kind", "transfer", "network", NETWORK, "device", did, "newOwner", heir);
    assertThat(asks(transfer).statusCode()).isEqualTo(200);
    assertThat(device(did)).contains(heir);
    assertThat(Page.reason(asks(transfer))).isEqualTo("not_owner");
    assertThat(Page.reason(asks(Map.of("kind", "withdraw", "amountNano", 5))))
        .isEqualTo("no_balance");

    Map<String, Object> appoint = Map.of("kind", "appoint", "member", heir, "role", "viewer");
    assertThat(asks(appoint).statusCode()).isEqualTo(200);
    assertThat(
            Page.reason(
                asks(
                    Map.of(
                        "kind",
                        "appoint",
                        "member",
                        OWNER.account().toString(),
                        "role",
                        "viewer"))))
        .isEqualTo("own_account");

    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("kind", "enrol"),
            Map.of("kind", "appoint", "member", heir, "role", "owner"),
            Map.of("kind", "appoint", "member", "0x1", "role", "viewer"),
            Map.of("kind", "withdraw", "amountNano", 0),
            Map.of("kind", "withdraw", "amountNano", 1.5),
            Map.of("kind", "revoke", "network", NETWORK, "device", "did:key:z"),
            Map.of("kind", "transfer", "network", NETWORK, "device", did, "newOwner", "0x1"))) {
      assertThat(Page.reason(page.post("/v1/join/drafts", Map.of("action", wrong))))
          .as(wrong.toString())
          .isEqualTo("malformed");
    }
  }

  private HttpResponse<String> asks(Map<String, Object> action) throws Exception {
    HttpResponse<String> drafted = page.post("/v1/join/drafts", Map.of("action", action));
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    requireDescribed("post /v1/join/drafts", drafted);
    HttpResponse<String> signed = sign(OWNER, Page.json(drafted));
    requireDescribed("post /v1/join/drafts/{draft}", signed);
    return signed;
  }

  @Test
  void onlyWhoIsSignedInDraftsAndOnlyTheOwnerSigns() throws Exception {
    assertThat(draft("airrohr", "one").statusCode()).isEqualTo(401);
    page.signIn(PageWallet.of(2));
    HttpResponse<String> forAnother = draft("airrohr", "one");
    assertThat(forAnother.statusCode()).isEqualTo(403);
    assertThat(Page.reason(forAnother)).isEqualTo("wrong_account");

    page.signIn(OWNER);
    JsonNode draft = Page.json(draft("airrohr", "one"));
    HttpResponse<String> forged = sign(PageWallet.of(2), draft);
    assertThat(forged.statusCode()).isEqualTo(422);
    assertThat(Page.reason(forged)).isEqualTo("bad_signature");
    page.signIn(PageWallet.of(2));
    assertThat(sign(OWNER, draft).statusCode()).isEqualTo(404);
    assertThat(viaFiles()).isEmpty();
    page.signIn(OWNER);
    assertThat(sign(OWNER, draft).statusCode()).isEqualTo(200);
  }

  @Test
  void aNameIsOfOneDevice() throws Exception {
    page.signIn(OWNER);
    JsonNode first = Page.json(draft("airrohr", "one"));
    JsonNode second = Page.json(draft("airrohr", "one"));
    assertThat(sign(OWNER, first).statusCode()).isEqualTo(200);

    HttpResponse<String> late = sign(OWNER, second);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(Page.reason(late)).isEqualTo("name_taken");
    assertThat(draft("ecowitt", "one").statusCode()).isEqualTo(409);
    assertThat(viaFiles()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"network\":\"none\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|404|unknown_network",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":91,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1e300,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1e99999,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":\"1\",\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"tasmota\",\"name\":\"a\"}}|422|unknown_via",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"../a\"}}|422|bad_name",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"other\"}}|400|malformed",
        "{}|400|malformed",
        "[]|400|malformed",
      })
  void aWishThatCannotBeIsRefusedWithAReason(String body, int status, String reason)
      throws Exception {
    page.signIn(OWNER);
    HttpResponse<String> response = page.post("/v1/join/drafts", "application/json", body);
    assertThat(Page.reason(response)).isEqualTo(reason);
    assertThat(response.statusCode()).isEqualTo(status);
    requireDescribed("post /v1/join/drafts", response);
  }

  @Test
  void manyJoinByAFile() throws Exception {
    page.signIn(OWNER);
    HttpResponse<String> drafted =
        page.post(
            "/v1/join/bulk?network=" + NETWORK,
            "text/csv",
            """
            name,via,latitude,longitude,height
            north,airrohr,52.371,4.895,3
            "south",ecowitt,52.361,4.895,

            west,WUNDERGROUND,-52.361,-4.895,-2.5
            """);
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    requireDescribed("post /v1/join/bulk", drafted);
    List<Integer> lines = new ArrayList<>();
    for (JsonNode draft : Page.json(drafted).path("drafts")) {
      lines.add(draft.path("line").asInt());
      assertThat(sign(OWNER, draft).statusCode()).isEqualTo(200);
      assertThat(device(draft.path("device").asString())).contains(OWNER.account().toString());
    }
    assertThat(lines).containsExactly(2, 3, 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a,airrohr,52.3,4.9,0\nb,airrohr,52.3;4.9;0'|400|line 2",
        "'a,airrohr,52.3,4.9,0\nb,airrohr,95,4.9,0'|400|line 2",
        "'a,airrohr,52.3,4.9,0\nb,airrohr,1e9,4.9,0'|400|line 2",
        "'a,airrohr,52.3,4.9,0\na,airrohr,52.3,4.9,0'|409|called a",
        "'a,none,52.3,4.9,0'|422|none",
        "'name,via,latitude,longitude,height'|400|no device",
      })
  void aFileIsTakenWholeOrNotAtAll(String file, int status, String detail) throws Exception {
    page.signIn(OWNER);
    HttpResponse<String> response = page.post("/v1/join/bulk?network=" + NETWORK, "text/csv", file);
    assertThat(response.body()).contains(detail);
    assertThat(response.statusCode()).isEqualTo(status);
    requireDescribed("post /v1/join/bulk", response);
  }

  /** For owners whose key is in a file. */
  @Test
  void manyJoinByOneCommand() throws Exception {
    Path table = folder.resolve("stations.csv");
    Files.writeString(
        table, "name,via,latitude,longitude,height\na,airrohr,52.3,4.9,0\nb,ecowitt,52.4,4.9,1\n");
    Path key = folder.resolve("owner.key");
    KeyFile.owner(key);
    List<String> words = new ArrayList<>(List.of("device", "enroll-all", table.toString()));
    words.addAll(List.of("--json", "--network", NETWORK, "--owner", key.toString()));
    words.addAll(List.of("--data", folder.toString()));

    JsonNode devices = run(Main.class, words).path("devices");
    assertThat(devices).hasSize(2);
    assertThat(device(devices.path(1).path("device").asString())).contains("ecowitt");
    assertThat(reports(devices.path(0).path("secret").asString())).isEqualTo(201);
  }

  /** The library that pages sign with hashes the draft as the node does. */
  @Test
  void viemHashesADraftAsTheNodeDoes() throws Exception {
    Path web = project().resolve("web");
    Assumptions.assumeTrue(
        Files.exists(web.resolve("node_modules/viem")), "skipped: web/node_modules has no viem");
    page.signIn(OWNER);
    JsonNode typed = Page.json(draft("opensensemap", "box")).path("typedData");
    Path script = folder.resolve("hash.mjs");
    Files.writeString(
        script,
        """
        import { createRequire } from 'node:module';
        import { readFileSync } from 'node:fs';
        const viem = createRequire(process.argv[2] + '/')('viem');
        const typed = JSON.parse(readFileSync(process.argv[3], 'utf8'));
        const signature = process.argv[4];
        console.log(viem.hashTypedData(typed));
        console.log(await viem.recoverTypedDataAddress({ ...typed, signature }));
        """);
    Path request = folder.resolve("typed.json");
    Files.writeString(request, typed.toString());
    Process process =
        new ProcessBuilder(
                "node",
                script.toString(),
                web.toString(),
                request.toString(),
                OWNER.signTypedData(typed))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said.lines())
        .as(said)
        .containsExactly("0x" + PageWallet.digest(typed).toHex(), OWNER.account().toString());
  }

  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("STYLE.md")) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }
}
