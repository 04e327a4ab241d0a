package polder.node.gateway.upload;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import polder.node.gateway.Body;
import polder.node.gateway.Gateway;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.Surroundings;
import polder.node.gateway.ViaDevice;
import polder.node.gateway.ViaDevices;
import polder.protocol.Bytes;
import polder.protocol.manifest.Manifests;
import polder.protocol.senml.SenmlRecord;

/**
 * The doors for stock devices, one for each protocol. All go the same way: the secret that is shown
 * finds the device, the upload becomes records in the network's units, the node signs them, the
 * gateway takes them as it takes every message, and the device hears of it in its own words.
 */
public final class UploadRoutes implements HttpService {
  private static final long MOST_BYTES = 16_384;
  private static final int MOST_SECRET = 100;

  private final Surroundings surroundings;
  private final ViaDevices devices;
  private final HttpLimits limits;
  private final ViaSigner signer;
  private final List<UploadFormat> formats;

  /** For {@code devices}, into {@code gateway}. */
  public UploadRoutes(
      Gateway gateway, Surroundings surroundings, ViaDevices devices, HttpLimits limits) {
    this.surroundings = surroundings;
    this.devices = devices;
    this.limits = limits;
    this.signer = new ViaSigner(gateway);
    ConsoleReport report = new ConsoleReport();
    this.formats =
        List.of(
            new AirRohrFormat(),
            new WundergroundFormat(report),
            new EcowittFormat(report),
            new OpenSenseMapFormat());
  }

  @Override
  public void routing(HttpRules rules) {
    for (UploadFormat format : formats) {
      for (UploadFormat.Entrance entrance : format.entrances()) {
        if (entrance.post()) {
          rules.post(entrance.path(), (request, response) -> post(format, request, response));
        } else {
          rules.get(
              entrance.path(),
              (request, response) -> take(format, upload(request, Bytes.EMPTY), response));
        }
      }
    }
  }

  private void post(UploadFormat format, ServerRequest request, ServerResponse response) {
    Body.read(request, response, format.types(), MOST_BYTES, limits)
        .ifPresent(body -> take(format, upload(request, body), response));
  }

  private static Upload upload(ServerRequest request, Bytes body) {
    return new Upload(
        request.path().rawPath(),
        request.query().rawValue(),
        request.headers().first(HeaderNames.AUTHORIZATION),
        request
            .headers()
            .contentType()
            .map(type -> type.mediaType().text().toLowerCase(Locale.ROOT))
            .orElse(""),
        body);
  }

  private void take(UploadFormat format, Upload upload, ServerResponse response) {
    Outcome outcome;
    try {
      outcome = outcome(format, upload);
    } catch (IllegalArgumentException e) {
      outcome =
          new Outcome.Refused(Status.BAD_REQUEST_400, "malformed", String.valueOf(e.getMessage()));
    }
    Answer answer = format.answer(upload, outcome);
    if (answer.status().code() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Basic realm=\"polder\"");
    } else if (answer.status().code() == 503) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    response
        .status(answer.status())
        .header(HeaderNames.CONTENT_TYPE, answer.type())
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .header(HeaderValues.CONNECTION_CLOSE)
        .send(answer.text().getBytes(StandardCharsets.UTF_8));
    // Such a device speaks once a minute, and may wait for the end of the connection. The server
    // only announces that end.
    throw new CloseConnectionException("answered");
  }

  private Outcome outcome(UploadFormat format, Upload upload) {
    Optional<String> secret = format.secret(upload);
    Optional<ViaDevice> device =
        secret
            .filter(shown -> shown.length() <= MOST_SECRET)
            .flatMap(shown -> devices.find(format.kind().word(), shown))
            .filter(found -> format.isFor(upload, found));
    if (device.isEmpty()) {
      return new Outcome.Refused(
          Status.UNAUTHORIZED_401,
          secret.isEmpty() ? "no_secret" : "wrong_secret",
          "give the secret of the device as `polder device enroll --via "
              + format.kind().word()
              + "` told it");
    }
    return measured(format, upload, device.get());
  }

  private Outcome measured(UploadFormat format, Upload upload, ViaDevice device) {
    long nowMillis = surroundings.time().nowMillis();
    Manifests manifests = surroundings.standing().get().manifests();
    Quantities wanted =
        manifests
            .network(device.network())
            .map(Quantities::of)
            .orElseGet(() -> new Quantities(new TreeMap<>()));
    List<SenmlRecord> records = format.read(upload, device, wanted, nowMillis);
    if (records.isEmpty()) {
      return new Outcome.Refused(
          Status.UNPROCESSABLE_CONTENT_422,
          "no_quantity",
          "nothing measured that the network "
              + device.network()
              + " takes: "
              + String.join(", ", wanted.units().keySet()));
    }
    long latestMillis = nowMillis + manifests.deployment().clockToleranceMillis();
    if (records.stream().anyMatch(record -> record.timeMillis() > latestMillis)) {
      return new Outcome.Refused(
          Status.UNPROCESSABLE_CONTENT_422,
          "from_the_future",
          "the device's clock is ahead of the node's; set it right, in UTC");
    }
    return new Outcome.Replied(signer.send(device, records, nowMillis));
  }
}
