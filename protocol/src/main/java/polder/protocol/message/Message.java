package polder.protocol.message;

import java.util.function.UnaryOperator;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;

/** A signed message of a device or an account. */
public sealed interface Message permits DeviceMessage, AccountMessage {
  /** Most bytes of one message on the wire. */
  int MAX_BYTES = 65_536;

  /** SHA-256 of the signed bytes: the same whichever of several good signatures is attached. */
  Hash id();

  /** The canonical bytes on the wire, signature included. */
  Bytes wire();

  /** The network it is for; empty for what concerns the whole deployment. */
  String network();

  /** Who signed: a device's multikey or an account's address. */
  Bytes sender();

  /** Grows from message to message of one sender; gaps are allowed. From 1 on. */
  long sequence();

  /**
   * Reads a message.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  static Message decode(byte[] wire) {
    return decode(Bytes.copyOf(wire));
  }

  /** As {@link #decode(byte[])}. */
  static Message decode(Bytes wire) {
    return decode(wire, UnaryOperator.identity());
  }

  /**
   * As {@link #decode(byte[])}.
   *
   * @param names gives an equal name for that of a device's network: always the same one, where
   *     millions of messages are held
   */
  static Message decode(Bytes wire, UnaryOperator<String> names) {
    if (wire.size() == 0) {
      throw new CodecException("the message is empty", 0);
    }
    if (wire.size() > MAX_BYTES) {
      throw new CodecException("the message is longer than " + MAX_BYTES + " bytes", MAX_BYTES);
    }
    // A COSE_Sign1 starts with its tag, 18; an account's message is a plain array.
    return (wire.get(0) & 0xff) == 0xd2
        ? DeviceMessage.decode(wire, names)
        : AccountMessage.decode(wire);
  }
}
