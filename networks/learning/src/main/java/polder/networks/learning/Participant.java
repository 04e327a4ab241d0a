package polder.networks.learning;

import java.util.Optional;
import polder.networks.learning.message.Origin;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Who takes part in a round.
 *
 * @param device who
 * @param owner whose it is
 * @param seal of the update
 * @param data commitment to what it was trained on
 * @param origin whose readings those are, if it says so
 * @param update the blob, once it was opened
 * @param message the message that said so last
 */
public record Participant(
    DeviceId device,
    Account owner,
    Hash seal,
    Hash data,
    Optional<Origin> origin,
    Optional<Bytes> update,
    Hash message) {
  private static final int FIELDS = 7;

  Participant opened(Bytes blob, Hash by) {
    return new Participant(device, owner, seal, data, origin, Optional.of(blob), by);
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).bytes(device.multikey()).bytes(owner.address()).hash(seal).hash(data);
    origin.ifPresentOrElse(its -> its.write(writer), writer::nil);
    update.ifPresentOrElse(writer::bytes, writer::nil);
    writer.hash(message);
  }

  static Participant read(CborReader reader) {
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this is no participant", reader.offset());
    }
    return new Participant(
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        reader.hash(),
        reader.hash(),
        reader.tryNil() ? Optional.empty() : Optional.of(Origin.read(reader)),
        reader.tryNil() ? Optional.empty() : Optional.of(reader.bytes()),
        reader.hash());
  }
}
