package polder.protocol.codec;

import java.util.Arrays;

/**
 * Where a reader or writer stands among the open arrays and maps. Counts their items, closes those
 * that are full, and checks that the keys of every map ascend in the order of their encodings.
 *
 * <p>Keeps offsets into the caller's buffer instead of copies of keys, so that nothing is allocated
 * per item.
 */
final class Nesting {
  /** What {@link #complete} gives when all is well. */
  static final int FINE = -1;

  private static final int REMAINING = 0;
  private static final int ITEM_START = 1;
  private static final int KEY_START = 2;
  private static final int KEY_END = 3;
  private static final int WIDTH = 4;
  private static final int FIRST_LEVELS = 4;

  /** Stands in {@link #KEY_END} of an array; a map without a key so far has 0 there. */
  private static final int NO_KEYS = -1;

  private final int limit;
  private int[] frames = new int[FIRST_LEVELS * WIDTH];
  private int depth;
  private int tags;

  Nesting(int limit) {
    this.limit = limit;
  }

  int depth() {
    return depth;
  }

  /** Whether the last thing seen was a tag, whose content must follow. */
  boolean tagged() {
    return tags > 0;
  }

  /** Whether every open array, map and tag has got all its content. */
  boolean closed() {
    return depth == 0 && tags == 0;
  }

  /** Whether one more array, map or tag may be opened here. */
  boolean mayNest() {
    return depth + tags < limit;
  }

  void reset() {
    depth = 0;
    tags = 0;
  }

  /** An item, with the tags before it, starts at {@code offset}. */
  void begin(int offset) {
    if (tags == 0 && depth > 0) {
      frames[(depth - 1) * WIDTH + ITEM_START] = offset;
    }
  }

  /** The item that has begun is a tag: its content comes next. */
  void tag() {
    tags++;
  }

  /** The item that has begun is an array of {@code items}, at least one. */
  void openArray(int items) {
    open(items, NO_KEYS);
  }

  /** The item that has begun is a map of {@code pairs}, at least one. */
  void openMap(int pairs) {
    open(Math.multiplyExact(pairs, 2), 0);
  }

  private void open(int items, int keyEnd) {
    tags = 0;
    int frame = depth * WIDTH;
    if (frame == frames.length) {
      frames = Arrays.copyOf(frames, frames.length * 2);
    }
    frames[frame + REMAINING] = items;
    frames[frame + KEY_END] = keyEnd;
    depth++;
  }

  /**
   * An item ends before {@code end}, and with it all arrays and maps of which it was the last.
   *
   * @return {@link #FINE}, or the offset of a map key that does not come after the key before it
   */
  int complete(byte[] buffer, int end) {
    tags = 0;
    while (depth > 0) {
      int frame = (depth - 1) * WIDTH;
      int remaining = --frames[frame + REMAINING];
      int keyEnd = frames[frame + KEY_END];
      if (keyEnd != NO_KEYS && (remaining & 1) == 1) {
        int start = frames[frame + ITEM_START];
        if (keyEnd > 0 && compareWithKey(frame, buffer, start, end) >= 0) {
          return start;
        }
        frames[frame + KEY_START] = start;
        frames[frame + KEY_END] = end;
      }
      if (remaining > 0) {
        return FINE;
      }
      depth--;
    }
    return FINE;
  }

  /** After {@link #complete} found a misplaced key: whether it equals the key before it. */
  boolean duplicate(byte[] buffer, int start, int end) {
    return compareWithKey((depth - 1) * WIDTH, buffer, start, end) == 0;
  }

  private int compareWithKey(int frame, byte[] buffer, int start, int end) {
    int keyStart = frames[frame + KEY_START];
    int keyEnd = frames[frame + KEY_END];
    // Keys are mostly short numbers, which their first bytes tell apart.
    int order = Integer.compare(buffer[keyStart] & 0xff, buffer[start] & 0xff);
    return order != 0
        ? order
        : Arrays.compareUnsigned(buffer, keyStart, keyEnd, buffer, start, end);
  }
}
