package polder.node.gateway.upload;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.node.gateway.Answers;
import polder.node.gateway.ViaDevice;
import polder.protocol.senml.SenmlRecord;

/**
 * The Ecowitt protocol of Fine Offset consoles ("Customized"): a form, posted to a path that the
 * owner chooses and that ends in the secret. The protocol's own {@code PASSKEY} shows nothing: it
 * is the MD5 of the console's MAC address. Consoles of Ambient Weather send the same fields by GET,
 * some with an ampersand where the question mark should be.
 */
final class EcowittFormat implements UploadFormat {
  private static final String BEGIN = "/data/report/";
  private static final Pattern REST = Pattern.compile("([A-Za-z0-9_-]+)(.*)");

  private final ConsoleReport report;

  EcowittFormat(ConsoleReport report) {
    this.report = report;
  }

  @Override
  public UploadKind kind() {
    return UploadKind.ECOWITT;
  }

  @Override
  public List<Entrance> entrances() {
    return List.of(new Entrance(true, BEGIN + "{secret}"), new Entrance(false, BEGIN + "{secret}"));
  }

  @Override
  public Set<String> types() {
    return Set.of("application/x-www-form-urlencoded", "text/plain");
  }

  private static Matcher rest(Upload upload) {
    String path = upload.path();
    return REST.matcher(path.startsWith(BEGIN) ? path.substring(BEGIN.length()) : "");
  }

  @Override
  public Optional<String> secret(Upload upload) {
    Matcher rest = rest(upload);
    return rest.matches() ? Optional.of(rest.group(1)) : Optional.empty();
  }

  @Override
  public List<SenmlRecord> read(
      Upload upload, ViaDevice device, Quantities wanted, long nowMillis) {
    Matcher rest = rest(upload);
    String inPath = rest.matches() ? rest.group(2) : "";
    String body = new String(upload.body().unsafeArray(), StandardCharsets.UTF_8);
    Form form = new Form(String.join("&", inPath, upload.query(), body));
    return report.read(device.key().id(), form, wanted, nowMillis);
  }

  /** As Ecowitt's own server: consoles look for the zero. */
  @Override
  public Answer answer(Upload upload, Outcome outcome) {
    Status status = outcome.status(Status.OK_200);
    boolean good = status.code() == 200;
    return Answer.json(
        status,
        Answers.object()
            .put("errcode", good ? "0" : status.codeText())
            .put("errmsg", good ? "ok" : outcome.complaint()));
  }
}
