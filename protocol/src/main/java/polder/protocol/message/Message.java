package polder.protocol.message;

import java.util.Comparator;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;

/** A signed message of a device or an account. */
public sealed interface Message permits DeviceMessage, AccountMessage {
  /** Most bytes of one message on the wire. */
  int MAX_BYTES = 65_536;

  /**
   * The order in which the epoch program sees messages: never that of arrival. One message that
   * came twice with different signatures is ordered by its bytes on the wire.
   */
  Comparator<Message> CANONICAL_ORDER = Message::compareCanonically;

  // Written out: a chain of comparators takes twice as long, and an epoch sorts a million messages.
  private static int compareCanonically(Message one, Message other) {
    int order = one.network().compareTo(other.network());
    if (order == 0) {
      order = one.sender().compareTo(other.sender());
    }
    if (order == 0) {
      order = Long.compare(one.sequence(), other.sequence());
    }
    if (order == 0) {
      order = one.id().compareTo(other.id());
    }
    return order == 0 ? one.wire().compareTo(other.wire()) : order;
  }

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
    if (wire.length == 0) {
      throw new CodecException("the message is empty", 0);
    }
    if (wire.length > MAX_BYTES) {
      throw new CodecException("the message is longer than " + MAX_BYTES + " bytes", MAX_BYTES);
    }
    // A COSE_Sign1 starts with its tag, 18; an account's message is a plain array.
    return (wire[0] & 0xff) == 0xd2 ? DeviceMessage.decode(wire) : AccountMessage.decode(wire);
  }
}
