package polder.protocol.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.MerkleProof;

/**
 * A node's promise that a message is durable and will be in an epoch by its deadline. One signature
 * covers all messages of a batch, by the root of the {@link polder.protocol.merkle.MerkleTree} over
 * their identities; the proof shows that this message is one of them. Whoever finds the message in
 * no epoch up to the deadline shows the receipt; where a validator answers for it by a {@link
 * Bond}, the contract takes its stake.
 *
 * @param deployment which deployment
 * @param message identity of the message
 * @param deadlineEpoch the last epoch, from 0 on, that may be the one that contains it
 * @param batchRoot root over the identities of the batch, in the order of the journal
 * @param node who promises
 * @param signature the node's, 64 bytes, over {@link #statement}
 * @param proof that the message is in the batch; it tells the batch's size too
 * @param bond what a validator's stake answers for; none where no chain pays
 */
public record Receipt(
    Hash deployment,
    Hash message,
    long deadlineEpoch,
    Hash batchRoot,
    DeviceId node,
    Bytes signature,
    MerkleProof proof,
    Optional<Bond> bond) {
  private static final String FORM = "polder/receipt";
  private static final int FIELDS = 10;
  private static final int BONDED_FIELDS = FIELDS + Bond.FIELDS;
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

  /** One that no stake answers for. */
  public Receipt(
      Hash deployment,
      Hash message,
      long deadlineEpoch,
      Hash batchRoot,
      DeviceId node,
      Bytes signature,
      MerkleProof proof) {
    this(deployment, message, deadlineEpoch, batchRoot, node, signature, proof, Optional.empty());
  }

  static Bytes leaf(Hash message) {
    return Bytes.wrap(message.toArray());
  }

  /** What the node signs: {@code ["polder/receipt", deployment, root, size, deadline]} in CBOR. */
  static byte[] statement(Hash deployment, Hash root, long size, long deadlineEpoch) {
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
    return isOfBatch()
        && DeviceSignatures.verify(node, statement().unsafeArray(), signature.unsafeArray());
  }

  /** Whether the message is in the batch that {@link #batchRoot()} and the signatures name. */
  public boolean isOfBatch() {
    return proof.verifies(batchRoot, leaf(message));
  }

  /** Whether the other is for the same batch, with the same signatures. */
  public boolean isSameBatch(Receipt other) {
    return statement().equals(other.statement())
        && node.equals(other.node())
        && signature.equals(other.signature())
        && bond.equals(other.bond());
  }

  /**
   * The account whose stake answers for the message; nothing if none does.
   *
   * @param domain the contract's, by EIP-712
   */
  public Optional<Account> bonded(Hash domain) {
    return bond.flatMap(its -> its.signer(domain, batchRoot, proof.size()));
  }

  /** The canonical bytes: about 230, 34 for each doubling of the batch, and 76 for a bond. */
  public Bytes encode() {
    CborWriter writer =
        new CborWriter()
            .beginArray(bond.isPresent() ? BONDED_FIELDS : FIELDS)
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
    bond.ifPresent(its -> its.write(writer));
    return writer.toBytes();
  }

  /**
   * Reads what {@link #encode} gave; says nothing yet on whether it {@link #verifies}.
   *
   * @throws CodecException if it is anything else
   */
  public static Receipt decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    int fields = reader.beginArray();
    if ((fields != FIELDS && fields != BONDED_FIELDS) || !reader.text().equals(FORM)) {
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
              new MerkleProof(reader.integer(), reader.integer(), path(reader)),
              fields == BONDED_FIELDS ? Optional.of(Bond.read(reader)) : Optional.empty());
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
