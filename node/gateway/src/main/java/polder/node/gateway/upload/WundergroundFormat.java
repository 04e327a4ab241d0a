package polder.node.gateway.upload;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.ViaDevice;
import polder.protocol.senml.SenmlRecord;

/**
 * The upload protocol of Weather Underground: {@code
 * /weatherstation/updateweatherstation.php?ID=…&PASSWORD=…&dateutc=…&tempf=…}. The secret is the
 * password; the ID does not matter. Firmware that forgets the question mark, or puts an ampersand
 * in its place, is understood too.
 */
final class WundergroundFormat implements UploadFormat {
  private static final String PAGE = "updateweatherstation.php";

  private final ConsoleReport report;

  WundergroundFormat(ConsoleReport report) {
    this.report = report;
  }

  @Override
  public UploadKind kind() {
    return UploadKind.WUNDERGROUND;
  }

  @Override
  public List<Entrance> entrances() {
    // A path that goes on with fields instead of a question mark is still one step of the path.
    return List.of(
        new Entrance(false, "/weatherstation/{page}"),
        new Entrance(true, "/weatherstation/{page}"));
  }

  @Override
  public Set<String> types() {
    return Set.of("application/x-www-form-urlencoded", "text/plain");
  }

  private static Form form(Upload upload) {
    String page = upload.path().substring(upload.path().lastIndexOf('/') + 1);
    String inPath = page.startsWith(PAGE) ? page.substring(PAGE.length()) : "";
    String body = new String(upload.body().unsafeArray(), StandardCharsets.UTF_8);
    return new Form(String.join("&", inPath, upload.query(), body));
  }

  @Override
  public Optional<String> secret(Upload upload) {
    return form(upload).text("PASSWORD");
  }

  @Override
  public List<SenmlRecord> read(
      Upload upload, ViaDevice device, Quantities wanted, long nowMillis) {
    return report.read(device.key().id(), form(upload), wanted, nowMillis);
  }

  @Override
  public Answer answer(Upload upload, Outcome outcome) {
    Status status = outcome.status(Status.OK_200);
    if (status.code() == 200) {
      return Answer.plain(status, "success\n");
    }
    String begin =
        status.code() == 401
            ? "INVALIDPASSWORDID|Password or key and/or id are incorrect"
            : "ERROR";
    return Answer.plain(status, begin + "|" + outcome.complaint() + "\n");
  }
}
