package polder.world.recorded;

import java.util.ArrayList;
import java.util.List;

/**
 * All readings of a recorded network, as columns of primitive values: 21 bytes a reading, so that
 * 1.5 million take 32 MB. Grows by pieces, so that nothing is ever copied.
 */
final class ReadingColumns {
  /** Most readings held: 1.05 GB. */
  static final int MOST = 50_000_000;

  private static final int PIECE_BITS = 16;
  private static final int PIECE = 1 << PIECE_BITS;
  private static final int IN_PIECE = PIECE - 1;

  private final List<int[]> devices = new ArrayList<>();
  private final List<long[]> times = new ArrayList<>();
  private final List<long[]> values = new ArrayList<>();
  private final List<byte[]> quantities = new ArrayList<>();
  private int size;

  /** Appends a reading; {@code value} is a {@link PackedDecimal}. */
  void add(int device, long timeMillis, int quantity, long value) {
    int at = size & IN_PIECE;
    if (at == 0) {
      devices.add(new int[PIECE]);
      times.add(new long[PIECE]);
      values.add(new long[PIECE]);
      quantities.add(new byte[PIECE]);
    }
    devices.getLast()[at] = device;
    times.getLast()[at] = timeMillis;
    values.getLast()[at] = value;
    quantities.getLast()[at] = (byte) quantity;
    size++;
  }

  int size() {
    return size;
  }

  /** These columns after device {@code i} became device {@code numbers[i]}; they are changed. */
  ReadingColumns numbered(int[] numbers) {
    for (int row = 0; row < size; row++) {
      int[] piece = devices.get(row >> PIECE_BITS);
      piece[row & IN_PIECE] = numbers[piece[row & IN_PIECE]];
    }
    return this;
  }

  /** Index of the device that measured reading {@code row}. */
  int device(int row) {
    return devices.get(row >> PIECE_BITS)[row & IN_PIECE];
  }

  /** When it was measured, epoch milliseconds. */
  long timeMillis(int row) {
    return times.get(row >> PIECE_BITS)[row & IN_PIECE];
  }

  /** Index of what was measured. */
  int quantity(int row) {
    return quantities.get(row >> PIECE_BITS)[row & IN_PIECE];
  }

  /** The value, as a {@link PackedDecimal}. */
  long value(int row) {
    return values.get(row >> PIECE_BITS)[row & IN_PIECE];
  }
}
