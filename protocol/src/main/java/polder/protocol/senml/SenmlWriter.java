package polder.protocol.senml;

import java.math.BigDecimal;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;

/** Writes the one encoding of a pack: what all records share is said once, in the first. */
final class SenmlWriter {
  private final CborWriter writer = new CborWriter();
  private final List<SenmlRecord> records;
  private final SenmlRecord first;
  private final boolean several;
  private final boolean baseName;
  private final boolean baseUnit;

  /** A writer of {@code records}, at least one. */
  SenmlWriter(List<SenmlRecord> records) {
    this.records = records;
    this.first = records.getFirst();
    this.several = records.size() > 1;
    this.baseName = several && records.stream().allMatch(r -> r.name().equals(first.name()));
    this.baseUnit =
        several
            && !first.unit().isEmpty()
            && records.stream().allMatch(r -> r.unit().equals(first.unit()));
  }

  Bytes write() {
    writer.beginArray(records.size());
    for (int i = 0; i < records.size(); i++) {
      write(records.get(i), i == 0);
    }
    return writer.toBytes();
  }

  /** One record, with labels in the bytewise order of their encodings: 0 to 8, then −1 to −6. */
  private void write(SenmlRecord record, boolean isFirst) {
    boolean name = !baseName;
    boolean unit = !baseUnit && !record.unit().isEmpty();
    long time = several ? record.timeMillis() - first.timeMillis() : record.timeMillis();
    boolean base = isFirst && several;
    writer.beginMap(
        1
            + count(name)
            + count(unit)
            + count(time != 0)
            + count(base)
            + count(base && baseName)
            + count(base && baseUnit));
    if (name) {
      writer.integer(SenmlLabel.NAME).text(record.name());
    }
    if (unit) {
      writer.integer(SenmlLabel.UNIT).text(record.unit());
    }
    if (!(record.value() instanceof SenmlValue.Data)) {
      value(record.value());
    }
    if (time != 0) {
      writer.integer(SenmlLabel.TIME);
      seconds(time);
    }
    if (record.value() instanceof SenmlValue.Data) {
      value(record.value());
    }
    if (base) {
      base();
    }
  }

  private static int count(boolean present) {
    return present ? 1 : 0;
  }

  private void base() {
    if (baseName) {
      writer.integer(SenmlLabel.BASE_NAME).text(first.name());
    }
    writer.integer(SenmlLabel.BASE_TIME);
    seconds(first.timeMillis());
    if (baseUnit) {
      writer.integer(SenmlLabel.BASE_UNIT).text(first.unit());
    }
  }

  private void value(SenmlValue value) {
    switch (value) {
      case SenmlValue.Number number -> {
        writer.integer(SenmlLabel.VALUE);
        decimal(number);
      }
      case SenmlValue.Text text -> writer.integer(SenmlLabel.STRING_VALUE).text(text.value());
      case SenmlValue.Flag flag -> writer.integer(SenmlLabel.BOOLEAN_VALUE).bool(flag.value());
      case SenmlValue.Data data -> writer.integer(SenmlLabel.DATA_VALUE).bytes(data.value());
    }
  }

  private void seconds(long millis) {
    decimal(new SenmlValue.Number(BigDecimal.valueOf(millis, 3)));
  }

  private void decimal(SenmlValue.Number number) {
    BigDecimal value = number.value();
    if (value.scale() == 0) {
      writer.integer(value.longValueExact());
    } else {
      writer.tag(SenmlReader.DECIMAL_FRACTION).beginArray(2).integer(-value.scale());
      writer.integer(value.unscaledValue().longValueExact());
    }
  }
}
