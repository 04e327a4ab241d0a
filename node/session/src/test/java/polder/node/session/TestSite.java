package polder.node.session;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import polder.node.gateway.Answers;
import polder.node.gateway.HttpLimits;
import polder.ports.chain.ContractWallets;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The doors of sign-in on a free port, with a clock of the test, spoken to letter by letter. */
final class TestSite implements AutoCloseable {
  static final long CHAIN = 31_337;
  static final URI PUBLIC = URI.create("https://polder.example");

  private final WebServer server;
  final Sessions sessions;
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");

  /** What came back. */
  record Reply(int status, List<String> headers, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    String reason() {
      return json().path("error").path("reason").asString("");
    }

    List<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .toList();
    }

    /** Name and value, as the browser sends them back. */
    String cookie() {
      return header("Set-Cookie").getFirst().split(";")[0];
    }
  }

  TestSite(Optional<ContractWallets> contracts) {
    this(contracts, SessionLimits.USUAL);
  }

  TestSite(Optional<ContractWallets> contracts, SessionLimits limits) {
    InstantSource clock = () -> now;
    sessions = new Sessions(clock, limits);
    WebServerConfig.Builder builder =
        WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false);
    Addresses addresses = new Addresses(List.of(Origin.of(PUBLIC)));
    HttpService other =
        rules -> {
          rules.post(
              "/v1/other",
              (request, response) -> Answers.send(response, Status.OK_200, Answers.object()));
          rules.post(
              "/v1/alerts/unsubscribe/{token}",
              (request, response) -> Answers.send(response, Status.OK_200, Answers.object()));
        };
    HttpLimits.USUAL.configure(
        builder,
        List.of(
            new SessionGuard(addresses),
            new SessionRoutes(
                new SignIn(CHAIN, contracts, clock, limits), sessions, addresses, HttpLimits.USUAL),
            other));
    server = builder.build().start();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Instant now() {
    return now;
  }

  String host() {
    return "localhost:" + server.port();
  }

  String origin() {
    return "http://" + host();
  }

  /** As a page of this node asks. */
  Reply page(String method, String path, String body, String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Host: " + host());
    all.add("Origin: " + origin());
    all.add("X-Polder: 1");
    all.add("Sec-Fetch-Site: same-origin");
    return send(method, path, body, all.toArray(String[]::new));
  }

  /** With these headers, and what HTTP itself needs. */
  Reply send(String method, String path, String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      request.append("Content-Type: application/json\r\n");
      request.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n");
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    }
  }

  private static Reply read(InputStream input) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = input.read();
      if (next < 0) {
        throw new IOException("the node went away after " + head);
      }
      head.write(next);
    }
    List<String> lines = List.of(head.toString(StandardCharsets.US_ASCII).split("\r\n"));
    int status = Integer.parseInt(lines.getFirst().split(" ")[1]);
    Reply headers = new Reply(status, lines.subList(1, lines.size()), "");
    int length =
        headers.header("Content-Length").stream().mapToInt(Integer::parseInt).findFirst().orElse(0);
    return new Reply(
        status, headers.headers(), new String(input.readNBytes(length), StandardCharsets.UTF_8));
  }

  /** What a page would let a wallet sign, with a fresh nonce. */
  String message(Account account) throws IOException {
    JsonNode given = send("GET", "/v1/session/nonce", "", "Host: " + host()).json();
    return SignInText.of(given, account, now);
  }

  /** Signs in as a page does. */
  Reply signIn(Wallet wallet) throws IOException {
    String message = message(wallet.account());
    return page("POST", "/v1/session", SignInText.body(message, wallet.sign(message)));
  }

  @Override
  public void close() {
    server.stop();
  }
}
