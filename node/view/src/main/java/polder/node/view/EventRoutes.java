package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import polder.node.gateway.Answers;
import polder.node.gateway.Patience;
import polder.protocol.identity.DeviceId;

/**
 * {@code GET /v1/events}: server-sent events (HTML Living Standard §9.2), one a sealed epoch; with
 * {@code ?device=did:key:…} also one for each message of that device, as soon as it is accepted,
 * and what it earns; with {@code ?network=…} also that network's pulse.
 */
final class EventRoutes implements HttpService {
  private static final String HEARTBEAT = ": still here\n\n";

  private final Sources sources;
  private final Events events;
  private final Pulse pulse;

  EventRoutes(Sources sources, Events events, Pulse pulse) {
    this.sources = sources;
    this.events = events;
    this.pulse = pulse;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/events", this::listen);
  }

  private void listen(ServerRequest request, ServerResponse response) {
    Optional<DeviceId> device;
    try {
      device = Question.parameter(request, "device").map(Question::device).map(sources::named);
    } catch (Question.BadQuestion e) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "bad_question", String.valueOf(e.getMessage()));
      return;
    }
    Optional<String> network = Question.parameter(request, "network");
    if (network.isPresent() && isUnknown(network.get())) {
      Answers.refuse(
          response,
          Status.NOT_FOUND_404,
          "unknown_network",
          "there is no network " + network.get());
      return;
    }
    Optional<Events.Listener> listener = events.listen(device, network);
    if (listener.isEmpty()) {
      response.header(HeaderNames.RETRY_AFTER, "10");
      Answers.refuse(
          response, Status.SERVICE_UNAVAILABLE_503, "busy", "too many listen to events already");
      return;
    }
    // One who does not read is dropped when its queue is full.
    Patience.with(request).ifPresent(Patience::end);
    response
        .status(Status.OK_200)
        .header(HeaderNames.CONTENT_TYPE, "text/event-stream")
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .header(HeaderValues.CONNECTION_CLOSE);
    try (Events.Listener its = listener.get();
        OutputStream output = response.outputStream()) {
      write(output, "retry: 3000\n\n");
      if (device.isPresent() || network.isPresent()) {
        pulse.wake();
      }
      while (!its.isDropped()) {
        write(output, its.next().orElse(HEARTBEAT));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // The listener has gone; nothing is lost with it.
    }
  }

  private boolean isUnknown(String network) {
    return sources.closing().standing().manifests().network(network).isEmpty();
  }

  private static void write(OutputStream output, String text) throws IOException {
    output.write(text.getBytes(StandardCharsets.UTF_8));
    output.flush();
  }
}
