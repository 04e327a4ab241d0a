package polder.world.recorded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToIntFunction;
import polder.protocol.senml.SenmlRecord;

/**
 * Reads a table of observations with the roles {@code device} and {@code time}; every other role is
 * the name of a quantity. A row may hold several quantities, and an empty field is a quantity that
 * was not measured. Rows may stand in any order.
 */
final class ObservationsFile {
  private static final String DEVICE = "device";
  private static final String TIME = "time";
  private static final int ROWS_A_TICK = 1 << 14;

  /** The index of a device that the table of stations does not have. */
  static final int UNKNOWN = -1;

  /** The index of a device whose place is not known. */
  static final int PLACELESS = -2;

  /**
   * What was read and not kept.
   *
   * @param missing fields in which nothing was measured
   * @param unknown readings of devices that the table of stations does not have
   * @param placeless readings of devices whose place is not known
   */
  record LeftOut(long missing, long unknown, long placeless) {
    static final LeftOut NOTHING = new LeftOut(0, 0, 0);

    LeftOut plus(LeftOut other) {
      return new LeftOut(
          missing + other.missing, unknown + other.unknown, placeless + other.placeless);
    }
  }

  private final CsvReader rows;
  private final List<String> quantities;
  private final int device;
  private final int time;
  private final int[] columns;
  private final RecordedTime times = new RecordedTime();
  private final ToIntFunction<String> deviceIndex;
  // Only looked up, never walked.
  private final Map<String, Integer> known = new HashMap<>();
  // A device's name is never empty.
  private byte[] lastName = new byte[0];
  private int lastIndex = UNKNOWN;

  private ObservationsFile(
      CsvReader rows, ColumnMap map, List<String> quantities, ToIntFunction<String> deviceIndex)
      throws IOException {
    this.rows = rows;
    this.quantities = quantities;
    this.deviceIndex = deviceIndex;
    this.device = rows.column(map.need(DEVICE));
    this.time = rows.column(map.need(TIME));
    this.columns = new int[quantities.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = rows.column(map.need(quantities.get(i)));
    }
  }

  /** The quantities that {@code map} names, in order. */
  static List<String> quantities(ColumnMap map) {
    return map.others(List.of(DEVICE, TIME));
  }

  /**
   * Adds the readings of {@code file} to {@code readings}.
   *
   * @param deviceIndex the index under which a device's readings are kept, {@link #UNKNOWN} or
   *     {@link #PLACELESS}
   * @param progress called now and then with the number of rows read since the last call
   * @throws RecordedDataException naming file, line and column of what is no observation
   */
  static LeftOut readInto(
      ReadingColumns readings,
      Path file,
      ColumnMap map,
      ToIntFunction<String> deviceIndex,
      LongConsumer progress)
      throws IOException {
    try (CsvReader rows = CsvReader.open(file)) {
      return new ObservationsFile(rows, map, quantities(map), deviceIndex)
          .readInto(readings, progress);
    }
  }

  private LeftOut readInto(ReadingColumns readings, LongConsumer progress) throws IOException {
    long missing = 0;
    long[] leftOut = new long[2];
    int sinceTick = 0;
    while (rows.next()) {
      long timeMillis = timeMillis();
      int index = device();
      for (int quantity = 0; quantity < columns.length; quantity++) {
        int start = rows.start(columns[quantity]);
        int end = rows.end(columns[quantity]);
        if (MissingValue.is(rows.bytes(), start, end)) {
          missing++;
        } else if (index >= 0) {
          add(readings, index, timeMillis, quantity);
        } else {
          leftOut[index == UNKNOWN ? 0 : 1]++;
        }
      }
      if (++sinceTick == ROWS_A_TICK) {
        progress.accept(sinceTick);
        sinceTick = 0;
      }
    }
    progress.accept(sinceTick);
    return new LeftOut(missing, leftOut[0], leftOut[1]);
  }

  private void add(ReadingColumns readings, int index, long timeMillis, int quantity)
      throws RecordedDataException {
    if (readings.size() == ReadingColumns.MOST) {
      throw rows.wrong(
          "more than " + ReadingColumns.MOST + " readings; split the table by time or by station");
    }
    int column = columns[quantity];
    try {
      readings.add(
          index,
          timeMillis,
          quantity,
          PackedDecimal.parse(rows.bytes(), rows.start(column), rows.end(column)));
    } catch (IllegalArgumentException e) {
      throw rows.wrong(column, e.getMessage() + " (" + quantities.get(quantity) + ")");
    }
  }

  private long timeMillis() throws RecordedDataException {
    long timeMillis;
    try {
      timeMillis = times.parse(rows.bytes(), rows.start(time), rows.end(time));
    } catch (IllegalArgumentException e) {
      throw rows.wrong(time, String.valueOf(e.getMessage()));
    }
    if (timeMillis < SenmlRecord.MIN_TIME_MILLIS || timeMillis > SenmlRecord.MAX_TIME_MILLIS) {
      throw rows.wrong(time, "is not from 1979 to 9999, as SenML's times are");
    }
    return timeMillis;
  }

  /** Most tables hold one device's rows together: then its name is looked up once. */
  private int device() throws RecordedDataException {
    int start = rows.start(device);
    int end = rows.end(device);
    if (lastName.length > 0
        && Arrays.equals(rows.bytes(), start, end, lastName, 0, lastName.length)) {
      return lastIndex;
    }
    String name = rows.text(device);
    if (name.isEmpty()) {
      throw rows.wrong(device, "is no name of a station");
    }
    lastIndex = known.computeIfAbsent(name, deviceIndex::applyAsInt);
    lastName = Arrays.copyOfRange(rows.bytes(), start, end);
    return lastIndex;
  }
}
