package polder.adapters.parquet;

import java.util.Map;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;
import polder.ports.readings.ReadingRow;

/** Writes rows in the order of {@link ParquetFormat#SCHEMA}. */
final class RowWriter extends WriteSupport<ReadingRow> {
  private @Nullable RecordConsumer consumer;
  private int field;

  @Override
  public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
    return new WriteContext(ParquetFormat.SCHEMA, Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(ParquetFormat.SCHEMA, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    this.consumer = recordConsumer;
  }

  @Override
  public void write(ReadingRow row) {
    RecordConsumer into = consumer;
    if (into == null) {
      throw new IllegalStateException("a row before its file was opened");
    }
    field = 0;
    into.startMessage();
    text(into, row.network());
    text(into, row.device());
    value(into, () -> into.addInteger(row.latMicro()));
    value(into, () -> into.addInteger(row.lonMicro()));
    value(into, () -> into.addInteger(row.heightDecimeters()));
    text(into, row.quantity());
    text(into, row.unit());
    value(into, () -> into.addLong(row.timeMillis()));
    value(into, () -> into.addLong(row.valueMilli()));
    text(into, row.verdict().text());
    text(into, String.join(" ", row.reasons()));
    value(into, () -> into.addLong(row.epoch()));
    if (row.revisedEpoch().isPresent()) {
      long revised = row.revisedEpoch().get();
      value(into, () -> into.addLong(revised));
    } else {
      field++;
    }
    text(into, row.message());
    value(into, () -> into.addBoolean(row.simulated()));
    text(into, row.licence());
    into.endMessage();
  }

  private void text(RecordConsumer into, String text) {
    value(into, () -> into.addBinary(Binary.fromString(text)));
  }

  private void value(RecordConsumer into, Runnable write) {
    String name = ParquetFormat.SCHEMA.getFieldName(field);
    into.startField(name, field);
    write.run();
    into.endField(name, field);
    field++;
  }
}
