package polder.networks.sensors;

import java.util.Arrays;
import polder.protocol.Bytes;

/**
 * A station's samples of one day, slot by slot: each three bytes, the value in steps of the
 * quantity's resolution as a signed number of 16 bits, and how it was judged.
 */
final class Samples {
  /** Nothing was measured in the slot. */
  static final int NONE = 0;

  /** The reading counted. */
  static final int GOOD = 1;

  /** Only a slow check rejected the reading. */
  static final int GOOD_ALONE = 2;

  /** A check of the reading itself rejected it. */
  static final int BAD = 3;

  static final int BYTES = 3;

  private Samples() {}

  /** {@code samples} with one of slot {@code index}; slots between are empty. */
  static Bytes with(Bytes samples, int index, long steps, int judged) {
    byte[] more = Arrays.copyOf(samples.unsafeArray(), (index + 1) * BYTES);
    long value = Math.clamp(steps, Short.MIN_VALUE, Short.MAX_VALUE);
    more[index * BYTES] = (byte) (value >> Byte.SIZE);
    more[index * BYTES + 1] = (byte) value;
    more[index * BYTES + 2] = (byte) judged;
    return Bytes.wrap(more);
  }

  /** How many slots {@code samples} reach over. */
  static int slots(Bytes samples) {
    return samples.size() / BYTES;
  }

  static int judged(Bytes samples, int index) {
    return index < slots(samples) ? samples.get(index * BYTES + 2) : NONE;
  }

  static int steps(Bytes samples, int index) {
    return samples.get(index * BYTES) << Byte.SIZE | samples.get(index * BYTES + 1) & 0xff;
  }
}
