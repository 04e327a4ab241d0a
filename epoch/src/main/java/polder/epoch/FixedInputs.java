package polder.epoch;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.settlement.ChainPoint;

/**
 * All that whoever closes an epoch has a say in, fixed before any seed link of the epoch is known.
 * A validator reveals its link for one of these and for no second one.
 *
 * @param deployment which deployment
 * @param epoch number of the epoch, from 0 on
 * @param attempt how often the same entries were closed before
 * @param previous hash of the header before
 * @param startMillis start of the window
 * @param endMillis end of the window
 * @param chain up to which block of the chain events are inputs, and who signs
 * @param eventsRoot Merkle root of those events
 * @param inputsRoot Merkle root of the messages in canonical order
 * @param manifests hash of the rules in force
 * @param program hash of the code
 */
public record FixedInputs(
    Hash deployment,
    long epoch,
    long attempt,
    Hash previous,
    long startMillis,
    long endMillis,
    ChainPoint chain,
    Hash eventsRoot,
    Hash inputsRoot,
    Hash manifests,
    Hash program) {
  private static final int FIELDS = 14;
  private static final String FORM = "polder/fixed-inputs/1";

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
        .integer(chain.block())
        .hash(chain.blockHash())
        .integer(chain.validatorSet())
        .hash(eventsRoot)
        .hash(inputsRoot)
        .hash(manifests)
        .hash(program)
        .toBytes();
  }

  /** Names it: the SHA-256 of the canonical bytes. */
  public Hash hash() {
    return Hash.sha256(encode().unsafeArray());
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if it is anything else
   */
  public static FixedInputs decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS || !reader.text().equals(FORM)) {
      throw new CodecException("these are no fixed inputs", 0);
    }
    try {
      FixedInputs fixed =
          new FixedInputs(
              reader.hash(),
              reader.integer(),
              reader.integer(),
              reader.hash(),
              reader.integer(),
              reader.integer(),
              new ChainPoint(reader.integer(), reader.hash(), reader.integer()),
              reader.hash(),
              reader.hash(),
              reader.hash(),
              reader.hash());
      reader.end();
      return fixed;
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }
}
