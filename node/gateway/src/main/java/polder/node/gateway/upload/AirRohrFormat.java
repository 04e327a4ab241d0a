package polder.node.gateway.upload;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.Answers;
import polder.node.gateway.ReplyJson;
import polder.node.gateway.ViaDevice;
import polder.protocol.senml.SenmlRecord;

/**
 * {@code POST /v1/airrohr}: stock airRohr firmware by its "send to own API". The device's secret is
 * the password of its basic authentication (whatever the user), or the last part of the path.
 */
final class AirRohrFormat implements UploadFormat {
  private static final String PATH = "/v1/airrohr";
  private static final int STEPS = 2;

  @Override
  public UploadKind kind() {
    return UploadKind.AIRROHR;
  }

  @Override
  public List<Entrance> entrances() {
    return List.of(new Entrance(true, PATH), new Entrance(true, PATH + "/{secret}"));
  }

  @Override
  public Set<String> types() {
    return Set.of("application/json");
  }

  @Override
  public Optional<String> secret(Upload upload) {
    List<String> steps = upload.steps();
    return steps.size() > STEPS
        ? Optional.of(steps.getLast())
        : upload.authorization().flatMap(AirRohrFormat::password);
  }

  private static Optional<String> password(String header) {
    if (!header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      int cut = pair.indexOf(':');
      return cut < 0 ? Optional.empty() : Optional.of(pair.substring(cut + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<SenmlRecord> read(
      Upload upload, ViaDevice device, Quantities wanted, long nowMillis) {
    return AirRohrReport.read(upload.body(), wanted.among(AirRohrReport.units()), nowMillis);
  }

  @Override
  public Answer answer(Upload upload, Outcome outcome) {
    Status status = outcome.status(Status.CREATED_201);
    return switch (outcome) {
      case Outcome.Replied(var reply) -> Answer.json(status, ReplyJson.of(List.of(reply)));
      case Outcome.Refused(_, String reason, String detail) ->
          Answer.json(status, Answers.error(reason, detail));
    };
  }
}
