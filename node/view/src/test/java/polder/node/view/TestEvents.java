package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One who listens to a node's events. */
final class TestEvents implements AutoCloseable {
  private static final String DATA = "data: ";

  private final HttpClient client = HttpClient.newHttpClient();
  private final BufferedReader lines;

  /** Begins to listen; when it returns the node knows. */
  TestEvents(TestNode node, String parameters) throws IOException, InterruptedException {
    HttpResponse<java.io.InputStream> response =
        client.send(
            HttpRequest.newBuilder(node.uri("/v1/events" + parameters)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    line("retry: ");
  }

  /** The next line that begins so; those before it are passed over. */
  String line(String start) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended before a line that starts with " + start);
  }

  /** The data of the event whose head was read, as it was written. */
  String data() throws IOException {
    return line(DATA).substring(DATA.length());
  }

  /** The data of the next event of {@code type}, as it was written. */
  String next(String type) throws IOException {
    String begin = "event: " + type;
    while (!line("event: ").equals(begin)) {
      line(DATA);
    }
    return data();
  }

  /** The data of the next event of {@code type} for which {@code wanted} holds. */
  JsonNode await(String type, java.util.function.Predicate<JsonNode> wanted) throws IOException {
    JsonNode data = JsonMapper.shared().readTree(next(type));
    while (!wanted.test(data)) {
      data = JsonMapper.shared().readTree(next(type));
    }
    return data;
  }

  @Override
  public void close() throws IOException {
    lines.close();
    client.shutdownNow();
  }
}
