package polder.node.view;

import java.util.Optional;
import java.util.function.Supplier;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.NetworkManifest.DataPolicy.Access;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Readings as they come in, for those who watch a device: accepted and durable, not yet judged.
 * Only of networks whose data everybody may see at once.
 */
final class LiveReadings {
  private final Supplier<Standing> standing;
  private final Events events;

  LiveReadings(Supplier<Standing> standing, Events events) {
    this.standing = standing;
    this.events = events;
  }

  /** Tells those who watch {@code device}, which sent {@code message}. */
  void tell(DeviceId device, DeviceMessage message) {
    if (!events.isAnyWatched() || message.contentType() != DeviceMessage.SENML_CBOR) {
      return;
    }
    if (!events.isWatched(device)) {
      return;
    }
    Optional<NetworkManifest> network = standing.get().manifests().network(message.network());
    if (network.isEmpty() || network.get().data().access() != Access.PUBLIC) {
      return;
    }
    ObjectNode data =
        Answers.object()
            .put("device", device.did())
            .put("network", message.network())
            .put("message", message.id().toString())
            .put("provisional", true)
            .put("simulated", network.get().simulated());
    ArrayNode readings = data.putArray("readings");
    try {
      SenmlPack.decode(message.payload()).forEach(record -> add(readings, record));
    } catch (CodecException | IllegalArgumentException e) {
      return; // No readings: the network's rules will say so.
    }
    events.taken(device, data);
  }

  private static void add(ArrayNode readings, SenmlRecord record) {
    if (record.value() instanceof SenmlValue.Number(java.math.BigDecimal value)) {
      readings
          .addObject()
          .put("quantity", record.name())
          .put("unit", record.unit())
          .put("value", value)
          .put("timeMillis", record.timeMillis());
    }
  }
}
