package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * What the latest review said of one quantity of one station. It holds until the next one.
 *
 * @param correlationMilli correlation with the network's course, thousandths; {@link #NOT_KNOWN}
 *     where there was too little to tell
 * @param rejectedMilli share of its readings that other checks rejected, thousandths, or {@link
 *     #NOT_KNOWN}
 * @param original the device whose series it repeats, if it repeats one
 * @param likenessMilli what in the difference to that device is not white noise, thousandths of the
 *     unit
 */
record Standing(
    long correlationMilli, long rejectedMilli, Optional<DeviceId> original, long likenessMilli) {
  static final long NOT_KNOWN = Long.MIN_VALUE;
  static final Standing UNKNOWN = new Standing(NOT_KNOWN, NOT_KNOWN, Optional.empty(), 0);

  static final String SITING = "siting";
  static final String RELIABILITY = "reliability";
  static final String COPY = "copy";
  private static final String ONE = "1";

  /** What that means under the limits that are in force. */
  List<Finding> findings(Quantity quantity) {
    List<Finding> findings = new ArrayList<>(1);
    SlowChecks slow = quantity.slow();
    slow.siting()
        .filter(limits -> correlationMilli != NOT_KNOWN)
        .ifPresent(limits ->
            findings.add(
                new Finding(
                    SITING,
                    correlationMilli < limits.correlationMilli() ? Result.FAIL : Result.PASS,
                    correlationMilli,
                    limits.correlationMilli(),
                    ONE)));
    slow.reliability()
        .filter(limits -> rejectedMilli > limits.mostRejectedMilli())
        .ifPresent(limits ->
            findings.add(
                new Finding(
                    RELIABILITY, Result.FAIL, rejectedMilli, limits.mostRejectedMilli(), ONE)));
    slow.copies()
        .filter(limits -> original.isPresent())
        .ifPresent(limits ->
            findings.add(
                new Finding(
                    COPY, Result.FAIL, likenessMilli, limits.memory(), quantity.unit(), original)));
    return findings;
  }

  /** Whether the station corroborates nobody until the next review. */
  boolean isFailing(Quantity quantity) {
    SlowChecks slow = quantity.slow();
    return (slow.siting().isPresent()
            && correlationMilli != NOT_KNOWN
            && correlationMilli < slow.siting().get().correlationMilli())
        || (slow.reliability().isPresent()
            && rejectedMilli > slow.reliability().get().mostRejectedMilli())
        || (slow.copies().isPresent() && original.isPresent());
  }

  void encode(CborWriter writer) {
    if (equals(UNKNOWN)) {
      writer.nil();
      return;
    }
    writer.beginArray(original.isPresent() ? 4 : 2);
    write(writer, correlationMilli);
    write(writer, rejectedMilli);
    original.ifPresent(device -> writer.bytes(device.multikey()).integer(likenessMilli));
  }

  private static void write(CborWriter writer, long milli) {
    if (milli == NOT_KNOWN) {
      writer.nil();
    } else {
      writer.integer(milli);
    }
  }

  static Standing decode(CborReader reader) {
    if (reader.tryNil()) {
      return UNKNOWN;
    }
    boolean copy = reader.beginArray() == 4;
    long correlation = read(reader);
    long rejected = read(reader);
    return copy
        ? new Standing(
            correlation, rejected, Optional.of(new DeviceId(reader.bytes())), reader.integer())
        : new Standing(correlation, rejected, Optional.empty(), 0);
  }

  private static long read(CborReader reader) {
    return reader.tryNil() ? NOT_KNOWN : reader.integer();
  }
}
