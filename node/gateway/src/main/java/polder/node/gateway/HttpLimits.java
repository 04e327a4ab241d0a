package polder.node.gateway;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.List;

/**
 * What one who connects may cost the node.
 *
 * @param bodyBytes largest body of a request
 * @param bodyMessages most messages in a body
 * @param connections most connections at once; further ones wait to be accepted
 * @param headerTime how long the headers of a request may take after its first line
 * @param bodyTime how long a body may take to arrive, however it trickles
 * @param requestTime how long a request may take from its headers to the end of its answer; files
 *     of the archive have more, in proportion to their size, and events do not end
 * @param idle how long a connection may stay open without a request; looked at as often
 */
public record HttpLimits(
    long bodyBytes,
    int bodyMessages,
    int connections,
    Duration headerTime,
    Duration bodyTime,
    Duration requestTime,
    Duration idle) {
  /**
   * 1 MiB, 1,000 messages, 2,000 connections; 15 s for headers, 60 s for a body, 120 s for a
   * request, 60 s idle.
   */
  public static final HttpLimits USUAL =
      new HttpLimits(
          1L << 20,
          1_000,
          2_000,
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofSeconds(60));

  // A weather station with many sensors says all of them in the first line, about 2,000 bytes; a
  // question with a polygon needs more.
  private static final int LINE_BYTES = 8_192;
  private static final int HEADER_BYTES = 8_192;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public HttpLimits {
    boolean allPositive =
        bodyBytes > 0
            && bodyMessages > 0
            && connections > 0
            && headerTime.isPositive()
            && bodyTime.isPositive()
            && requestTime.isPositive()
            && idle.isPositive();
    if (!allPositive) {
      throw new IllegalArgumentException("every limit of the HTTP door must be above 0");
    }
  }

  /**
   * Makes a server keep these limits, route to {@code routes}, and answer in JSON what never
   * reaches one.
   */
  public void configure(WebServerConfig.Builder server, List<HttpService> routes) {
    configure(server, routes, LargeBodies.NONE);
  }

  /** The same, but for {@code large} bodies. */
  public void configure(
      WebServerConfig.Builder server, List<HttpService> routes, LargeBodies large) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, HttpLimits::answer);
    }
    server
        .maxTcpConnections(connections)
        .maxPayloadSize(Math.max(bodyBytes, large.mostBytes()))
        .idleConnectionTimeout(idle)
        .idleConnectionPeriod(idle)
        .connectionOptions(options -> options.tcpNoDelay(true))
        // With one protocol alone a connection that never says anything counts as idle.
        .protocolsDiscoverServices(false)
        .addConnectionSelector(
            new OldHttp(
                Http1Config.builder()
                    .maxPrologueLength(LINE_BYTES)
                    .maxHeadersSize(HEADER_BYTES)
                    .addReceiveListener(Patience.forHeaders(headerTime))
                    .build()))
        .directHandlers(handlers.build())
        .routing(routing -> {
          routing.addFilter(Patience.filter(requestTime));
          routing.addFilter(large.filter(bodyBytes));
          routes.forEach(routing::register);
        });
  }

  private static DirectHandler.TransportResponse answer(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String said) {
    String reason =
        switch (status.code()) {
          case 404 -> "no_such_page";
          case 405 -> "no_such_method";
          case 413 -> "too_large";
          case 503 -> "busy";
          default -> status.code() < 500 ? "bad_request" : "internal";
        };
    String detail =
        switch (status.code()) {
          case 404 -> "there is nothing at this address; see /v1/openapi.json";
          case 413 -> "the body is larger than this node reads";
          default -> status.code() < 500 ? said : "the node failed; its log says why";
        };
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .keepAlive(type.keepAlive() && status.code() < 500 && status.code() != 413)
        .entity(Answers.write(Answers.error(reason, detail)))
        .build();
  }
}
