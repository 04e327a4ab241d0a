package polder.networks.sensors;

import java.util.Arrays;
import polder.protocol.Bytes;

/**
 * A station's samples of one day, slot by slot: each three bytes, the value in steps of the
 * quantity's resolution as a signed number of 22 bits, above two bits of how it was judged.
 */
final class DaySamples {
  /** Nothing was measured in the slot. */
  static final int NONE = 0;

  /** The reading counted. */
  static final int GOOD = 1;

  /** Only a slow check rejected the reading. */
  static final int GOOD_ALONE = 2;

  /** A check of the reading itself rejected it. */
  static final int BAD = 3;

  static final int BYTES = 3;

  /** A value beyond this many steps is written as this, and compared with nothing. */
  static final int FARTHEST = (1 << 21) - 1;

  private static final int JUDGED_BITS = 2;

  private DaySamples() {}

  /** {@code samples} with one of slot {@code index}; slots between are empty. */
  static Bytes with(Bytes samples, int index, long steps, int judged) {
    byte[] more = samples.unsafeArray();
    more = Arrays.copyOf(more, Math.max(more.length, (index + 1) * BYTES));
    int code = Math.clamp(steps, -FARTHEST, FARTHEST) << JUDGED_BITS | judged;
    more[index * BYTES] = (byte) (code >> 2 * Byte.SIZE);
    more[index * BYTES + 1] = (byte) (code >> Byte.SIZE);
    more[index * BYTES + 2] = (byte) code;
    return Bytes.wrap(more);
  }

  /** How many slots {@code samples} reach over. */
  static int slots(Bytes samples) {
    return samples.size() / BYTES;
  }

  static int judged(Bytes samples, int index) {
    return index < slots(samples) ? samples.get(index * BYTES + 2) & (1 << JUDGED_BITS) - 1 : NONE;
  }

  static int steps(Bytes samples, int index) {
    int code =
        samples.get(index * BYTES) << 2 * Byte.SIZE
            | (samples.get(index * BYTES + 1) & 0xff) << Byte.SIZE
            | samples.get(index * BYTES + 2) & 0xff;
    return code >> JUDGED_BITS;
  }
}
