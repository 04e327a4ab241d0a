package polder.networks.learning.judge;

import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * A task tells a stake's group that it may give the stake back.
 *
 * @param claimEpoch which claim it answers: one of which the task has not heard yet is underway,
 *     and is answered by itself
 * @param reason why, a code
 */
public record StakeRelease(long claimEpoch, String reason) {
  private static final int FIELDS = 2;

  /** The canonical bytes. */
  public Bytes encode() {
    return new CborWriter().beginArray(FIELDS).integer(claimEpoch).text(reason).toBytes();
  }

  static StakeRelease decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this lets no stake go", 0);
    }
    StakeRelease release = new StakeRelease(reader.integer(), reader.text());
    reader.end();
    return release;
  }
}
