package polder.networks.learning.sale;

import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.money.Amounts;

/**
 * What a model's predictions cost, and whose that is. What neither participants nor devices get is
 * the sponsor's, who paid for the training.
 *
 * @param priceNano of one prediction, nano-tokens, from 1 on
 * @param participantsPpm for who trained the model, by what they earned in training
 * @param devicesPpm for the owners of the devices whose readings it was trained on, likewise; of
 *     participants that name none it is theirs
 */
public record Sale(long priceNano, long participantsPpm, long devicesPpm) {
  private static final int FIELDS = 3;
  private static final long MOST_NANO = 1_000_000_000_000_000L;

  public Sale {
    if (priceNano < 1 || priceNano > MOST_NANO) {
      throw new IllegalArgumentException("a prediction cannot cost " + priceNano + " nano-tokens");
    }
    if (participantsPpm < 0
        || devicesPpm < 0
        || participantsPpm > Amounts.MILLION
        || devicesPpm > Amounts.MILLION - participantsPpm) {
      throw new IllegalArgumentException(
          "participants and devices get at most all of a price together, not "
              + participantsPpm
              + " and "
              + devicesPpm
              + " ppm");
    }
  }

  /** Writes it. */
  public void write(CborWriter writer) {
    writer.beginArray(FIELDS).integer(priceNano).integer(participantsPpm).integer(devicesPpm);
  }

  /**
   * Reads what {@link #write} gave.
   *
   * @throws CodecException if it is anything else
   * @throws IllegalArgumentException naming what is out of range
   */
  public static Sale read(CborReader reader) {
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("nothing is sold like this", reader.offset());
    }
    return new Sale(reader.integer(), reader.integer(), reader.integer());
  }
}
