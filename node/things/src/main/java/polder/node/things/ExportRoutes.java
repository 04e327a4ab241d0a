package polder.node.things;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import polder.node.gateway.Answers;
import polder.node.readings.ExportQuestion;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.ReadingRow;
import polder.ports.readings.Visibility;

/** {@code GET /v1/export}: many readings as a file that is written while it is read. */
public final class ExportRoutes implements HttpService {
  private final Downloads downloads;
  private final Supplier<Visibility> visibility;
  private final Map<String, ReadingFormat> formats = new LinkedHashMap<>();

  /**
   * @param visibility what may be shown now
   * @param formats in which form it can be given, the usual one first
   */
  public ExportRoutes(
      Downloads downloads, Supplier<Visibility> visibility, List<ReadingFormat> formats) {
    this.downloads = downloads;
    this.visibility = visibility;
    formats.forEach(format -> this.formats.put(format.name(), format));
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
    downloads.send(
        request,
        response,
        new Downloads.File(
            format.mediaType(),
            "readings." + format.name(),
            visibility.get(),
            (reading, output) -> {
              ReadingFormat.Sink sink = format.open(output);
              reading.export(query, new Passed(sink));
              sink.close();
              output.close();
            }));
  }

  private ReadingFormat format(@org.jspecify.annotations.Nullable String name) {
    ReadingFormat format = name == null ? formats.values().iterator().next() : formats.get(name);
    if (format == null) {
      throw new BadRequestException("format must be one of " + String.join(", ", formats.keySet()));
    }
    return format;
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
