package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EvidenceException;
import polder.node.gateway.Answers;
import polder.node.gateway.Patience;
import polder.ports.Archive;
import polder.ports.Time;
import polder.protocol.Bytes;
import polder.protocol.manifest.Manifests;

/**
 * {@code GET /v1/archive/…}: an archive's files exactly as they stand. Only what has the shape of
 * an archive's path is looked for. Files that hold readings keep to the networks' data policies.
 */
public final class ArchiveFiles implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveFiles.class);
  private static final String PREFIX = "/v1/archive/";
  private static final Pattern OPEN =
      Pattern.compile(
          "latest\\.cbor|kept\\.cbor|(?:manifests|events)/[0-9a-f]{64}\\.cbor|epochs/[0-9]{12}-[0-9]{1,3}/(?:header\\.cose|links\\.cbor)");
  private static final Pattern WITH_READINGS =
      Pattern.compile(
          "(?:epochs|snapshots)/([0-9]{12})-([0-9]{1,3})(?:/inputs\\.cbor|/outcome\\.cbor|/exhibits/[0-9a-f]{64}\\.blob|\\.cbor)");
  private static final Duration SHORTEST = Duration.ofSeconds(60);
  private static final long SLOWEST_BYTES_A_SECOND = 50_000;

  private final Archive.Reader archive;
  private final Policies policies;
  private final Time time;

  /** What the policies depend on. */
  public interface Policies {
    /** The rules in force; without any, no file with readings is shown. */
    Optional<Manifests> manifests() throws IOException;

    /** The header of an epoch, if it is sealed. */
    Optional<EpochHeader> header(long epoch) throws IOException;

    /** From which epoch on all files are kept. */
    long keptFrom() throws IOException;
  }

  /** The files of {@code archive}. */
  public ArchiveFiles(Archive.Reader archive, Policies policies, Time time) {
    this.archive = archive;
    this.policies = policies;
    this.time = time;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/archive/*", this::byPath);
  }

  private void byPath(ServerRequest request, ServerResponse response) {
    // The path as it was sent: what is written with percent signs is no path of an archive.
    String path = request.path().absolute().rawPath();
    send(request, response, path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "");
  }

  static void noSuchFile(ServerResponse response) {
    Answers.refuse(
        response, Status.NOT_FOUND_404, "no_such_file", "the archive holds no such file");
  }

  /** Sends the file at {@code path}, or why not. */
  void send(ServerRequest request, ServerResponse response, String path) {
    try {
      Optional<String> closed = closed(path);
      Optional<Bytes> file =
          isPath(path) && closed.isEmpty() ? archive.read(path) : Optional.empty();
      if (closed.isPresent()) {
        Answers.refuse(response, Status.FORBIDDEN_403, "restricted", closed.get());
      } else if (file.isEmpty()) {
        notThere(response, path);
      } else {
        Duration patience = SHORTEST.plusSeconds(file.get().size() / SLOWEST_BYTES_A_SECOND);
        Patience.with(request).ifPresent(its -> its.grant(patience));
        response
            .status(Status.OK_200)
            .header(HeaderNames.CONTENT_TYPE, type(path))
            .header(HeaderNames.CACHE_CONTROL, caching(path))
            .send(file.get().unsafeArray());
      }
    } catch (IOException | EvidenceException e) {
      LOG.error("cannot read {} of the archive: {}", path, e.getMessage(), e);
      Answers.refuse(
          response,
          Status.INTERNAL_SERVER_ERROR_500,
          "unreadable",
          "the node cannot read its archive; its log says why");
    }
  }

  private void notThere(ServerResponse response, String path) throws IOException {
    long keptFrom = policies.keptFrom();
    if (ArchivePaths.isPrunable(path) && ArchivePaths.epochOf(path).orElse(keptFrom) < keptFrom) {
      Answers.refuse(response, Status.GONE_410, Question.PRUNED, Question.pruned(keptFrom));
    } else {
      noSuchFile(response);
    }
  }

  private static boolean isPath(String path) {
    return OPEN.matcher(path).matches() || WITH_READINGS.matcher(path).matches();
  }

  private static String type(String path) {
    if (path.endsWith(".blob")) {
      return "application/octet-stream";
    }
    return path.endsWith(".cose") ? "application/cose" : "application/cbor";
  }

  /** All but the pointer to the newest epoch and the note of what is kept never change. */
  private static String caching(String path) {
    return path.equals(ArchivePaths.LATEST) || path.equals(ArchivePaths.KEPT)
        ? "no-cache"
        : "public, max-age=31536000, immutable";
  }

  /** Why a file may not be read now, if so. */
  private Optional<String> closed(String path) throws IOException {
    Matcher matcher = WITH_READINGS.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<Manifests> manifests = policies.manifests();
    if (manifests.isEmpty()) {
      return Optional.of("no epoch is here yet");
    }
    Disclosure disclosure = new Disclosure(manifests.get().networks(), time.nowMillis());
    Optional<String> restricted = disclosure.restricted();
    if (restricted.isPresent() || !disclosure.isDelayed()) {
      return restricted;
    }
    Optional<EpochHeader> header = policies.header(Long.parseLong(matcher.group(1)));
    return header.isEmpty()
        ? Optional.of("this epoch is not sealed")
        : disclosure.why(header.get().endMillis());
  }
}
