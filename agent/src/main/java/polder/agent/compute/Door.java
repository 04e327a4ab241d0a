package polder.agent.compute;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import polder.agent.format.Json;
import polder.networks.GroupKey;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.blob.PutProof;
import polder.protocol.identity.DeviceId;

/**
 * The machine's own door: where its leases are reached, for everybody; what they say and do, for
 * the device that ordered.
 *
 * <pre>
 * GET  /v1/leases/{order}                 endpoints and states of services
 * GET  /v1/leases/{order}/at/{service}/{port}  leads a browser to where that port is reached
 * GET  /v1/leases/{order}/logs/{service}  what it said; ?follow=true goes on
 * POST /v1/leases/{order}/exec/{service}  runs a command: CBOR [words, standard input] → frames
 * PUT  /v1/leases/{order}/job             updates it: the new job's bytes
 * GET  /v1/leases/{order}/tiles           tiles that are rendered: a list of them, CBOR
 * GET  /v1/leases/{order}/tiles/{index}   one of them, a PNG
 * POST /v1/speed                          answers a task, for who was drawn to time this machine
 * </pre>
 */
final class Door implements AutoCloseable {
  /** Where this machine is timed. */
  static final String SPEED = "/v1/speed";

  private static final String PREFIX = "/v1/leases/";
  private static final int MOST_BODY = 1 << 20;
  private static final int MOST_REQUESTS = 64;

