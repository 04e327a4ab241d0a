package polder.protocol.senml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CodecException;

/**
 * A list of measurements in the CBOR representation of SenML (RFC 8428 §6), in deterministic CBOR.
 */
public final class SenmlPack {
  /** Greatest number of records in a pack. */
  public static final int MAX_RECORDS = 1024;

  private SenmlPack() {}

  /**
   * Reads a pack of at most {@link #MAX_RECORDS} and resolves its records.
   *
   * @throws CodecException as {@link #decode(Bytes, int)} does
   */
  public static List<SenmlRecord> decode(Bytes cbor) {
    return decode(cbor, MAX_RECORDS);
  }

  /**
   * Reads a pack and resolves its records (RFC 8428 §4.6).
   *
   * <p>Numbers may be integers, real numbers, or decimal fractions (tag 4) of a 64-bit mantissa; a
   * real number stands for the shortest decimal that tells it from its neighbours ({@link
   * Double#toString(double)}). Sums, update times and unknown labels are checked for form and
   * otherwise ignored.
   *
   * @param maxRecords how many records there may be at most, {@link #MAX_RECORDS} or less
   * @return the records in the order of the pack, at least one
   * @throws CodecException if {@code cbor} is not canonical or not a valid pack, has too many
   *     records, a label that ends in {@code _} (which must be understood), a version above 10, a
   *     number that is not finite or out of range, a record without a value, or a time relative to
   *     now
   */
  public static List<SenmlRecord> decode(Bytes cbor, int maxRecords) {
    if (maxRecords > MAX_RECORDS) {
      throw new IllegalArgumentException("a pack has at most " + MAX_RECORDS + " records");
    }
    CborReader reader = new CborReader(cbor);
    int count = reader.beginArray();
    if (count > maxRecords) {
      throw new CodecException("a pack of " + count + " records, more than " + maxRecords, 0);
    }
    SenmlFields fields = new SenmlFields();
    SenmlResolver resolver = new SenmlResolver();
    List<SenmlRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = reader.offset();
      SenmlReader.readInto(fields, reader);
      Optional<SenmlRecord> record = resolver.resolve(fields, at);
      if (record.isPresent()) {
        records.add(record.get());
      }
    }
    reader.end();
    if (records.isEmpty()) {
      throw new CodecException("a pack without a measurement", 0);
    }
    return List.copyOf(records);
  }

  /**
   * The one encoding of {@code records}: numbers as integers where they are whole and fit, else as
   * decimal fractions; where there are several records, the first one's time is the base time, and
   * the name and unit are base fields if all records share them.
   *
   * @throws IllegalArgumentException if there are no records or more than {@link #MAX_RECORDS}
   */
  public static Bytes encode(List<SenmlRecord> records) {
    if (records.isEmpty() || records.size() > MAX_RECORDS) {
      throw new IllegalArgumentException(
          "a pack has 1 to " + MAX_RECORDS + " records, not " + records.size());
    }
    return new SenmlWriter(records).write();
  }
}
