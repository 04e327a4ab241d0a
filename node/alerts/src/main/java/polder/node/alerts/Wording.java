package polder.node.alerts;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import polder.networks.Reason;
import polder.node.gateway.Answers;
import polder.node.witness.Reasons;
import polder.ports.Notifier.Notice;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts into words what happened, for people and for programs. */
final class Wording {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int TAIL_OF_NAME = 8;

  private final AlertSettings settings;
  private final Reasons reasons;
  private final DeviceId node;

  Wording(AlertSettings settings, Reasons reasons, DeviceId node) {
    this.settings = settings;
    this.reasons = reasons;
    this.node = node;
  }

  /** A device whose condition is not what was told last. */
  record Change(Watched watched, Track track, Condition before) {}

  /** A message about {@code changes}, at least one. */
  Notice changes(
      String id, Subscription to, List<Change> changes, Manifests manifests, long nowMillis) {
    List<Change> listed =
        changes.subList(0, Math.min(changes.size(), AlertLimits.DEVICES_OF_MESSAGE));
    long more = changes.size() - listed.size();
    StringBuilder text = new StringBuilder();
    ObjectNode json = json("polder.alerts.devices", to, nowMillis);
    ObjectNode data = (ObjectNode) json.path("data");
    ArrayNode devices = data.putArray("devices");
    for (Change change : listed) {
      tell(text, change, manifests);
      tell(devices.addObject(), change, manifests);
    }
    data.put("more", more);
    if (more > 0) {
      text.append("… and ").append(more).append(" more devices.\n\n");
    }
    return notice(id, to, subject(changes), text, json, nowMillis);
  }

  /** A message that only says that messages arrive. */
  Notice test(String id, Subscription to, long nowMillis) {
    StringBuilder text =
        new StringBuilder("This is a test: alerts about your devices will arrive here.\n\n");
    return notice(
        id,
        to,
        "Polder: a test of alerts",
        text,
        json("polder.alerts.test", to, nowMillis),
        nowMillis);
  }

  /** Asks the owner of an address for its consent. Nothing else is sent to it before. */
  Notice confirmation(String id, Subscription to, String code, long nowMillis) {
    StringBuilder text = new StringBuilder();
    text.append("The account ").append(to.account).append(" asks to send alerts about devices to");
    text.append(" this address.\n\nIf that is you, confirm it within a day:\n\n");
    text.append("  polder alerts confirm ").append(to.id).append(' ').append(code);
    text.append(" --owner FILE\n\nIf not, do nothing: no further message will come.\n\n");
    ObjectNode json = json("polder.alerts.confirmation", to, nowMillis);
    return notice(id, to, "Polder: confirm your address for alerts", text, json, nowMillis);
  }

  private static String subject(List<Change> changes) {
    if (changes.size() == 1) {
      Change change = changes.getFirst();
      return "Polder: device …"
          + tail(change.watched().device())
          + " of "
          + change.watched().network()
          + " "
          + word(change.track().condition());
    }
    StringBuilder subject = new StringBuilder("Polder: " + changes.size() + " devices:");
    String comma = " ";
    for (Condition condition :
        List.of(Condition.CLONED, Condition.SILENT, Condition.REJECTED, Condition.WORKING)) {
      long count = changes.stream().filter(its -> its.track().condition() == condition).count();
      if (count > 0) {
        subject.append(comma).append(count).append(' ').append(words(condition));
        comma = ", ";
      }
    }
    return subject.toString();
  }

  private static String tail(DeviceId device) {
    String did = device.did();
    return did.substring(did.length() - TAIL_OF_NAME);
  }

  private static String word(Condition condition) {
    return switch (condition) {
      case SILENT -> "is silent";
      case REJECTED -> "is rejected";
      case CLONED -> "is cloned";
      case WORKING -> "works again";
    };
  }

  private static String words(Condition condition) {
    return switch (condition) {
      case SILENT -> "silent";
      case REJECTED -> "rejected";
      case CLONED -> "cloned";
      case WORKING -> "working again";
    };
  }

  private void tell(StringBuilder text, Change change, Manifests manifests) {
    Watched watched = change.watched();
    Track track = change.track();
    text.append(watched.device().did()).append("\nof network ").append(watched.network());
    text.append(isSimulated(manifests, watched) ? " (simulated) " : " ");
    text.append(
        switch (track.condition()) {
          case SILENT -> "sends nothing since ";
          case REJECTED -> "sends what is rejected since ";
          case CLONED -> "signs in two places, and earns nothing, since ";
          case WORKING -> "works again since ";
        });
    text.append(TIME.format(Instant.ofEpochMilli(track.sinceMillis()))).append(".\n");
    for (String code : track.codes()) {
      Optional<Reason> reason = reasons.of(manifests, watched.network(), code);
      text.append("  Reason:  ").append(reason.map(Reason::meaning).orElse(code));
      text.append(" (").append(code).append(")\n");
      reason
          .map(Reason::remedy)
          .filter(remedy -> !remedy.isEmpty())
          .ifPresent(remedy -> text.append("  Remedy:  ").append(remedy).append('\n'));
    }
    text.append("  Details: ").append(link(watched)).append("\n\n");
  }

  private void tell(ObjectNode json, Change change, Manifests manifests) {
    Watched watched = change.watched();
    Track track = change.track();
    json.put("device", watched.device().did())
        .put("network", watched.network())
        .put("simulated", isSimulated(manifests, watched))
        .put("condition", track.condition().code())
        .put("before", change.before().code())
        .put("sinceMillis", track.sinceMillis());
    ArrayNode list = json.putArray("reasons");
    for (String code : track.codes()) {
      Optional<Reason> reason = reasons.of(manifests, watched.network(), code);
      list.addObject()
          .put("code", code)
          .put("meaning", reason.map(Reason::meaning).orElse(""))
          .put("remedy", reason.map(Reason::remedy).orElse(""));
    }
    json.put("url", link(watched).toString());
  }

  private static boolean isSimulated(Manifests manifests, Watched watched) {
    return manifests.network(watched.network()).map(NetworkManifest::simulated).orElse(false);
  }

  private URI link(Watched watched) {
    return URI.create(
        settings.url().get()
            + "/v1/devices/"
            + URLEncoder.encode(watched.device().did(), StandardCharsets.UTF_8)
            + "/rewards?network="
            + watched.network());
  }

  private ObjectNode json(String type, Subscription to, long nowMillis) {
    ObjectNode json = Answers.object();
    json.put("type", type).put("timestamp", Instant.ofEpochMilli(nowMillis).toString());
    json.putObject("data").put("subscription", to.id).put("node", node.did());
    return json;
  }

  private Notice notice(
      String id,
      Subscription to,
      String subject,
      StringBuilder text,
      ObjectNode json,
      long nowMillis) {
    URI unsubscribe = URI.create(settings.url().get() + "/v1/alerts/unsubscribe/" + to.token);
    text.append("-- \nTo end these messages: ").append(unsubscribe).append('\n');
    text.append("or: polder alerts remove ").append(to.id).append(" --owner FILE\n");
    return new Notice(
        id,
        nowMillis,
        subject,
        text.toString(),
        Bytes.wrap(Answers.write(json)),
        Optional.of(unsubscribe));
  }
}
