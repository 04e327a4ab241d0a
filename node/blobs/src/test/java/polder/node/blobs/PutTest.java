package polder.node.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import polder.node.session.SignInText;
import polder.node.session.Wallet;
import polder.protocol.Hash;
import polder.protocol.blob.PutStatement;
import polder.protocol.crypto.DeviceKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who may put what, and that nothing is left of what is not taken. */
final class PutTest extends BlobScene {
  private static final int MIB = 1 << 20;

  private void requireNothing() throws IOException {
    assertThat(debris()).isEmpty();
    assertThat(site.store.bytes()).isZero();
    assertThat(site.books.held(OWNER)).isZero();
  }

  private void requireRefused(HttpResponse<String> response, int status, String reason) {
    assertThat(BlobSite.reason(response)).isEqualTo(reason);
    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void isThereOnceItIsAnswered() throws Exception {
    byte[] content = bytes("a job's input");
    HttpResponse<String> response = site.put(device, content);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    JsonNode said = JsonMapper.shared().readTree(response.body());
    assertThat(said.path("sha256").asString()).isEqualTo(Hash.sha256(content).toHex());
    assertThat(said.path("bytes").asLong()).isEqualTo(13);
    assertThat(said.path("expiresMillis").asLong())
        .isEqualTo(site.nowMillis() + Duration.ofDays(7).toMillis());
    assertThat(file(Hash.sha256(content))).hasBinaryContent(content);
    assertThat(site.put(device, content).statusCode()).isEqualTo(200);
    assertThat(site.books.held(OWNER)).isEqualTo(13);
    assertThat(site.put(device, new byte[0]).statusCode()).isEqualTo(201);
  }

  /** In pieces of the size of a buffer: the node has 64 MiB nowhere at once. */
  @Test
  void largeOnesStream() throws Exception {
    byte[] content = random(100 * MIB);
    Hash blob = Hash.sha256(content);
    HttpResponse<String> response =
        site.put(
            blob.toHex(),
            site.sign(device, blob, content.length),
            BodyPublishers.ofByteArray(content),
            true);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(site.get(blob).body()).isEqualTo(content);
    // Neither who waits to be asked for the body nor who sends it at once is cut off.
    for (boolean waits : List.of(true, false)) {
      HttpResponse<String> again =
          site.put(
              blob.toHex(),
              site.sign(device, blob, content.length),
              BodyPublishers.ofByteArray(content),
              waits);
      assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
    }
  }

  @Test
  void otherBytesThanWereNamedAreRefused() throws Exception {
    Hash other = Hash.sha256(bytes("other"));
    for (int size : new int[] {5, 3 * MIB}) {
      byte[] content = random(size);
      requireRefused(
          site.put(other.toHex(), site.sign(device, other, size), content), 422, "wrong_hash");
    }
    requireNothing();
  }

  @Test
  void aSignatureHoldsForOneBlobOfOneSizeForAWhile() throws Exception {
    byte[] content = bytes("content");
    Hash blob = Hash.sha256(content);
    String name = blob.toHex();
    String other = Hash.sha256(bytes("other")).toHex();
    String good = site.sign(device, blob, content.length);
    requireRefused(site.put(other, good, bytes("other")), 401, "bad_signature");
    requireRefused(site.put(name, good, bytes("contents")), 401, "bad_signature");
    requireRefused(site.put(name, "Basic YTpi", content), 401, "bad_authorization");
    String elsewhere =
        new PutStatement(Hash.ZERO, blob, content.length, site.nowMillis() + 60_000)
            .sign(device)
            .header();
    requireRefused(site.put(name, elsewhere, content), 401, "bad_signature");
    String eternal =
        new PutStatement(
                BlobSite.DEPLOYMENT,
                blob,
                content.length,
                site.nowMillis() + PutStatement.MOST_AHEAD_MILLIS + 1)
            .sign(device)
            .header();
    requireRefused(site.put(name, eternal, content), 401, "expires_too_late");
    String stranger = site.sign(BlobSite.key(9), blob, content.length);
    requireRefused(site.put(name, stranger, content), 403, "not_enrolled");
    HttpResponse<String> nobody =
        site.send(
            HttpRequest.newBuilder(site.address(BlobRoutes.PREFIX + name))
                .PUT(BodyPublishers.ofByteArray(content)));
    requireRefused(nobody, 401, "not_signed");
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Polder");
    site.pass(Duration.ofSeconds(61));
    requireRefused(site.put(name, good, content), 401, "expired");
    requireNothing();
  }

  @Test
  void whoIsSignedInPutsWithoutADevice() throws Exception {
    Wallet wallet = Wallet.of(1);
    byte[] content = bytes("a renter's scene");
    String path = BlobRoutes.PREFIX + Hash.sha256(content).toHex();
    JsonNode given =
        JsonMapper.shared()
            .readTree(site.send(HttpRequest.newBuilder(site.address("/v1/session/nonce"))).body());
    String message = SignInText.of(given, wallet.account(), site.now());
    String origin = site.address("").toString();
    HttpResponse<String> opened =
        site.send(
            HttpRequest.newBuilder(site.address("/v1/session"))
                .headers("Origin", origin, "X-Polder", "1", "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(SignInText.body(message, wallet.sign(message)))));
    String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    HttpRequest.Builder put =
        HttpRequest.newBuilder(site.address(path))
            .headers("Origin", origin, "X-Polder", "1", "Cookie", cookie)
            .PUT(BodyPublishers.ofByteArray(content));
    requireRefused(site.send(put), 403, "nothing_earned");
    site.welcome(OWNER);
    HttpRequest.Builder foreign =
        HttpRequest.newBuilder(site.address(path))
            .headers("Origin", "https://elsewhere.example", "X-Polder", "1", "Cookie", cookie)
            .PUT(BodyPublishers.ofByteArray(content));
    requireRefused(site.send(foreign), 403, "cross_site");
    assertThat(site.send(put).statusCode()).isEqualTo(201);
    assertThat(site.books.held(OWNER)).isEqualTo(content.length);
  }

  @Test
  void aBlobHasItsMostBytes() throws Exception {
    Hash blob = Hash.sha256(bytes("x"));
    long bytes = BlobSite.TERMS.blobBytes() + 1;
    String head =
        "PUT "
            + BlobRoutes.PREFIX
            + blob.toHex()
            + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
            + bytes
            + "\r\nAuthorization: "
            + site.sign(device, blob, bytes)
            + "\r\n\r\n";
    assertThat(say(head)).startsWith("HTTP/1.1 413").contains("too_large");
    assertThat(say(head.replace("Content-Length: " + bytes, "Transfer-Encoding: chunked")))
        .startsWith("HTTP/1.1 411")
        .contains("length_required");
    requireNothing();
  }

  /** The large bodies that are let in for blobs are let in nowhere else. */
  @Test
  void otherDoorsKeepTheirLimit() throws Exception {
    String head =
        "POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2000000\r\n\r\n";
    assertThat(say(head)).startsWith("HTTP/1.1 413").contains("too_large");
    assertThat(say(head.replace("/v1/session", "/v1/nowhere"))).startsWith("HTTP/1.1 413");
  }

  private String say(String head) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", site.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      StringBuilder said = new StringBuilder();
      // An error is a document whose last two letters are these; the door may stay open after it.
      while (!said.toString().endsWith("}}")) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        said.append((char) next);
      }
      return said.toString();
    }
  }

