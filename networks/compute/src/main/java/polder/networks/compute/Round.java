package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.compute.message.Said;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * A round in which strangers time a machine.
 *
 * @param epoch whose seed drew them
 * @param nonce what the task of each follows from
 * @param timers those who have not said yet what they saw
 * @param failure why one of them could not time it, as the last of them said
 */
public record Round(
    long epoch, Hash nonce, List<DeviceId> timers, Optional<Said.Untimed.Why> failure) {
  private static final int FIELDS = 4;

  public Round {
    timers = List.copyOf(timers);
  }

  Round without(DeviceId timer) {
    return new Round(
        epoch, nonce, timers.stream().filter(its -> !its.equals(timer)).toList(), failure);
  }

  Round failedBy(Said.Untimed.Why why) {
    return new Round(epoch, nonce, timers, Optional.of(why));
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).integer(epoch).hash(nonce).beginArray(timers.size());
    timers.forEach(its -> writer.bytes(its.multikey()));
    failure.ifPresentOrElse(why -> writer.text(why.code()), writer::nil);
  }

  static Round read(CborReader reader) {
    reader.beginArray();
    long epoch = reader.integer();
    Hash nonce = reader.hash();
    int size = reader.beginArray();
    List<DeviceId> timers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      timers.add(new DeviceId(reader.bytes()));
    }
    return new Round(
        epoch,
        nonce,
        timers,
        reader.tryNil() ? Optional.empty() : Optional.of(Said.Untimed.Why.of(reader.text())));
  }

  static void write(Optional<Round> round, CborWriter writer) {
    round.ifPresentOrElse(its -> its.write(writer), writer::nil);
  }

  static Optional<Round> readOptional(CborReader reader) {
    return reader.tryNil() ? Optional.empty() : Optional.of(read(reader));
  }
}
