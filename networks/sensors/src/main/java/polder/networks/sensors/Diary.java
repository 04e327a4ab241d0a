package polder.networks.sensors;

import polder.protocol.Bytes;

/**
 * What the review remembers of one quantity of one station, slot by slot over its last days: how
 * far it was from the network's course, in steps, and how that was judged.
 *
 * <p>Two bytes a slot, the oldest first: 14 bits of signed distance above two bits of {@link
 * DaySamples}' judgement.
 */
final class Diary {
  static final int BYTES = 2;

  /** A distance beyond this is written as this, and compared with nothing. */
  static final int FARTHEST = (1 << 13) - 1;

  private final byte[] slots;

  private Diary(byte[] slots) {
    this.slots = slots;
  }

  static Diary of(Bytes written) {
    return new Diary(written.unsafeArray());
  }

  static Diary empty(int slots) {
    return new Diary(new byte[slots * BYTES]);
  }

  /** What is written down; nothing where nothing was measured. */
  Bytes toBytes() {
    return Bytes.wrap(slots);
  }

  int size() {
    return slots.length / BYTES;
  }

  /** The diary of {@code size} slots after {@code passed} more, which are empty. */
  Diary after(int passed, int size) {
    byte[] later = new byte[size * BYTES];
    int kept = Math.min(size - passed, size());
    if (kept > 0) {
      System.arraycopy(
          slots, slots.length - kept * BYTES, later, (size - passed - kept) * BYTES, kept * BYTES);
    }
    return new Diary(later);
  }

  /** Writes down a day in the last slots; a slot whose course is unknown stays empty. */
  void write(Bytes samples, DayBook book, int quantity, int slotsPerDay) {
    int first = size() - slotsPerDay;
    for (int slot = 0; slot < DaySamples.slots(samples) && slot < slotsPerDay; slot++) {
      int judged = DaySamples.judged(samples, slot);
      long course = book.median(quantity, slot);
      if (judged != DaySamples.NONE && course != Course.UNKNOWN) {
        int steps = DaySamples.steps(samples, slot);
        // What is beyond reach already stays so, however far the course is.
        long from = Math.abs(steps) == DaySamples.FARTHEST ? 0 : course;
        int code = Math.clamp(steps - from, -FARTHEST, FARTHEST) << 2 | judged;
        slots[(first + slot) * BYTES] = (byte) (code >> Byte.SIZE);
        slots[(first + slot) * BYTES + 1] = (byte) code;
      }
    }
  }

  int judged(int slot) {
    return slots[slot * BYTES + 1] & 3;
  }

  /** Steps above the course. */
  int apart(int slot) {
    return (slots[slot * BYTES] << Byte.SIZE | slots[slot * BYTES + 1] & 0xff) >> 2;
  }

  /** Whether the slot's value can be compared: it was measured, and within reach of the course. */
  boolean isWithinReach(int slot) {
    return judged(slot) != DaySamples.NONE && Math.abs(apart(slot)) < FARTHEST;
  }

  /** Whether, besides, no check of the reading itself rejected it. */
  boolean isComparable(int slot) {
    return isWithinReach(slot) && judged(slot) != DaySamples.BAD;
  }
}
