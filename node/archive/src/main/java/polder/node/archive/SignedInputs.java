package polder.node.archive;

import polder.epoch.FixedInputs;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.cose.CoseSign1;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;

/**
 * An epoch's inputs, fixed by the node that closes it, with its signature, as a COSE_Sign1. Two of
 * one node for one epoch and attempt are evidence that it tried several.
 *
 * @param inputs what is fixed
 * @param node who signed
 * @param envelope the signed envelope
 */
public record SignedInputs(FixedInputs inputs, DeviceId node, CoseSign1 envelope) {
  /** Signs {@code inputs} with a node's Ed25519 key. */
  public static SignedInputs sign(FixedInputs inputs, DeviceKey key) {
    return new SignedInputs(inputs, key.id(), NodeEnvelope.sign(inputs.encode(), key));
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
  public static SignedInputs decode(Bytes encoded) {
    CoseSign1 envelope = CoseSign1.decode(encoded.unsafeArray());
    DeviceId node = NodeEnvelope.node(envelope, "the inputs");
    return new SignedInputs(FixedInputs.decode(envelope.payload()), node, envelope);
  }

  /** Whether the signature is the node's. */
  public boolean isSignatureGood() {
    return NodeEnvelope.isGood(envelope, node);
  }
}
