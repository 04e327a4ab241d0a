package polder.node.gateway.upload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.node.gateway.Gateway;
import polder.node.gateway.Reply;
import polder.node.gateway.ViaDevice;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;

/**
 * Signs for devices that cannot, and says so in the message. What a device repeats becomes the same
 * message again, so that it counts once. Any thread may call it.
 */
final class ViaSigner {
  private final Gateway gateway;
  // Of each device the message that was signed last; as many as there are files.
  private final Map<DeviceId, DeviceMessage> last = new HashMap<>();

  /** Into {@code gateway}. */
  ViaSigner(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Signs and sends. */
  Reply send(ViaDevice device, List<SenmlRecord> records, long nowMillis) {
    return gateway.accept(sign(device, records, nowMillis).wire().unsafeArray());
  }

  private DeviceMessage sign(ViaDevice device, List<SenmlRecord> records, long nowMillis) {
    Bytes payload = SenmlPack.encode(records);
    DeviceId id = device.key().id();
    long known = gateway.lastSequence(device.network(), id);
    synchronized (last) {
      DeviceMessage before = last.get(id);
      if (before != null
          && before.network().equals(device.network())
          && before.payload().equals(payload)) {
        return before;
      }
      // The clock, unless it stands or was set back: a sequence must grow.
      long used = Math.max(known, before == null ? 0L : before.sequence());
      DeviceMessage message =
          new DeviceMessage.Draft(
                  device.network(),
                  Math.max(nowMillis, used + 1),
                  Optional.of(device.via()),
                  DeviceMessage.SENML_CBOR,
                  payload)
              .sign(device.key());
      last.put(id, message);
      return message;
    }
  }
}
