package polder.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlRecord;

/** Puts what a machine says in CBOR into its outbox: signed, numbered, durable. */
public final class Mailbox implements Courier.Cargo {
  /** CoAP content format of plain CBOR (RFC 8949 §9.5). */
  private static final long CBOR = 60;

  private final Outbox outbox;
  private final DeviceKey key;
  private final String network;
  private final LongSupplier clockMillis;

  /** Signs with {@code key}, for {@code network}. */
  public Mailbox(Outbox outbox, DeviceKey key, String network, LongSupplier clockMillis) {
    this.outbox = outbox;
    this.key = key;
    this.network = network;
    this.clockMillis = clockMillis;
  }

  /** Says it; it waits on the disk when this returns. */
  public void say(Bytes body) throws IOException {
    outbox.seal(0, clockMillis.getAsLong(), new Saying(body));
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
          new DeviceMessage.Draft(network, number.sequence(), Optional.empty(), CBOR, body);
      return number.previous().map(draft::after).orElse(draft).sign(key);
    }
  }
}
