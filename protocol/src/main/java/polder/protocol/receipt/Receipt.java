package polder.protocol.receipt;

import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.MerkleProof;
import polder.protocol.merkle.MerkleTree;

/**
 * A node's promise that a message is durable and will be in an epoch by its deadline. One signature
 * covers all messages of a batch, by the root of the {@link MerkleTree} over their identities; the
 * proof shows that this message is one of them. Whoever finds the message in no epoch up to the
 * deadline shows the receipt, and the node loses its bond.
 *
 * @param deployment which deployment
 * @param message identity of the message
 * @param deadlineEpoch the last epoch, from 0 on, that may be the one that contains it
 * @param batchRoot root over the identities of the batch, in the order of the journal
 * @param node who promises
 * @param signature the node's, 64 bytes, over {@link #statement}
 * @param proof that the message is in the batch; it tells the batch's size too
 */
public record Receipt(
    Hash deployment,
    Hash message,
    long deadlineEpoch,
    Hash batchRoot,
    DeviceId node,
    Bytes signature,
    MerkleProof proof) {
  private static final String FORM = "polder/receipt";
  private static final int FIELDS = 10;
  private static final int SIGNATURE_BYTES = 64;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the deadline is negative or the signature not 64 bytes long
   */
  public Receipt {
    if (deadlineEpoch < 0) {
      throw new IllegalArgumentException("no epoch has the number " + deadlineEpoch);
    }
    if (signature.size() != SIGNATURE_BYTES) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.size());
    }
  }

  /**
   * Signs a batch once and gives the receipt of each of its messages, in their order.
   *
   * @param messages identities of the messages, one or more
   * @param deadlineEpoch the epoch that is open while the batch is written
   */
  public static List<Receipt> issue(
      Hash deployment, List<Hash> messages, long deadlineEpoch, DeviceKey node) {
    MerkleTree.Builder builder = new MerkleTree.Builder();
    messages.forEach(message -> builder.add(leaf(message)));
    MerkleTree tree = builder.build();
    byte[] statement = statement(deployment, tree.root(), tree.size(), deadlineEpoch);
    Bytes signature = Bytes.wrap(node.sign(statement));
    List<Receipt> receipts = new ArrayList<>(messages.size());
    for (int index = 0; index < messages.size(); index++) {
      receipts.add(
          new Receipt(
              deployment,
              messages.get(index),
              deadlineEpoch,
              tree.root(),
              node.id(),
              signature,
              tree.prove(index)));
    }
    return receipts;
  }

  private static Bytes leaf(Hash message) {
    return Bytes.wrap(message.toArray());
  }

  /** What the node signs: {@code ["polder/receipt", deployment, root, size, deadline]} in CBOR. */
  private static byte[] statement(Hash deployment, Hash root, long size, long deadlineEpoch) {
    return new CborWriter()
        .beginArray(5)
        .text(FORM)
        .hash(deployment)
        .hash(root)
        .integer(size)
        .integer(deadlineEpoch)
        .toByteArray();
  }

  /** What {@link #signature()} covers. */
  public Bytes statement() {
    return Bytes.wrap(statement(deployment, batchRoot, proof.size(), deadlineEpoch));
  }

  /**
   * Whether the message is in the batch and {@link #node()} signed for it. Whether that is a node
   * of the deployment is for the caller to know.
   */
  public boolean verifies() {
    return proof.verifies(batchRoot, leaf(message))
        && DeviceSignatures.verify(node, statement().unsafeArray(), signature.unsafeArray());
  }

  /** The canonical bytes: about 230, and 34 for each doubling of the batch. */
  public Bytes encode() {
    CborWriter writer =
        new CborWriter()
            .beginArray(FIELDS)
            .text(FORM)
            .hash(deployment)
            .hash(message)
            .integer(deadlineEpoch)
            .hash(batchRoot)
            .bytes(node.multikey())
            .bytes(signature)
            .integer(proof.index())
            .integer(proof.size())
            .beginArray(proof.path().size());
    proof.path().forEach(writer::hash);
    return writer.toBytes();
  }

  /**
   * Reads what {@link #encode} gave; says nothing yet on whether it {@link #verifies}.
   *
   * @throws CodecException if it is anything else
   */
  public static Receipt decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS || !reader.text().equals(FORM)) {
      throw new CodecException("this is no receipt", 0);
    }
    try {
      Receipt receipt =
          new Receipt(
              reader.hash(),
              reader.hash(),
              reader.integer(),
              reader.hash(),
              new DeviceId(reader.bytes()),
              reader.bytes(),
              new MerkleProof(reader.integer(), reader.integer(), path(reader)));
      reader.end();
      return receipt;
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  private static List<Hash> path(CborReader reader) {
    int length = reader.beginArray();
    List<Hash> path = new ArrayList<>();
    for (int read = 0; read < length; read++) {
      path.add(reader.hash());
    }
    return path;
  }
}
