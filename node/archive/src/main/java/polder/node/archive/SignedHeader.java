package polder.node.archive;

import polder.epoch.EpochHeader;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.cose.CoseSign1;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.DeviceId;

/**
 * A header with the signature of the node that closed the epoch, as a COSE_Sign1 (RFC 9052) whose
 * protected header names the node's key.
 *
 * @param header the header
 * @param node who signed
 * @param envelope the signed envelope
 */
public record SignedHeader(EpochHeader header, DeviceId node, CoseSign1 envelope) {
  private static final long ALGORITHM = 1;
  private static final long EDDSA = -8;
  private static final long KEY = 4;

  /** Signs {@code header} with a node's Ed25519 key. */
  public static SignedHeader sign(EpochHeader header, DeviceKey key) {
    Bytes protectedHeader =
        new CborWriter()
            .beginMap(2)
            .integer(ALGORITHM)
            .integer(EDDSA)
            .integer(KEY)
            .bytes(key.id().multikey())
            .toBytes();
    CoseSign1 unsigned = new CoseSign1(protectedHeader, header.encode(), Bytes.EMPTY);
    Bytes signature = Bytes.wrap(key.sign(unsigned.toBeSigned().unsafeArray()));
    return new SignedHeader(
        header, key.id(), new CoseSign1(protectedHeader, header.encode(), signature));
  }

  /** The canonical bytes. */
  public Bytes encode() {
    return envelope.encode();
  }

  /**
   * Reads what {@link #encode} gave; the signature is not checked yet.
   *
   * @throws CodecException if it is anything else
   */
  public static SignedHeader decode(Bytes encoded) {
    CoseSign1 envelope = CoseSign1.decode(encoded.unsafeArray());
    CborReader reader = new CborReader(envelope.protectedHeader());
    if (reader.beginMap() != 2
        || reader.integer() != ALGORITHM
        || reader.integer() != EDDSA
        || reader.integer() != KEY) {
      throw new CodecException("a header's envelope names algorithm and key", reader.offset());
    }
    DeviceId node;
    try {
      node = new DeviceId(reader.bytes());
    } catch (IllegalArgumentException e) {
      throw new CodecException("the key is no multikey", reader.offset());
    }
    reader.end();
    return new SignedHeader(EpochHeader.decode(envelope.payload()), node, envelope);
  }

  /** Whether the signature is the node's. */
  public boolean isSignatureGood() {
    return DeviceSignatures.verify(
        node, envelope.toBeSigned().unsafeArray(), envelope.signature().unsafeArray());
  }
}
