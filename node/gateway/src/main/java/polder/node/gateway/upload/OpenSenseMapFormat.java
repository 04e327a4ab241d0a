package polder.node.gateway.upload;

import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.Answers;
import polder.node.gateway.ViaDevice;
import polder.protocol.senml.SenmlRecord;

/**
 * {@code POST /boxes/BOX/data} and {@code POST /boxes/BOX/SENSOR} of openSenseMap's API. The secret
 * is the box's access token, which sketches of a senseBox send as {@code Authorization}.
 */
final class OpenSenseMapFormat implements UploadFormat {
  private static final String ALL = "data";
  private static final String CSV = "text/csv";

  @Override
  public UploadKind kind() {
    return UploadKind.OPENSENSEMAP;
  }

  @Override
  public List<Entrance> entrances() {
    return List.of(new Entrance(true, "/boxes/{box}/{sensor}"));
  }

  @Override
  public Set<String> types() {
    return Set.of("application/json", CSV);
  }

  @Override
  public Optional<String> secret(Upload upload) {
    return upload
        .authorization()
        .map(
            header -> header.regionMatches(true, 0, "bearer ", 0, 7) ? header.substring(7) : header)
        .map(String::strip)
        .filter(token -> !token.isEmpty());
  }

  @Override
  public boolean isFor(Upload upload, ViaDevice device) {
    return OpenSenseMapBox.id(device.key().id()).equalsIgnoreCase(upload.steps().get(1));
  }

  @Override
  public List<SenmlRecord> read(
      Upload upload, ViaDevice device, Quantities wanted, long nowMillis) {
    if (upload.query().contains("luftdaten")) {
      return AirRohrReport.read(upload.body(), wanted.among(AirRohrReport.units()), nowMillis);
    }
    OpenSenseMapReport report =
        new OpenSenseMapReport(OpenSenseMapBox.of(device.key().id(), wanted), nowMillis);
    return upload.type().equals(CSV)
        ? report.csv(upload.body())
        : report.json(
            upload.body(), isOfAll(upload) ? Optional.empty() : Optional.of(sensor(upload)));
  }

  private static String sensor(Upload upload) {
    return upload.steps().getLast();
  }

  private static boolean isOfAll(Upload upload) {
    return sensor(upload).equals(ALL);
  }

  @Override
  public Answer answer(Upload upload, Outcome outcome) {
    Status status = outcome.status(Status.CREATED_201);
    if (status.code() == 201) {
      // A JSON text, quotes and all: sketches look for it.
      return Answer.json(
          status,
          isOfAll(upload) ? "\"Measurements saved in box\"" : "\"Measurement saved in box\"");
    }
    if (status.code() == 401) {
      return error(status, "Unauthorized", "Box access token not valid! " + outcome.complaint());
    }
    return status.code() < 500
        ? error(Status.UNPROCESSABLE_CONTENT_422, "UnprocessableEntity", outcome.complaint())
        : error(status, "ServiceUnavailable", outcome.complaint());
  }

  private static Answer error(Status status, String code, String message) {
    return Answer.json(status, Answers.object().put("code", code).put("message", message));
  }
}
