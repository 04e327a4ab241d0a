package polder.agent.compute;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import polder.agent.Courier;
import polder.agent.Outbox;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlRecord;

/** Puts what a machine says into its outbox: signed, numbered, durable. */
final class Mailbox implements Courier.Cargo {
  private final Outbox outbox;
  private final DeviceKey key;
  private final String network;
  private final LongSupplier clockMillis;

  Mailbox(Outbox outbox, DeviceKey key, String network, LongSupplier clockMillis) {
    this.outbox = outbox;
    this.key = key;
    this.network = network;
    this.clockMillis = clockMillis;
  }

  /** Says it; it waits on the disk when this returns. */
  void say(Said said) throws IOException {
    outbox.seal(0, clockMillis.getAsLong(), new Saying(SaidCodec.encode(said)));
  }

  @Override
  public int readings(DeviceMessage message) {
    return 0;
  }

  @Override
  public void renew(DeviceMessage message) throws IOException {
    outbox.renew(
        message.sequence(), clockMillis.getAsLong(), List.of(), new Saying(message.payload()));
  }

  /** Signs one body. */
  private final class Saying implements Outbox.Signer {
    private final Bytes body;

    Saying(Bytes body) {
      this.body = body;
    }

    @Override
    public Outbox.Author author() {
      return new Outbox.Author(key.id(), network);
    }

    @Override
    public DeviceMessage sign(Outbox.Numbering number, List<SenmlRecord> readings) {
      DeviceMessage.Draft draft =
          new DeviceMessage.Draft(
              network, number.sequence(), Optional.empty(), SaidCodec.CBOR, body);
      return number.previous().map(draft::after).orElse(draft).sign(key);
    }
  }
}
