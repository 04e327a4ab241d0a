package polder.node.archive;

import polder.epoch.EpochHeader;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.cose.CoseSign1;
import polder.protocol.crypto.DeviceKey;
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
  /** Signs {@code header} with a node's Ed25519 key. */
  public static SignedHeader sign(EpochHeader header, DeviceKey key) {
    return new SignedHeader(header, key.id(), NodeEnvelope.sign(header.encode(), key));
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
    DeviceId node = NodeEnvelope.node(envelope, "a header");
    return new SignedHeader(EpochHeader.decode(envelope.payload()), node, envelope);
  }

  /** Whether the signature is the node's. */
  public boolean isSignatureGood() {
    return NodeEnvelope.isGood(envelope, node);
  }
}
