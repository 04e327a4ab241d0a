package polder.node.things;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import polder.node.gateway.Answers;
import polder.node.gateway.Patience;
import polder.node.readings.ExportQuestion;
import polder.ports.readings.ReadModel;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.ReadingRow;
import polder.ports.readings.Visibility;

/** {@code GET /v1/export}: many readings as a file that is written while it is read. */
public final class ExportRoutes implements HttpService {
  private final ReadModel store;
  private final Supplier<Visibility> visibility;
  private final Map<String, ReadingFormat> formats = new LinkedHashMap<>();
  private final ThingsLimits limits;
  private final Semaphore free;

  /**
   * @param store what is asked
   * @param visibility what may be shown now
   * @param formats in which form it can be given, the usual one first
   */
  public ExportRoutes(
      ReadModel store,
      Supplier<Visibility> visibility,
      List<ReadingFormat> formats,
      ThingsLimits limits) {
    this.store = store;
    this.visibility = visibility;
    formats.forEach(format -> this.formats.put(format.name(), format));
    this.limits = limits;
    this.free = new Semaphore(limits.exports());
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/export", this::export);
  }

  private void export(ServerRequest request, ServerResponse response) throws IOException {
    ReadingFormat format;
    ReadingQuery query;
    try {
      Map<String, String> words = Address.parameters(request);
      format = format(words.remove("format"));
      for (String name : words.keySet()) {
        if (!ExportQuestion.NAMES.contains(name)) {
          throw new BadRequestException("an export has no parameter " + name);
        }
      }
      query = ExportQuestion.of(words);
    } catch (BadRequestException | IllegalArgumentException e) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "bad_question", String.valueOf(e.getMessage()));
      return;
    }
    if (!free.tryAcquire()) {
      response.header(HeaderNames.RETRY_AFTER, "60");
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "busy",
          "other exports are running; ask again in a minute");
      return;
    }
    try {
      send(request, response, format, query);
    } catch (ReadModel.TooCostlyException e) {
      // Once the file has begun it can only be cut off, which closes the connection.
      if (response.isSent()) {
        throw e;
      }
      response.header(HeaderNames.RETRY_AFTER, "60");
      Answers.refuse(
          response, Status.SERVICE_UNAVAILABLE_503, "busy", String.valueOf(e.getMessage()));
    } finally {
      free.release();
    }
  }

  private ReadingFormat format(@org.jspecify.annotations.Nullable String name) {
    ReadingFormat format = name == null ? formats.values().iterator().next() : formats.get(name);
    if (format == null) {
      throw new BadRequestException("format must be one of " + String.join(", ", formats.keySet()));
    }
    return format;
  }

  private void send(
      ServerRequest request, ServerResponse response, ReadingFormat format, ReadingQuery query)
      throws IOException {
    Patience.with(request)
        .ifPresent(patience -> patience.grant(Duration.ofMillis(limits.exportMillis())));
    store.read(
        visibility.get(),
        limits.exportMillis(),
        reading -> {
          response
              .status(Status.OK_200)
              .header(HeaderNames.CONTENT_TYPE, format.mediaType())
              .header(HeaderNames.CACHE_CONTROL, "no-store")
              .header(
                  HeaderNames.CONTENT_DISPOSITION,
                  "attachment; filename=\"readings." + format.name() + "\"");
          // Not closed when something goes wrong: a file that was cut off must not look whole.
          OutputStream output = response.outputStream();
          ReadingFormat.Sink sink = format.open(output);
          long rows = reading.export(query, new Passed(sink));
          sink.close();
          output.close();
          return rows;
        });
  }

  /** Hands rows on; the sink is closed only when all went well. */
  private record Passed(ReadingFormat.Sink sink) implements ReadingFormat.Sink {
    @Override
    public void add(ReadingRow row) throws IOException {
      sink.add(row);
    }

    @Override
    public void close() {}
  }
}
