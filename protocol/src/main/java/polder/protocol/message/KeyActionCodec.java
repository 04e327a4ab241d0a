package polder.protocol.message;

import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedData.Field;
import polder.protocol.identity.DeviceId;

/** Key actions on the wire and as a wallet shows them. */
final class KeyActionCodec {
  private static final String ROTATE = "rotate";
  private static final String REVOKE = "revoke";
  private static final String RESOLVE = "resolve";

  private KeyActionCodec() {}

  static TypedData typed(KeyAction action, long sequence) {
    Field network = Field.string("network", action.network());
    Field device = Field.string("device", action.device().did());
    Field number = Field.uint64("sequence", sequence);
    return switch (action) {
      case KeyAction.Rotate rotate ->
          new TypedData(
              "Rotate",
              List.of(
                  network,
                  device,
                  Field.string("newKey", rotate.newKey().did()),
                  Field.bytes("possession", rotate.possession()),
                  Field.bytes("succession", rotate.succession().orElse(Bytes.EMPTY)),
                  number));
      case KeyAction.Revoke revoke -> new TypedData("Revoke", List.of(network, device, number));
      case KeyAction.Resolve resolve ->
          new TypedData(
              "Resolve", List.of(network, device, Field.uint64("above", resolve.above()), number));
    };
  }

  static void write(KeyAction action, CborWriter writer) {
    switch (action) {
      case KeyAction.Rotate rotate -> {
        begin(writer, ROTATE, rotate);
        writer.bytes(rotate.newKey().multikey()).bytes(rotate.possession());
        rotate.succession().ifPresentOrElse(writer::bytes, writer::nil);
      }
      case KeyAction.Revoke revoke -> begin(writer, REVOKE, revoke);
      case KeyAction.Resolve resolve -> begin(writer, RESOLVE, resolve).integer(resolve.above());
    }
  }

  private static CborWriter begin(CborWriter writer, String kind, KeyAction action) {
    return writer
        .text(kind)
        .beginArray(fields(kind))
        .text(action.network())
        .bytes(action.device().multikey());
  }

  /** How many fields an action of this kind has; 0 if there is none of this name here. */
  static int fields(String kind) {
    return switch (kind) {
      case ROTATE -> 5;
      case REVOKE -> 2;
      case RESOLVE -> 3;
      default -> 0;
    };
  }

  /** Reads the fields behind the network's name. */
  static KeyAction read(String kind, String network, CborReader reader) {
    DeviceId device = new DeviceId(reader.bytes());
    return switch (kind) {
      case ROTATE ->
          new KeyAction.Rotate(
              network,
              device,
              new DeviceId(reader.bytes()),
              reader.bytes(),
              reader.tryNil() ? Optional.empty() : Optional.of(succession(reader)));
      case REVOKE -> new KeyAction.Revoke(network, device);
      default -> new KeyAction.Resolve(network, device, above(reader));
    };
  }

  /** In typed data no signature is an empty one, so an empty one would be said in two ways. */
  private static Bytes succession(CborReader reader) {
    Bytes signature = reader.bytes();
    if (signature.size() == 0) {
      throw new CodecException("no signature of the old key is nil", reader.offset());
    }
    return signature;
  }

  private static long above(CborReader reader) {
    long above = reader.integer();
    if (above < 0) {
      throw new CodecException("sequences are above 0", reader.offset());
    }
    return above;
  }
}
