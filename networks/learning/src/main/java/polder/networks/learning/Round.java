package polder.networks.learning;

import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What became of a round, as a model's card tells it.
 *
 * @param epoch in which it was examined
 * @param participants how many opened an update
 * @param lossBeforeNano the loss of the model before it on the round's examples, billionths; where
 *     judges examined, what a majority of their stake says
 * @param lossAfterNano that of the model after it; as before where the round improved nothing
 * @param paidNano what it paid, nano-tokens
 */
public record Round(
    long epoch, int participants, long lossBeforeNano, long lossAfterNano, long paidNano) {
  private static final int FIELDS = 5;

  void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .integer(epoch)
        .integer(participants)
        .integer(lossBeforeNano)
        .integer(lossAfterNano)
        .integer(paidNano);
  }

  static Round read(CborReader reader) {
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this is no round", reader.offset());
    }
    return new Round(
        reader.integer(),
        Math.toIntExact(reader.integer()),
        reader.integer(),
        reader.integer(),
        reader.integer());
  }
}
