package polder.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import polder.agent.AgentEvent.Kind;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;

/** Makes signed messages of the readings that wait: one signature covers a batch. */
final class Scribe implements Outbox.Signer, Courier.Cargo {
  /** Readings further apart go into different messages: if one is too old, only its own suffer. */
  private static final long MOST_APART_MILLIS = 3_600_000;

  private final Outbox outbox;
  private final SensorOffer offer;
  private final DeviceKey key;
  private final LongSupplier clockMillis;
  private final Consumer<AgentEvent> events;

  Scribe(
      Outbox outbox,
      SensorOffer offer,
      DeviceKey key,
      LongSupplier clockMillis,
      Consumer<AgentEvent> events) {
    this.outbox = outbox;
    this.offer = offer;
    this.key = key;
    this.clockMillis = clockMillis;
    this.events = events;
  }

  /** Seals everything that waits. */
  void sealAll() throws IOException {
    List<SenmlRecord> next = together(outbox.pending(offer.readingsPerMessage()));
    while (!next.isEmpty()) {
      DeviceMessage message = outbox.seal(next.size(), clockMillis.getAsLong(), this);
      events.accept(
          new AgentEvent(
              Kind.SIGNED,
              "signed " + next.size() + " readings as message " + message.id(),
              next.size(),
              1));
      next = together(outbox.pending(offer.readingsPerMessage()));
    }
  }

  /** The first readings, up to one that was measured at another time altogether. */
  private static List<SenmlRecord> together(List<SenmlRecord> readings) {
    for (int i = 1; i < readings.size(); i++) {
      long apart = readings.get(i).timeMillis() - readings.getFirst().timeMillis();
      if (Math.abs(apart) > MOST_APART_MILLIS) {
        return readings.subList(0, i);
      }
    }
    return readings;
  }

  @Override
  public int readings(DeviceMessage message) {
    return SenmlPack.decode(message.payload()).size();
  }

  @Override
  public void renew(DeviceMessage message) throws IOException {
    outbox.renew(
        message.sequence(), clockMillis.getAsLong(), SenmlPack.decode(message.payload()), this);
  }

  @Override
  public Outbox.Author author() {
    return new Outbox.Author(key.id(), offer.network());
  }

  @Override
  public DeviceMessage sign(Outbox.Numbering number, List<SenmlRecord> readings) {
    DeviceMessage.Draft draft =
        new DeviceMessage.Draft(
            offer.network(),
            number.sequence(),
            Optional.empty(),
            DeviceMessage.SENML_CBOR,
            SenmlPack.encode(readings));
    return number.previous().map(draft::after).orElse(draft).sign(key);
  }
}
