package polder.node.archive;

import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.cose.CoseSign1;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.DeviceId;

/**
 * What a node says, signed: a COSE_Sign1 (RFC 9052) whose protected header names the node's key.
 */
final class NodeEnvelope {
  private static final long ALGORITHM = 1;
  private static final long EDDSA = -8;
  private static final long KEY = 4;

  private NodeEnvelope() {}

  /** Signs {@code payload} with a node's Ed25519 key, always with the same signature. */
  static CoseSign1 sign(Bytes payload, DeviceKey key) {
    Bytes protectedHeader =
        new CborWriter()
            .beginMap(2)
            .integer(ALGORITHM)
            .integer(EDDSA)
            .integer(KEY)
            .bytes(key.id().multikey())
            .toBytes();
    CoseSign1 unsigned = new CoseSign1(protectedHeader, payload, Bytes.EMPTY);
    Bytes signature = Bytes.wrap(key.sign(unsigned.toBeSigned().unsafeArray()));
    return new CoseSign1(protectedHeader, payload, signature);
  }

  /**
   * Which node {@code envelope} says it is of; the signature is not checked yet.
   *
   * @param what what it is around, for the error
   * @throws CodecException if it names none
   */
  static DeviceId node(CoseSign1 envelope, String what) {
    CborReader reader = new CborReader(envelope.protectedHeader());
    if (reader.beginMap() != 2
        || reader.integer() != ALGORITHM
        || reader.integer() != EDDSA
        || reader.integer() != KEY) {
      throw new CodecException(what + "'s envelope names algorithm and key", reader.offset());
    }
    DeviceId node;
    try {
      node = new DeviceId(reader.bytes());
    } catch (IllegalArgumentException e) {
      throw new CodecException("the key is no multikey", reader.offset());
    }
    reader.end();
    return node;
  }

  /** Whether the signature is that of {@code node}. */
  static boolean isGood(CoseSign1 envelope, DeviceId node) {
    return DeviceSignatures.verify(
        node, envelope.toBeSigned().unsafeArray(), envelope.signature().unsafeArray());
  }
}