  @Test
  void nothingIsLeftOfASenderWhoGoesInTheMiddle() throws Exception {
    Hash blob = Hash.sha256(random(MIB));
    String head =
        "PUT "
            + BlobRoutes.PREFIX
            + blob.toHex()
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + MIB
            + "\r\nAuthorization: "
            + site.sign(device, blob, MIB)
            + "\r\n\r\n";
    for (boolean reset : List.of(false, true)) {
      try (Socket socket = new Socket("127.0.0.1", site.port())) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(random(MIB), 0, MIB / 2);
        if (reset) {
          socket.setSoLinger(true, 0);
        } else {
          socket.shutdownOutput();
          InputStream input = socket.getInputStream();
          assertThat(new String(input.readAllBytes(), StandardCharsets.UTF_8))
              .doesNotContain("201");
        }
      }
    }
    // Whoever is let in now comes after both are out: all places are free and nothing is held.
    awaitIdle();
    requireNothing();
    assertThat(site.put(device, random(MIB)).statusCode()).isEqualTo(201);
  }

  private void awaitIdle() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (site.books.held(OWNER) > 0 || !debris().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void manyPutOneBlobAtOnce() throws Exception {
    byte[] content = random(4 * MIB);
    DeviceKey other = site.enrol(2, Wallet.of(2).account());
    List<Callable<HttpResponse<String>>> senders = new ArrayList<>();
    for (DeviceKey key : List.of(device, device, other, other)) {
      senders.add(() -> site.put(key, content));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int created = 0;
      for (Future<HttpResponse<String>> sent : threads.invokeAll(senders)) {
        assertThat(sent.get().statusCode()).as(sent.get().body()).isIn(200, 201);
        created += sent.get().statusCode() == 201 ? 1 : 0;
      }
      assertThat(created).isEqualTo(1);
    }
    assertThat(site.store.bytes()).isEqualTo(content.length);
    assertThat(site.books.held(OWNER)).isEqualTo(content.length);
    assertThat(site.books.held(Wallet.of(2).account())).isEqualTo(content.length);
    assertThat(site.get(Hash.sha256(content)).body()).isEqualTo(content);
    assertThat(debris()).isEmpty();
  }

  @Test
  void aFullStoreSaysSo() throws Exception {
    site.close();
    BlobTerms terms = new BlobTerms(MIB, 10 * MIB, Duration.ofDays(1), 4, 1_000);
    site = new BlobSite(folder, terms, MIB + 100);
    site.enrol(1, OWNER);
    assertThat(site.put(device, random(MIB)).statusCode()).isEqualTo(201);
    requireRefused(site.put(device, random(101)), 507, "store_full");
    assertThat(site.put(device, random(100)).statusCode()).isEqualTo(201);
    assertThat(debris()).isEmpty();
    assertThat(site.books.held(OWNER)).isEqualTo(MIB + 100);
  }

  @Test
  void anAccountHasItsQuota() throws Exception {
    site.close();
    BlobTerms terms = new BlobTerms(MIB, 1_000, Duration.ofDays(1), 4, 1_000);
    site = new BlobSite(folder, terms, 10 * MIB);
    site.enrol(1, OWNER);
    DeviceKey second = site.enrol(2, OWNER);
    DeviceKey other = site.enrol(3, Wallet.of(2).account());
    assertThat(site.put(device, random(600)).statusCode()).isEqualTo(201);
    HttpResponse<String> over = site.put(second, random(401));
    requireRefused(over, 409, "over_quota");
    assertThat(over.body()).contains(OWNER.toString(), "600", "1000");
    assertThat(site.put(second, random(600)).statusCode()).as("costs nothing").isEqualTo(200);
    assertThat(site.put(second, random(400)).statusCode()).isEqualTo(201);
    assertThat(site.put(other, random(401)).statusCode()).isEqualTo(201);
    site = site.again();
    requireRefused(site.put(device, random(1)), 409, "over_quota");
    site.pass(Duration.ofDays(1));
    assertThat(site.books.sweep()).isEqualTo(3);
    assertThat(site.put(device, random(401)).statusCode()).isEqualTo(201);
  }

  @Test
  void aNameIsWrittenInOneWayAndLeadsNowhereElse() throws Exception {
    String name = Hash.sha256(bytes("x")).toHex();
    for (String bad :
        List.of(
            "x",
            "0x" + name,
            name.toUpperCase(Locale.ROOT),
            name.substring(1),
            name + "0",
            name + ".note",
            "..%2f..%2fetc%2fpasswd",
            "%2e%2e",
            "%" + Integer.toHexString(name.charAt(0)) + name.substring(1))) {
      for (String method : List.of("PUT", "GET")) {
        HttpResponse<String> response =
            site.send(
                HttpRequest.newBuilder(site.address(BlobRoutes.PREFIX + bad))
                    .method(method, BodyPublishers.ofString("x")));
        assertThat(response.statusCode()).as(method + " " + bad).isIn(400, 404);
      }
    }
    assertThat(
            say("GET /v1/blobs/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .doesNotContain("200 OK");
    requireNothing();
    assertThat(Files.list(folder).map(file -> file.getFileName().toString()).toList())
        .containsExactlyInAnyOrder("incoming", "lock");
  }
}
