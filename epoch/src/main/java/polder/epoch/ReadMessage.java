package polder.epoch;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/** A message of an epoch, read. */
sealed interface ReadMessage {
  /** Its bytes as they came. */
  Bytes wire();

  /** The hash under which it stands in the tree over the inputs. */
  Hash leaf();

  /**
   * One that is well formed.
   *
   * @param signed whether its sender signed it
   */
  record Good(Message message, boolean signed, Hash leaf) implements ReadMessage {
    @Override
    public Bytes wire() {
      return message.wire();
    }
  }

  /** One that cannot be read, and why. */
  record Bad(Bytes wire, String reason, Hash leaf) implements ReadMessage {}

  /** Reads {@code wire}, whatever it is. */
  static ReadMessage of(Bytes wire, SignatureRule signatures, Manifests manifests) {
    Hash leaf = MerkleTree.leafHash(wire);
    try {
      return switch (Message.decode(wire, name -> shared(name, manifests))) {
        case DeviceMessage message -> new Good(message, signatures.isGood(message, leaf), leaf);
        case AccountMessage message ->
            new Good(message, message.isSignatureGood(manifests.deployment()), leaf);
      };
    } catch (CodecException e) {
      return new Bad(wire, e.getMessage(), leaf);
    }
  }

  private static String shared(String network, Manifests manifests) {
    return manifests.network(network).map(NetworkManifest::name).orElse(network);
  }
}
