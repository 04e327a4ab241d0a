package polder.networks.learning.sale;

import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * What a device's readings did for a model.
 *
 * @param nano its part of what was earned in training by who trained on them, nano-tokens
 * @param firstEpoch the first epoch whose readings were used
 * @param lastEpoch the last one
 */
public record DataUse(long nano, long firstEpoch, long lastEpoch) {
  /** Both together. */
  public DataUse and(DataUse more) {
    return new DataUse(
        Math.addExact(nano, more.nano),
        Math.min(firstEpoch, more.firstEpoch),
        Math.max(lastEpoch, more.lastEpoch));
  }

  void write(CborWriter writer) {
    writer.integer(nano).integer(firstEpoch).integer(lastEpoch);
  }

  static DataUse read(CborReader reader) {
    return new DataUse(reader.integer(), reader.integer(), reader.integer());
  }
}
