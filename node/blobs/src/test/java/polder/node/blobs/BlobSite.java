package polder.node.blobs;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import polder.adapters.files.FileBlobs;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.LargeBodies;
import polder.node.session.Addresses;
import polder.node.session.SessionGuard;
import polder.node.session.SessionLimits;
import polder.node.session.SessionRoutes;
import polder.node.session.Sessions;
import polder.node.session.SignIn;
import polder.node.session.Visitors;
import polder.protocol.Hash;
import polder.protocol.blob.PutStatement;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.json.JsonMapper;

/** The doors of blobs on a free port, over real files, with a clock of the test. */
final class BlobSite implements AutoCloseable, Depositors {
  static final Hash DEPLOYMENT = Hash.sha256(new byte[] {7});
  static final long STORE_BYTES = 256L << 20;
  static final BlobTerms TERMS =
      new BlobTerms(128L << 20, 200L << 20, Duration.ofDays(7), 4, 64 << 10);

  private final Path folder;
  private final BlobTerms terms;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<DeviceId, Account> enrolled = new HashMap<>();
  private final Set<Account> welcome = new HashSet<>();
  private final BlobRoutes routes;
  private final WebServer server;
  final FileBlobs store;
  final BlobBooks books;
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");

  BlobSite(Path folder) throws IOException {
    this(folder, TERMS, STORE_BYTES);
  }

  BlobSite(Path folder, BlobTerms terms, long storeBytes) throws IOException {
    this.folder = folder;
    this.terms = terms;
    InstantSource clock = () -> now;
    store = FileBlobs.open(folder, new FileBlobs.Limits(storeBytes, 0));
    books = BlobBooks.open(store, terms, clock);
    Addresses addresses = new Addresses(List.of());
    Sessions sessions = new Sessions(clock, SessionLimits.USUAL);
    PutCheck check = new PutCheck(DEPLOYMENT, this, new Visitors(sessions, addresses), clock);
    routes = new BlobRoutes(new PutRoute(store, books, check, terms), new GetRoute(store, terms));
    WebServerConfig.Builder builder =
        WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false);
    HttpLimits.USUAL.configure(
        builder,
        List.of(
            new SessionGuard(addresses),
            new SessionRoutes(
                new SignIn(1, Optional.empty(), clock, SessionLimits.USUAL),
                sessions,
                addresses,
                HttpLimits.USUAL),
            routes),
        new LargeBodies(BlobRoutes.PREFIX, terms.blobBytes()));
    server = builder.build().start();
  }

  /** The same folder, in a node that was started anew. */
  BlobSite again() throws IOException {
    close();
    BlobSite next = new BlobSite(folder, terms, STORE_BYTES);
    next.enrolled.putAll(enrolled);
    next.now = now;
    return next;
  }

  BlobRoutes routes() {
    return routes;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  long nowMillis() {
    return now.toEpochMilli();
  }

  Instant now() {
    return now;
  }

  int port() {
    return server.port();
  }

  URI address(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  DeviceKey enrol(int number, Account owner) {
    DeviceKey key = key(number);
    enrolled.put(key.id(), owner);
    return key;
  }

  static DeviceKey key(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return DeviceKey.ed25519(seed);
  }

  void welcome(Account account) {
    welcome.add(account);
  }

  @Override
  public Optional<Account> owner(DeviceId device) {
    return Optional.ofNullable(enrolled.get(device));
  }

  @Override
  public boolean isWelcome(Account account) {
    return welcome.contains(account);
  }

  String sign(DeviceKey key, Hash blob, long bytes) {
    return new PutStatement(DEPLOYMENT, blob, bytes, nowMillis() + 60_000).sign(key).header();
  }

  /** Puts {@code content} by its own name, as {@code key} signs. */
  HttpResponse<String> put(DeviceKey key, byte[] content) throws Exception {
    Hash blob = Hash.sha256(content);
    return put(blob.toHex(), sign(key, blob, content.length), content);
  }

  HttpResponse<String> put(String name, String authorization, byte[] content) throws Exception {
    return put(name, authorization, BodyPublishers.ofByteArray(content), false);
  }

  HttpResponse<String> put(String name, String authorization, BodyPublisher body, boolean waits)
      throws Exception {
    return send(
        HttpRequest.newBuilder(address(BlobRoutes.PREFIX + name))
            .header("Authorization", authorization)
            .expectContinue(waits)
            .version(HttpClient.Version.HTTP_1_1)
            .PUT(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> get(Hash blob, String... headers) throws Exception {
    return ask("GET", blob, headers);
  }

  HttpResponse<byte[]> ask(String method, Hash blob, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(BlobRoutes.PREFIX + blob.toHex()))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  static String reason(HttpResponse<String> response) {
    return JsonMapper.shared()
        .readTree(response.body())
        .path("error")
        .path("reason")
        .asString(response.body());
  }

  @Override
  public void close() throws IOException {
    client.shutdownNow();
    server.stop();
    store.close();
  }
}
