package polder.networks.learning.message;

import java.util.ArrayList;
import java.util.List;
import polder.networks.learning.score.Shapley;
import polder.networks.learning.yuma.Fixed;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.money.Amounts;

/**
 * What a judge thinks of a round: what it measured on what it holds, which nobody else can measure
 * again.
 *
 * @param lossBeforeNano the loss of the model before the round, billionths
 * @param lossAfterNano that of the model with the step that all updates together make
 * @param weights by participant, in the order of their devices, from 0 to 65,535: what each update
 *     improved, in any scale
 */
public record Opinion(long lossBeforeNano, long lossAfterNano, List<Integer> weights) {
  private static final int LOSSES = 2;

  public Opinion {
    weights = List.copyOf(weights);
    if (lossBeforeNano < 0 || lossAfterNano < 0) {
      throw new IllegalArgumentException(
          "a loss is at least 0, not " + lossBeforeNano + " or " + lossAfterNano);
    }
    if (weights.isEmpty() || weights.size() > Shapley.MAX_PARTICIPANTS) {
      throw new IllegalArgumentException(
          "an opinion is of 1 to "
              + Shapley.MAX_PARTICIPANTS
              + " participants, not "
              + weights.size());
    }
    for (int weight : weights) {
      if (weight < 0 || weight > Fixed.U16_MAX) {
        throw new IllegalArgumentException("a weight is from 0 to 65535, not " + weight);
      }
    }
  }

  /** By which part of itself the loss falls, millionths; below 0 where it rises, by at most all. */
  public long gainPpm() {
    long fall = lossBeforeNano - lossAfterNano;
    if (fall == 0) {
      return 0;
    }
    return fall < -lossBeforeNano
        ? -Amounts.MILLION
        : Long.signum(fall) * Amounts.mulDiv(Math.abs(fall), Amounts.MILLION, lossBeforeNano);
  }

  /** Writes it. */
  public void write(CborWriter writer) {
    writer.beginArray(LOSSES + weights.size()).integer(lossBeforeNano).integer(lossAfterNano);
    weights.forEach(writer::integer);
  }

  /** The canonical bytes, which are what a judge seals. */
  public Bytes encode() {
    CborWriter writer = new CborWriter();
    write(writer);
    return writer.toBytes();
  }

  /**
   * Reads what {@link #write} gave.
   *
   * @throws CodecException if it is anything else
   * @throws IllegalArgumentException naming what is out of range
   */
  public static Opinion read(CborReader reader) {
    int items = reader.beginArray();
    if (items <= LOSSES || items > LOSSES + Shapley.MAX_PARTICIPANTS) {
      throw new CodecException("this is no opinion", reader.offset());
    }
    long before = reader.integer();
    long after = reader.integer();
    List<Integer> weights = new ArrayList<>();
    for (int i = LOSSES; i < items; i++) {
      weights.add(Math.toIntExact(reader.integer()));
    }
    return new Opinion(before, after, weights);
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if it is anything else
   * @throws IllegalArgumentException naming what is out of range
   */
  public static Opinion decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    Opinion opinion = read(reader);
    reader.end();
    return opinion;
  }
}
