package polder.protocol.receipt;

import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.MerkleTree;

/**
 * Messages that were promised together: what their {@link Receipt}s have in common, from which each
 * can be made. Who keeps the messages keeps {@link #encode} once instead of a receipt for each.
 */
public final class ReceiptBatch {
  /**
   * So many messages whoever writes them down puts under one signature: to make out the receipt of
   * one of them all are read again.
   */
  public static final int MOST = 512;

  private static final String FORM = "polder/receipts";
  private static final int FIELDS = 5;
  private static final int BONDED_FIELDS = FIELDS + Bond.FIELDS;

  private final Hash deployment;
  private final List<Hash> messages;
  private final MerkleTree tree;
  private final long deadlineEpoch;
  private final DeviceId node;
  private final Bytes signature;
  private final Optional<Bond> bond;

  private ReceiptBatch(
      Hash deployment,
      List<Hash> messages,
      MerkleTree tree,
      long deadlineEpoch,
      DeviceId node,
      Bytes signature,
      Optional<Bond> bond) {
    this.deployment = deployment;
    this.messages = messages;
    this.tree = tree;
    this.deadlineEpoch = deadlineEpoch;
    this.node = node;
    this.signature = signature;
    this.bond = bond;
  }

  /**
   * Signs a batch, once for all of its messages.
   *
   * @param messages identities of the messages, one or more
   * @param deadlineEpoch the epoch that is open while the batch is written
   * @param bondsman who answers for them with its stake, if anybody does
   */
  public static ReceiptBatch sign(
      Hash deployment,
      List<Hash> messages,
      long deadlineEpoch,
      DeviceKey node,
      Optional<Bondsman> bondsman) {
    MerkleTree tree = tree(messages);
    byte[] statement = Receipt.statement(deployment, tree.root(), tree.size(), deadlineEpoch);
    return new ReceiptBatch(
        deployment,
        List.copyOf(messages),
        tree,
        deadlineEpoch,
        node.id(),
        Bytes.wrap(node.sign(statement)),
        bondsman.map(its -> its.sign(tree.root(), tree.size(), deadlineEpoch)));
  }

  private static MerkleTree tree(List<Hash> messages) {
    MerkleTree.Builder builder = new MerkleTree.Builder();
    messages.forEach(message -> builder.add(Receipt.leaf(message)));
    return builder.build();
  }

  /**
   * The receipt of a message.
   *
   * @param index its place, from 0 on
   */
  public Receipt receipt(int index) {
    return new Receipt(
        deployment,
        messages.get(index),
        deadlineEpoch,
        tree.root(),
        node,
        signature,
        tree.prove(index),
        bond);
  }

  /** The canonical bytes of all but the messages: about 190, and 76 for a bond. */
  public Bytes encode() {
    CborWriter writer =
        new CborWriter()
            .beginArray(bond.isPresent() ? BONDED_FIELDS : FIELDS)
            .text(FORM)
            .hash(deployment)
            .integer(deadlineEpoch)
            .bytes(node.multikey())
            .bytes(signature);
    bond.ifPresent(its -> its.write(writer));
    return writer.toBytes();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @param messages the identities of the messages that were signed, one or more, in their order;
   *     with others the receipts do not verify
   * @throws CodecException if it is anything else
   */
  public static ReceiptBatch decode(Bytes encoded, List<Hash> messages) {
    CborReader reader = new CborReader(encoded);
    int fields = reader.beginArray();
    if ((fields != FIELDS && fields != BONDED_FIELDS) || !reader.text().equals(FORM)) {
      throw new CodecException("this is no promise for a batch of messages", 0);
    }
    try {
      ReceiptBatch batch =
          new ReceiptBatch(
              reader.hash(),
              List.copyOf(messages),
              tree(messages),
              reader.integer(),
              new DeviceId(reader.bytes()),
              reader.bytes(),
              fields == BONDED_FIELDS ? Optional.of(Bond.read(reader)) : Optional.empty());
      reader.end();
      batch.receipt(0); // Whose ranges are those of all.
      return batch;
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }
}
