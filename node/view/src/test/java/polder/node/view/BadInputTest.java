package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;
import tools.jackson.databind.JsonNode;

/** Whatever comes, its sender hears why it was not taken, and the journal stays as it was. */
final class BadInputTest {
  private static final long NOW = TestRules.GENESIS_MILLIS + 1_000;

  @TempDir Path directory;
  private TestNode node;
  private TestSender known;
  private long before;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(directory);
    known = node.sender(TestRules.AIR, 1);
    assertThat(node.post(known.enrol(1), known.report(1, "10", NOW)).statusCode()).isEqualTo(200);
    before = node.journalSize();
  }

  /** Costs the node nothing else: the journal is as it was, and the next good report is taken. */
  @AfterEach
  void goesOn() throws Exception {
    assertThat(node.journalSize()).isEqualTo(before);
    assertThat(node.post(known.report(1_000, "10", NOW)).statusCode()).isEqualTo(200);
    assertThat(node.get("/health").statusCode()).isEqualTo(200);
    node.close();
  }

  private void assertError(HttpResponse<String> response, int status, String reason) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode error = TestNode.json(response).path("error");
    assertThat(error.path("reason").asString()).isEqualTo(reason);
    assertThat(error.path("detail").asString()).isNotBlank();
  }

  private void assertRefused(HttpResponse<String> response, String reason) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    JsonNode results = TestNode.json(response).path("results");
    JsonNode last = results.path(results.size() - 1);
    assertThat(last.path("verdict").asString()).isEqualTo("refused");
    assertThat(last.path("reason").asString()).as(response.body()).isEqualTo(reason);
    assertThat(last.path("detail").asString()).isNotBlank();
    assertThat(last.has("receipt")).isFalse();
  }

  private HttpResponse<String> postBytes(byte[] body) throws Exception {
    return node.post("/v1/messages", "application/cbor", body);
  }

  @Test
  void empty() throws Exception {
    assertError(postBytes(new byte[0]), 400, "empty");
  }

  @Test
  void ofAHundredMegabytesAnnounced() throws Exception {
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send(
          "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\n"
              + "Content-Length: 104857600\r\n\r\n");
      // Not one byte of the body has to be sent for the answer to come.
      String answer = connection.rest();
      assertThat(answer).startsWith("HTTP/1.1 413").contains("\"reason\":\"too_large\"");
    }
  }

  @Test
  void ofAHundredMegabytesInPieces() throws Exception {
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send(
          "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      byte[] piece = new byte[0x8000];
      for (int sent = 0; sent < 1 << 20; sent += piece.length) {
        connection.send("8000\r\n");
        connection.send(piece);
        connection.send("\r\n");
      }
      connection.send("8000\r\n");
      assertThat(connection.until("too_large")).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void ofOneHugePiece() throws Exception {
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send(
          "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n6400000\r\n");
      assertThat(connection.until("too_large")).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void truncated() throws Exception {
    byte[] whole = known.report(2, "10", NOW).toArray();
    for (int length : new int[] {1, 2, whole.length / 2, whole.length - 1}) {
      assertError(postBytes(Arrays.copyOf(whole, length)), 400, "malformed");
    }
  }

  @Test
  void truncatedAfterAGoodOne() throws Exception {
    byte[] good = known.report(2, "10", NOW).toArray();
    byte[] both = Arrays.copyOf(good, good.length + 20);
    System.arraycopy(good, 0, both, good.length, 20);
    HttpResponse<String> response = postBytes(both);
    assertRefused(response, "malformed");
    assertThat(TestNode.json(response).path("results").path(0).path("verdict").asString())
        .isEqualTo("accepted");
    before++;
  }

  @Test
  void ofTheWrongType() throws Exception {
    byte[] json = "{\"temperature\": 12}".getBytes(StandardCharsets.UTF_8);
    assertError(node.post("/v1/messages", "application/json", json), 415, "wrong_type");
    assertError(postBytes(json), 400, "malformed");
    assertRefused(postBytes(new CborWriter().text("hello").toByteArray()), "malformed");
    assertRefused(node.post(known.message(2, 50, Bytes.wrap(json))), "wrong_content");
  }

  @Test
  void nestedTenThousandDeep() throws Exception {
    byte[] deep = new byte[10_000];
    Arrays.fill(deep, (byte) 0x81);
    assertError(postBytes(deep), 400, "malformed");
    // Deep inside a message that is properly signed.
    Bytes signed = known.message(2, DeviceMessage.SENML_CBOR, Bytes.wrap(deep));
    assertRefused(node.post(signed), "malformed");
  }

  @Test
  void longerThanAMessageMayBe() throws Exception {
    Bytes huge = new CborWriter().bytes(Bytes.wrap(new byte[Message.MAX_BYTES])).toBytes();
    assertRefused(node.post(huge), "malformed");
  }

  @Test
  void tooManyAtOnce() throws Exception {
    byte[] ones = new byte[1_001];
    assertError(postBytes(ones), 413, "too_many_messages");
  }

  @Test
  void forged() throws Exception {
    byte[] report = known.report(2, "10", NOW).toArray();
    report[report.length - 1] ^= 1;
    assertRefused(postBytes(report), "bad_signature");
    byte[] enrolment = node.sender(TestRules.AIR, 2).enrol(1).toArray();
    enrolment[enrolment.length - 2] ^= 1;
    assertRefused(postBytes(enrolment), "bad_signature");
  }

  @Test
  void replayed() throws Exception {
    assertThat(node.post(known.report(3, "10", NOW)).statusCode()).isEqualTo(200);
    before = node.journalSize();
    node.closeEpoch();
    assertRefused(node.post(known.report(2, "11", NOW)), "old_sequence");
    Action again = new Action.Transfer(TestRules.AIR, known.key.id(), known.owner);
    assertRefused(node.post(known.ask(1, again)), "old_sequence");
  }

  @Test
  void fromTheFuture() throws Exception {
    long end = TestRules.GENESIS_MILLIS + TestRules.EPOCH_MILLIS;
    assertRefused(node.post(known.report(2, "10", end + 5_000)), "from_the_future");
  }

  @Test
  void tooOld() throws Exception {
    assertRefused(node.post(known.report(2, "10", NOW - 3_700_000)), "too_old");
  }

  @Test
  void ofAnUnknownDevice() throws Exception {
    TestSender stranger = node.sender(TestRules.AIR, 3);
    assertRefused(node.post(stranger.report(1, "10", NOW)), "not_enrolled");
  }

  @Test
  void forAnUnknownNetwork() throws Exception {
    TestSender elsewhere = node.sender("nowhere", 1);
    assertRefused(node.post(elsewhere.enrol(1)), "unknown_network");
    assertRefused(node.post(elsewhere.report(1, "10", NOW)), "unknown_network");
  }

  @Test
  void throughSomebodyWhoWasNotNamed() throws Exception {
    TestSender other =
        new TestSender(
            node.manifests.deployment(), TestRules.AIR, 1, known.key, Optional.of("airrohr"));
    assertRefused(node.post(other.report(2, "10", NOW)), "wrong_via");
  }

  @Test
  void ofQuantitiesThatNobodyPaysFor() throws Exception {
    Bytes humidity =
        polder.protocol.senml.SenmlPack.encode(
            List.of(
                new polder.protocol.senml.SenmlRecord(
                    "humidity",
                    "%RH",
                    new polder.protocol.senml.SenmlValue.Number(java.math.BigDecimal.TEN),
                    NOW)));
    assertRefused(node.post(known.message(2, DeviceMessage.SENML_CBOR, humidity)), "no_quantity");
  }

  @Test
  void enrolmentsThatTheRegistryWouldRefuse() throws Exception {
    TestSender thief = node.sender(TestRules.AIR, 9);
    TestSender robbed =
        new TestSender(node.manifests.deployment(), TestRules.AIR, 9, known.key, Optional.empty());
    assertRefused(node.post(robbed.enrol(1)), "not_owner");
    Action.Enrol unproven =
        new Action.Enrol(
            TestRules.AIR, thief.key.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    assertRefused(node.post(thief.ask(1, unproven)), "no_possession");
    assertRefused(
        node.post(thief.ask(1, new Action.Transfer(TestRules.AIR, known.key.id(), thief.owner))),
        "not_owner");
    assertRefused(
        node.post(thief.ask(1, new Action.Transfer(TestRules.AIR, thief.key.id(), thief.owner))),
        "not_enrolled");
    assertRefused(
        node.post(thief.ask(1, new Action.FundPurse(TestRules.AIR, "group", 1))), "no_balance");
  }

  @Test
  void moreThanOneSenderMaySend() throws Exception {
    // The report of the start is the first of 500.
    List<Bytes> reports = new ArrayList<>();
    for (int sequence = 2; sequence <= 501; sequence++) {
      reports.add(known.report(sequence, "10", NOW));
    }
    assertRefused(node.post(reports.toArray(Bytes[]::new)), "too_many");
    before += 499;
    node.closeEpoch();
    assertThat(node.post(known.report(600, "10", NOW)).statusCode()).isEqualTo(200);
    before++;
  }

  /** A place outside of 32 bits must not end the reading of a message in a crash. */
  @Test
  void withNumbersThatOverflow() throws Exception {
    Bytes wire =
        new CborWriter()
            .beginArray(5)
            .bytes(known.owner.address())
            .integer(2)
            .text("enrol")
            .beginArray(5)
            .text(TestRules.AIR)
            .bytes(known.key.id().multikey())
            .beginArray(3)
            .integer(Long.MAX_VALUE)
            .integer(0)
            .integer(0)
            .nil()
            .bytes(Bytes.EMPTY)
            .bytes(Bytes.wrap(new byte[65]))
            .toBytes();
    assertRefused(node.post(wire), "malformed");
  }

  @Test
  void anyBytes() throws Exception {
    long seed = 20_261_123;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] good = known.report(2, "10", NOW).toArray();
    for (int i = 0; i < 300; i++) {
      byte[] body = i % 2 == 0 ? good.clone() : new byte[1 + random.nextInt(2_000)];
      if (i % 2 == 0) {
        body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      } else {
        random.nextBytes(body);
      }
      HttpResponse<String> response = postBytes(body);
      assertThat(response.statusCode())
          .as("seed %d, body %d: %s", seed, i, response.body())
          .isIn(400, 413, 422);
    }
  }

  @Test
  void atAnAddressWhereNothingIs() throws Exception {
    assertError(node.get("/v1/nothing"), 404, "no_such_page");
    assertThat(node.get("/v1/messages").statusCode()).isIn(404, 405);
  }
}
