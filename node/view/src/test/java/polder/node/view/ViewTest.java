package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.epoch.SealedEpoch;
import polder.node.archive.ArchivePaths;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;
import polder.node.gateway.HttpLimits;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import tools.jackson.databind.JsonNode;

final class ViewTest {
  @TempDir Path directory;

  private TestNode start(ViewLimits limits) throws Exception {
    return TestNode.start(
        directory, TestRules.open(), TestRules.GENESIS_MILLIS, HttpLimits.USUAL, limits);
  }

  @Test
  void anEpochIsShownAsItWasSealed() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      assertThat(node.get("/v1/epochs/latest").statusCode()).isEqualTo(404);
      TestSender sender = node.sender(TestRules.DEMO, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      SealedEpoch sealed = node.closeEpoch();
      for (String name : new String[] {"latest", "0"}) {
        JsonNode epoch = node.json("/v1/epochs/" + name);
        assertThat(epoch.path("hash").asString()).isEqualTo(sealed.header().hash().toHex());
        assertThat(epoch.path("signedBy").asString()).isEqualTo(node.key.id().did());
        assertThat(epoch.path("inputsCount").asLong()).isEqualTo(2);
        assertThat(epoch.path("networks").path(TestRules.DEMO).path("devices").asLong())
            .isEqualTo(1);
        assertThat(epoch.path("paidNano").asLong()).isEqualTo(sealed.header().paidNano());
      }
      for (String none : new String[] {"1", "999999999"}) {
        assertThat(node.get("/v1/epochs/" + none).statusCode()).isEqualTo(404);
      }
      for (String bad : new String[] {"-1", "x", "99999999999999999999"}) {
        assertThat(node.get("/v1/epochs/" + bad).statusCode()).as(bad).isEqualTo(400);
      }
    }
  }

  @Test
  void theArchiveIsServedAsItStandsAndNothingBesideIt() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      node.closeEpoch();
      node.closeEpoch();
      Path archive = directory.resolve("archive");
      List<Path> files;
      try (var walk = Files.walk(archive)) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      assertThat(files).hasSizeGreaterThan(6);
      for (Path file : files) {
        String path = archive.relativize(file).toString();
        HttpResponse<byte[]> response = bytes(node, "/v1/archive/" + path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.body()).as(path).isEqualTo(Files.readAllBytes(file));
      }
      assertThat(bytes(node, "/v1/epochs/latest/archive/header.cose").body())
          .isEqualTo(Files.readAllBytes(archive.resolve("epochs/000000000001-0/header.cose")));
      Files.writeString(directory.resolve("secret.cbor"), "secret");
      Files.writeString(archive.resolve("secret.cbor"), "secret");
      for (String path :
          new String[] {
            "../secret.cbor",
            "..%2fsecret.cbor",
            "%2e%2e/secret.cbor",
            "epochs/../../secret.cbor",
            "epochs/000000000000-0/../../secret.cbor",
            "/secret.cbor",
            "secret.cbor",
            "",
            "epochs",
            "epochs/000000000000-0",
            "epochs/000000000000-0/header.cose/",
            "latest.cbor%00"
          }) {
        try (RawConnection connection = new RawConnection(node.port())) {
          connection.send(
              "GET /v1/archive/" + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
          assertThat(connection.until("}}")).as(path).containsPattern("^HTTP/1.1 4");
        }
      }
    }
  }

  private static HttpResponse<byte[]> bytes(TestNode node, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(node.uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static String exhibitPath(long epoch) {
    return ArchivePaths.exhibit(epoch, 0, Hash.sha256(new byte[] {7}));
  }

  /** A blob that a message of that epoch brought, as it stands in a node's archive. */
  private static void exhibit(Path directory, long epoch) throws IOException {
    new DirectoryArchive(directory.resolve("archive"))
        .write(new TreeMap<>(Map.of(exhibitPath(epoch), Bytes.wrap(new byte[] {7}))));
  }

  @Test
  void dataIsShownToWhomAndWhenTheManifestSays() throws Exception {
    for (String access : new String[] {"delayed", "restricted"}) {
      try (TestNode node =
          TestNode.start(
              directory.resolve(access),
              TestRules.withAccess(access),
              TestRules.GENESIS_MILLIS,
              HttpLimits.USUAL,
              ViewLimits.USUAL)) {
        TestSender sender = node.sender(TestRules.AIR, 1);
        node.post(sender.enrol(1));
        node.closeEpoch();
        assertThat(node.get("/v1/journal").statusCode()).as("not sealed yet").isEqualTo(403);
        String inputs = "/v1/epochs/0/archive/inputs.cbor";
        assertThat(node.get(inputs).statusCode()).isEqualTo(403);
        assertThat(node.get("/v1/archive/epochs/000000000000-0/outcome.cbor").statusCode())
            .isEqualTo(403);
        exhibit(directory.resolve(access), 0);
        assertThat(node.get("/v1/archive/" + exhibitPath(0)).statusCode()).isEqualTo(403);
        assertThat(node.get("/v1/epochs/0/archive/header.cose").statusCode()).isEqualTo(200);
        for (int i = 0; i < 6; i++) {
          node.closeEpoch();
        }
        boolean delayed = access.equals("delayed");
        assertThat(node.get(inputs).statusCode()).isEqualTo(delayed ? 200 : 403);
        assertThat(node.get("/v1/archive/" + exhibitPath(0)).statusCode())
            .isEqualTo(delayed ? 200 : 403);
        assertThat(node.get("/v1/epochs/latest/archive/inputs.cbor").statusCode()).isEqualTo(403);
        assertThat(node.json("/v1/devices/" + sender.did()).path("networks").path(0).has("place"))
            .isEqualTo(delayed);
      }
    }
  }

  @Test
  void devicesComeInPagesThatMissNobody() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TreeSet<String> enrolled = new TreeSet<>();
      List<Bytes> messages = new ArrayList<>();
      for (int number = 0; number < 25; number++) {
        TestSender sender = node.sender(number % 2 == 0 ? TestRules.AIR : TestRules.DEMO, number);
        messages.add(sender.enrol(1));
        enrolled.add(sender.did());
      }
      assertThat(node.post(messages.toArray(Bytes[]::new)).statusCode()).isEqualTo(200);
      node.closeEpoch();
      List<String> seen = new ArrayList<>();
      String next = "/v1/devices?limit=4";
      while (!next.isEmpty()) {
        JsonNode page = node.json(next);
        page.path("devices")
            .values()
            .forEach(item -> {
              seen.add(item.path("device").asString());
              assertThat(item.path("simulated").asBoolean())
                  .isEqualTo(item.path("network").asString().equals(TestRules.DEMO));
            });
        next = page.has("next") ? "/v1/devices?limit=4&after=" + page.path("next").asString() : "";
      }
      assertThat(seen).hasSize(25);
      assertThat(new TreeSet<>(seen)).isEqualTo(enrolled);
      assertThat(node.json("/v1/devices?network=demo").path("devices").size()).isEqualTo(12);
      assertThat(node.get("/v1/devices?network=none").statusCode()).isEqualTo(404);
      assertThat(node.get("/v1/devices?limit=0").statusCode()).isEqualTo(400);
      assertThat(node.get("/v1/devices?after=x").statusCode()).isEqualTo(400);
      assertThat(node.get("/v1/devices/did:key:zNonsense").statusCode()).isEqualTo(400);
      JsonNode networks = node.json("/v1/networks").path("networks");
      assertThat(networks.path(0).path("devices").asLong()).isEqualTo(13);
      assertThat(networks.path(1).path("simulated").asBoolean()).isTrue();
      assertThat(networks.path(1).path("parameters").path("quantities").has("temperature"))
          .isTrue();
    }
  }

  /** Rewards of epochs that memory holds no more come from the archive, page by page. */
  @Test
  void rewardsReachBackBeyondMemory() throws Exception {
    try (TestNode node = start(TestNode.limits(2, 3))) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1));
      for (int epoch = 0; epoch < 8; epoch++) {
        long now = TestRules.GENESIS_MILLIS + epoch * TestRules.EPOCH_MILLIS;
        node.post(sender.report(epoch + 1, "10", now));
        node.closeEpoch();
      }
      List<Long> epochs = new ArrayList<>();
      String parameters = "limit=4";
      int questions = 0;
      while (!parameters.isEmpty()) {
        JsonNode page = node.json("/v1/devices/" + sender.did() + "/rewards?" + parameters);
        page.path("rewards").values().forEach(item -> epochs.add(item.path("epoch").asLong()));
        parameters = page.has("next") ? "limit=4&" + page.path("next").asString() : "";
        questions++;
      }
      assertThat(epochs).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L, 0L);
      assertThat(questions).isGreaterThan(1);
    }
  }

  /** What the archive has given up is gone with a word, and the rest is there. */
  @Test
  void whatWasPrunedIsSaidToBe() throws Exception {
    try (TestNode node = start(TestNode.limits(2, 9))) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1));
      SealedEpoch latest = node.closeEpoch();
      for (int epoch = 1; epoch < 8; epoch++) {
        latest = node.closeEpoch();
      }
      exhibit(directory, 3);
      exhibit(directory, 4);
      assertThat(node.get("/v1/archive/kept.cbor").statusCode()).isEqualTo(404);
      // A snapshot follows every other epoch, so the evidence goes up to epoch 3.
      new Pruner(
              new DirectoryArchive(directory.resolve("archive")),
              new Pruner.Rules(new Keep.Epochs(3), 9),
              () -> Long.MAX_VALUE)
          .sealed(latest.header());
      for (String gone :
          new String[] {
            "/v1/epochs/0",
            "/v1/epochs/3",
            "/v1/epochs/0/archive/inputs.cbor",
            "/v1/archive/epochs/000000000003-0/outcome.cbor",
            "/v1/archive/" + exhibitPath(3),
            "/v1/archive/snapshots/000000000001-0.cbor"
          }) {
        HttpResponse<String> answer = node.get(gone);
        assertThat(answer.statusCode()).as(gone).isEqualTo(410);
        assertThat(answer.body()).as(gone).contains("pruned: kept from epoch 4 on");
      }
      for (String there :
          new String[] {
            "/v1/epochs/4",
            "/v1/epochs/0/archive/header.cose",
            "/v1/epochs/4/archive/inputs.cbor",
            "/v1/archive/" + exhibitPath(4),
            "/v1/archive/kept.cbor",
            "/v1/archive/snapshots/000000000003-0.cbor"
          }) {
        assertThat(node.get(there).statusCode()).as(there).isEqualTo(200);
      }
      assertThat(node.get("/v1/archive/epochs/000000000009-0/inputs.cbor").statusCode())
          .isEqualTo(404);
      JsonNode rewards = node.json("/v1/devices/" + sender.did() + "/rewards?limit=100");
      assertThat(rewards.has("next")).isFalse();
      assertThat(rewards.path("keptFrom").asLong()).isEqualTo(4);
    }
  }

  @Test
  void anAccountSeesWhatItEarnedAndWhichSequenceIsNext() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      String path = "/v1/accounts/" + sender.owner;
      assertThat(node.json(path).path("nextSequence").asLong()).isEqualTo(1);
      node.post(sender.enrol(5));
      assertThat(node.json(path).path("nextSequence").asLong()).isEqualTo(6);
      assertThat(node.json(path).path("sequence").asLong()).isZero();
      node.closeEpoch();
      assertThat(node.json(path).path("sequence").asLong()).isEqualTo(5);
      assertThat(node.get("/v1/accounts/0x12").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void metricsAreWhatPrometheusReads() throws Exception {
    Pattern sample =
        Pattern.compile(
            "[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*,?\\})? (-?[0-9.]+(E-?[0-9]+)?|\\+Inf|NaN)");
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.post(node.sender(TestRules.AIR, 2).report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      HttpResponse<String> response = node.get("/metrics");
      assertThat(response.statusCode()).isEqualTo(200);
      List<String> lines = response.body().lines().filter(line -> !line.startsWith("#")).toList();
      assertThat(lines).allMatch(line -> sample.matcher(line).matches());
      assertThat(lines)
          .contains(
              "polder_messages_total{reason=\"\",verdict=\"accepted\"} 2.0",
              "polder_messages_total{reason=\"not_enrolled\",verdict=\"refused\"} 1.0",
              "polder_journal_messages_total 2.0",
              "polder_epoch_sealed 0.0",
              "polder_epoch_seal_seconds_count 1",
              "polder_devices{network=\"air\"} 1.0")
          .anyMatch(line -> line.startsWith("jvm_memory_heap_used_bytes "));
    }
  }

  @Test
  void anIllNodeSaysWhatItSuffersFrom() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      assertThat(node.json("/health").path("status").asString()).isEqualTo("ok");
      node.freeBytes.set(1 << 20);
      assertIll(node, "disk");
      node.freeBytes.set(1L << 40);
      node.closingBroken.set(true);
      assertIll(node, "epoch could not be closed");
      node.closingBroken.set(false);
      assertThat(node.get("/health").statusCode()).isEqualTo(200);
      node.breakJournal();
      HttpResponse<String> lost = node.post(node.sender(TestRules.AIR, 1).enrol(1));
      assertThat(lost.statusCode()).isEqualTo(503);
      assertThat(lost.headers().firstValue("Retry-After")).isPresent();
      assertThat(TestNode.json(lost).path("results").path(0).path("verdict").asString())
          .isEqualTo("failed");
      assertIll(node, "journal");
    }
  }

  private static void assertIll(TestNode node, String why) throws Exception {
    HttpResponse<String> response = node.get("/health");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(TestNode.json(response).path("problems").toString()).contains(why);
  }

  @Test
  void aCodeIsSaidInWordsOfTheCoreOrOfTheNetworksKind() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      String reasons = "/v1/networks/" + TestRules.AIR + "/reasons/";
      assertThat(node.json(reasons + "old_sequence").path("meaning").asString(""))
          .contains("sequence");
      JsonNode ofTheKind = node.json(reasons + "neighbours");
      assertThat(ofTheKind.path("meaning").asString("")).isNotBlank();
      assertThat(ofTheKind.path("remedy").asString("")).isNotBlank();
      assertThat(node.get(reasons + "no_such_code").statusCode()).isEqualTo(404);
      assertThat(node.get("/v1/networks/nowhere/reasons/neighbours").statusCode()).isEqualTo(404);
    }
  }
}
