package polder.app.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.app.ArchiveExport;
import polder.app.ReadingFormats;
import polder.node.archive.EvidenceException;
import polder.node.readings.ExportQuestion;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;

/** Writes readings to a file, from a node or from an archive. */
@Command(
    name = "export",
    description = "Write readings to a file, as far as the networks' data policies allow.")
public final class ExportCommand implements Action {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  @Option(names = "--network", paramLabel = "NAME", description = "Only of this network.")
  private @Nullable String network;

  @Option(names = "--device", paramLabel = "DID", description = "Only of this device.")
  private @Nullable String device;

  @Option(
      names = "--quantity",
      paramLabel = "NAME",
      description = "Only of this quantity, such as temperature.")
  private @Nullable String quantity;

  @Option(
      names = "--area",
      paramLabel = "BOX|FILE",
      description =
          "Only from within south,west,north,east in degrees, such as 52.3,13.1,52.7,13.8, or"
              + " within the polygon of a GeoJSON file.")
  private @Nullable String area;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Measured then or later: 2026-01-31, or 2026-01-31T12:00:00Z.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Measured before.")
  private @Nullable String to;

  @Option(
      names = "--verdict",
      paramLabel = "NAMES",
      description =
          "Only with these verdicts: all, or some of accepted, corroborated, unverified, rejected"
              + " with commas (default: accepted,corroborated).")
  private @Nullable String verdict;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      description = "csv, geojson or parquet (default: ${DEFAULT-VALUE}).")
  private String format = "csv";

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
  private Path out = Path.of("readings.csv");

  @Option(
      names = "--archive",
      paramLabel = "DIR|URL",
      description =
          "Take them from an archive, a folder or an address such as http://host:7777/v1/archive,"
              + " instead of from a node that runs.")
  private @Nullable String archive;

  @Mixin private NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Map<String, String> words = new LinkedHashMap<>();
    Optional<ReadingFormat> form = ReadingFormats.named(format);
    if (form.isEmpty()) {
      return output.fail(
          ExitCode.USAGE,
          "there is no format " + format,
          "name one of " + String.join(", ", ReadingFormats.names()));
    }
    ReadingQuery query;
    try {
      put(words, "network", network);
      put(words, "device", device);
      put(words, "quantity", quantity);
      put(words, "area", area == null ? null : AreaFile.text(area));
      put(words, "from", from);
      put(words, "to", to);
      put(words, "verdict", verdict);
      query = ExportQuestion.of(words);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "see polder export --help");
    }
    // Whole or not at all: a file that was cut off must not look like one that was not.
    long keptFrom = 0;
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      if (archive == null) {
        fetch(words, part);
      } else {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(part))) {
          keptFrom = ArchiveExport.write(archive, query, form.get(), file);
        }
      }
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
    } catch (EvidenceException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the archive is damaged: " + e.getMessage(),
          "take another one, or ask `polder audit` what differs");
    } finally {
      Files.deleteIfExists(part);
    }
    long bytes = Files.size(out);
    output.line(
        "wrote "
            + bytes
            + " bytes to "
            + out
            + (keptFrom == 0 ? "" : "; pruned: kept from epoch " + keptFrom + " on"));
    output.document(Map.of("file", out.toString(), "bytes", bytes));
    return ExitCode.DONE;
  }

  private static void put(Map<String, String> words, String name, @Nullable String word) {
    if (word != null) {
      words.put(name, word);
    }
  }

  private void fetch(Map<String, String> words, Path part)
      throws IOException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>(words);
    all.put("format", format);
    String question =
        all.entrySet().stream()
            .map(word ->
                word.getKey() + "=" + URLEncoder.encode(word.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    URI uri = node.address().resolve("/v1/export?" + question);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      HttpResponse<InputStream> answer =
          client.send(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          String said = new String(body.readNBytes(2_000), StandardCharsets.UTF_8);
          throw new IOException("the node answered " + answer.statusCode() + ": " + said);
        }
        Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