  static {
    // Whoever sends or takes slowly holds a thread: before the server's first use.
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final LeaseDesk desk;
  private final SpeedDesk speeds;
  private final DoorGuard guard;
  private final String host;
  private final Semaphore requests = new Semaphore(MOST_REQUESTS);

  private Door(Place place, ExecutorService threads, Desks desks, DoorGuard guard) {
    this.server = place.server();
    this.host = place.host();
    this.threads = threads;
    this.desk = desks.leases();
    this.speeds = desks.speeds();
    this.guard = guard;
  }

  /** Who answers: of leases, and of how fast the machine is. */
  record Desks(LeaseDesk leases, SpeedDesk speeds) {}

  /** A server, and the address at which others reach it. */
  private record Place(HttpServer server, String host) {}

  /**
   * Opens it.
   *
   * @param where where it listens, and how others call this machine
   * @throws IOException if the port is taken
   */
  static Door open(ComputeSettings.DoorPlace where, Desks desks, DoorGuard guard)
      throws IOException {
    InetSocketAddress listen = where.listen();
    HttpServer server;
    try {
      server = HttpServer.create(listen, MOST_REQUESTS);
    } catch (IOException e) {
      throw new IOException(
          "this machine's door cannot listen on " + listen + ": " + e.getMessage(), e);
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Door door = new Door(new Place(server, where.host()), threads, desks, guard);
    server.setExecutor(threads);
    server.createContext("/", door::answer);
    server.start();
    return door;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!requests.tryAcquire()) {
        refuse(exchange, 503, "busy", "too many requests at once; try again in a few seconds");
        return;
      }
      try {
        route(exchange);
      } catch (DoorException e) {
        refuse(exchange, e.status(), e.reason(), String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        requests.release();
      }
    }
  }

  private void route(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getRawPath();
    List<String> words =
        path.startsWith(PREFIX)
            ? List.of(path.substring(PREFIX.length()).split("/", -1))
            : List.of();
    String what =
        exchange.getRequestMethod()
            + (path.equals(SPEED)
                ? " speed"
                : (words.size() < 2 ? "" : " " + words.get(1)) + words.size());
    switch (what) {
      case "POST speed" -> speed(exchange);
      case "GET1" -> send(exchange, desk.lease(deal(words)));
      case "GET at4" -> lead(exchange, words);
      case "GET logs3" -> logs(exchange, words);
      case "POST exec3" -> exec(exchange, words);
      case "PUT job2" -> update(exchange, words);
      case "GET tiles2" -> tiles(exchange, words);
      case "GET tiles3" -> tile(exchange, words);
      default ->
          throw new DoorException(
              404, "no_such_route", "this door knows " + PREFIX + "ORDER and " + SPEED);
    }
  }

  private Deal deal(List<String> words) throws DoorException {
    if (words.getFirst().length() <= 80 && words.getFirst().matches("[A-Za-z0-9._-]+")) {
      GroupKey order = new GroupKey(words.getFirst());
      Optional<Deal> deal = Seals.isOrder(order) ? desk.find(order) : Optional.empty();
      if (deal.isPresent()) {
        return deal.get();
      }
    }
    throw new DoorException(404, "no_such_lease", "this machine has no lease of that order");
  }

  private Bytes admitted(HttpExchange exchange, Deal deal) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      throw new DoorException(413, "too_large", "a request has at most " + MOST_BODY + " bytes");
    }
    Bytes content = Bytes.wrap(body);
    admit(exchange, content, deal.client());
    return content;
  }

  private void admit(HttpExchange exchange, Bytes content, DeviceId asker) throws DoorException {
    Optional<PutProof.Objection> objection = guard.objection(exchange, content, asker);
    if (objection.isPresent()) {
      throw new DoorException(401, objection.get().reason(), objection.get().detail());
    }
  }

  private void speed(HttpExchange exchange) throws IOException, InterruptedException {
    DeviceId timer =
        DoorGuard.claimed(exchange)
            .filter(speeds::isDrawn)
            .orElseThrow(() ->
                new DoorException(
                    409,
                    "not_asked_to_time",
                    "only machines that were drawn to time this one may ask, each with its key"));
    byte[] body = exchange.getRequestBody().readNBytes(SpeedDesk.MOST_BODY + 1);
    if (body.length > SpeedDesk.MOST_BODY) {
      throw new DoorException(
          413, "too_large", "a question has at most " + SpeedDesk.MOST_BODY + " bytes");
    }
    Bytes content = Bytes.wrap(body);
    admit(exchange, content, timer);
    send(exchange, speeds.answer(timer, content));
  }

  private void logs(HttpExchange exchange, List<String> words)
      throws IOException, InterruptedException {
    Deal deal = deal(words);
    admitted(exchange, deal);
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    LeaseDesk.Talk logs = desk.logs(deal, words.get(2), query.equals("follow=true"));
    stream(exchange, "text/plain; charset=utf-8", logs);
  }

  /** Ports are mapped to others: a page can link here without knowing to which. */
  private void lead(HttpExchange exchange, List<String> words) throws IOException {
    int port = desk.hostPort(deal(words), words.get(2), words.get(3));
    String name = URI.create(host).getHost();
    if (name == null) {
      throw new DoorException(409, "no_host", "this machine says of no address that it is its own");
    }
    exchange.getResponseHeaders().set("Location", "http://" + name + ":" + port + "/");
    exchange.sendResponseHeaders(307, -1);
  }

  private void exec(HttpExchange exchange, List<String> words)
      throws IOException, InterruptedException {
    Deal deal = deal(words);
    Bytes body = admitted(exchange, deal);
    stream(exchange, "application/octet-stream", desk.exec(deal, words.get(2), body));
  }

  private void update(HttpExchange exchange, List<String> words)
      throws IOException, InterruptedException {
    Deal deal = deal(words);
    Bytes body = admitted(exchange, deal);
    send(exchange, desk.update(deal, body));
  }

  private void tiles(HttpExchange exchange, List<String> words)
      throws IOException, InterruptedException {
    Deal deal = deal(words);
    admitted(exchange, deal);
    Bytes list = desk.tiles(deal).encode();
    stream(exchange, "application/cbor", out -> out.write(list.unsafeArray()));
  }

  private void tile(HttpExchange exchange, List<String> words)
      throws IOException, InterruptedException {
    Deal deal = deal(words);
    admitted(exchange, deal);
    stream(exchange, "image/png", desk.tile(deal, words.get(2)));
  }

  private static void stream(HttpExchange exchange, String type, LeaseDesk.Talk talk)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      talk.to(body);
    }
  }

  private static void send(HttpExchange exchange, Object document) throws IOException {
    answer(exchange, 200, document);
  }

  private static void refuse(HttpExchange exchange, int status, String reason, String detail)
      throws IOException {
    answer(
        exchange,
        status,
        java.util.Map.of("error", java.util.Map.of("reason", reason, "detail", detail)));
  }

  private static void answer(HttpExchange exchange, int status, Object document)
      throws IOException {
    byte[] body = Json.MAPPER.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
