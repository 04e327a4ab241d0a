package polder.epoch;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * The seal of an epoch: what it was computed from and what came out. Headers form a chain by {@code
 * previous}.
 *
 * @param deployment which deployment
 * @param epoch number of the epoch, from 0 on
 * @param attempt how often the same entries were closed before
 * @param previous hash of the header before
 * @param startMillis start of the window
 * @param endMillis end of the window
 * @param seed what all draws of this epoch come from
 * @param seedTrust who could have bent the seed
 * @param program hash of the code
 * @param manifests hash of the rules in force
 * @param inputsRoot Merkle root of the messages in canonical order
 * @param inputsCount how many
 * @param inputsFile SHA-256 of the archive's file of them
 * @param outcomeRoot Merkle root of the outcome's lines
 * @param outcomeCount how many
 * @param outcomeFile SHA-256 of the archive's file of them
 * @param stateRoot root of the state after
 * @param payoutsRoot root of what accounts can claim in total, in the layout of OpenZeppelin's
 *     StandardMerkleTree
 * @param paidNano what this epoch paid, over all networks
 */
public record EpochHeader(
    Hash deployment,
    long epoch,
    long attempt,
    Hash previous,
    long startMillis,
    long endMillis,
    Hash seed,
    SeedTrust seedTrust,
    Hash program,
    Hash manifests,
    Hash inputsRoot,
    long inputsCount,
    Hash inputsFile,
    Hash outcomeRoot,
    long outcomeCount,
    Hash outcomeFile,
    Hash stateRoot,
    Hash payoutsRoot,
    long paidNano) {

  private static final int FIELDS = 20;
  private static final String FORM = "polder/header/1";

  /** Who could have bent a seed. */
  public enum SeedTrust {
    /** The node that closed the epoch: it could have tried several sets of messages. */
    OPERATOR_TRUSTED
  }

  /** The canonical bytes. */
  public Bytes encode() {
    return new CborWriter()
        .beginArray(FIELDS)
        .text(FORM)
        .hash(deployment)
        .integer(epoch)
        .integer(attempt)
        .hash(previous)
        .integer(startMillis)
        .integer(endMillis)
        .hash(seed)
        .integer(seedTrust.ordinal())
        .hash(program)
        .hash(manifests)
        .hash(inputsRoot)
        .integer(inputsCount)
        .hash(inputsFile)
        .hash(outcomeRoot)
        .integer(outcomeCount)
        .hash(outcomeFile)
        .hash(stateRoot)
        .hash(payoutsRoot)
        .integer(paidNano)
        .toBytes();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if it is anything else
   */
  public static EpochHeader decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS || !reader.text().equals(FORM)) {
      throw new CodecException("this is no epoch header", 0);
    }
    EpochHeader header =
        new EpochHeader(
            reader.hash(),
            reader.integer(),
            reader.integer(),
            reader.hash(),
            reader.integer(),
            reader.integer(),
            reader.hash(),
            trust(reader.integer()),
            reader.hash(),
            reader.hash(),
            reader.hash(),
            reader.integer(),
            reader.hash(),
            reader.hash(),
            reader.integer(),
            reader.hash(),
            reader.hash(),
            reader.hash(),
            reader.integer());
    reader.end();
    return header;
  }

  private static SeedTrust trust(long ordinal) {
    if (ordinal != 0) {
      throw new CodecException("unknown trust in the seed: " + ordinal, 0);
    }
    return SeedTrust.OPERATOR_TRUSTED;
  }

  /** SHA-256 of the canonical bytes. */
  public Hash hash() {
    return Hash.sha256(encode().unsafeArray());
  }
}
