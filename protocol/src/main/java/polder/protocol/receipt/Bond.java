package polder.protocol.receipt;

import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedData.Field;
import polder.protocol.identity.Account;

/**
 * What of a {@link Receipt} a validator's stake answers for: that each message of the batch is in
 * an epoch from {@code from} to {@code deadline}. It is the contract's form (Faults.messageLost),
 * signed once for the whole batch.
 *
 * @param from the first epoch, from 0 on, that may be the one
 * @param deadline the last one; not before {@code from}
 * @param signature of the account, 64 bytes: r ‖ vs (EIP-2098)
 */
public record Bond(long from, long deadline, Bytes signature) {
  /** So many fields it adds to what it is a part of. */
  static final int FIELDS = 3;

  /** A receipt that allows more epochs than this cannot be held against its signer. */
  public static final long MOST_EPOCHS = 8;

  /**
   * So many epochs are promised: the open one, and three in which somebody else may close it where
   * the node vanishes.
   */
  public static final long EPOCHS = 4;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if an epoch is below 0, the deadline before the first, or the
   *     signature not 64 bytes long
   */
  public Bond {
    if (from < 0 || deadline < from) {
      throw new IllegalArgumentException("no epoch is from " + from + " to " + deadline);
    }
    if (signature.size() != CompactSignature.SIZE) {
      throw new IllegalArgumentException(
          "a bond's signature has 64 bytes, not " + signature.size());
    }
  }

  /** Its fields: {@link #FIELDS} of them. */
  void write(CborWriter writer) {
    writer.integer(from).integer(deadline).bytes(signature);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static Bond read(CborReader reader) {
    return new Bond(reader.integer(), reader.integer(), reader.bytes());
  }

  /** How many epochs it allows. */
  public long epochs() {
    return deadline - from + 1;
  }

  /** What is signed: the contract's struct {@code Receipt}. */
  static TypedData typed(Hash batchRoot, long size, long from, long deadline) {
    return new TypedData(
        "Receipt",
        List.of(
            Field.bytes32("root", batchRoot),
            Field.uint64("size", size),
            Field.uint64("from", from),
            Field.uint64("deadline", deadline)));
  }

  /**
   * Who signed for the batch; nothing if nobody did.
   *
   * @param domain the contract's, by EIP-712
   */
  public Optional<Account> signer(Hash domain, Hash batchRoot, long size) {
    Hash digest = Eip712.digest(domain, typed(batchRoot, size, from, deadline).hashStruct());
    return CompactSignature.recover(digest, signature);
  }
}
