package polder.adapters.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MILLIS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingRow;

/** Apache Parquet: the columns of the CSV, typed, compressed with Zstandard. */
public final class ParquetFormat implements ReadingFormat {
  private static final long ROW_GROUP_BYTES = 16L << 20;

  static final MessageType SCHEMA =
      Types.buildMessage()
          .addField(Types.required(BINARY).as(stringType()).named("network"))
          .addField(Types.required(BINARY).as(stringType()).named("device"))
          .addField(Types.required(INT32).as(decimalType(6, 9)).named("latitude"))
          .addField(Types.required(INT32).as(decimalType(6, 9)).named("longitude"))
          .addField(Types.required(INT32).as(decimalType(1, 9)).named("height_m"))
          .addField(Types.required(BINARY).as(stringType()).named("quantity"))
          .addField(Types.required(BINARY).as(stringType()).named("unit"))
          .addField(Types.required(INT64).as(timestampType(true, MILLIS)).named("time"))
          .addField(Types.required(INT64).as(decimalType(3, 18)).named("value"))
          .addField(Types.required(BINARY).as(stringType()).named("verdict"))
          .addField(Types.required(BINARY).as(stringType()).named("reasons"))
          .addField(Types.required(INT64).named("epoch"))
          .addField(Types.optional(INT64).named("revised_epoch"))
          .addField(Types.required(BINARY).as(stringType()).named("message"))
          .addField(Types.required(BOOLEAN).named("simulated"))
          .addField(Types.required(BINARY).as(stringType()).named("licence"))
          .named("reading");

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String mediaType() {
    return "application/vnd.apache.parquet";
  }

  @Override
  public Sink open(OutputStream output) throws IOException {
    ParquetWriter<ReadingRow> writer =
        new Builder(new StreamFile(output))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new Zstandard())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
    return new Sink() {
      @Override
      public void add(ReadingRow row) throws IOException {
        writer.write(row);
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  private static final class Builder extends ParquetWriter.Builder<ReadingRow, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ReadingRow> getWriteSupport(
        org.apache.hadoop.conf.Configuration configuration) {
      return new RowWriter();
    }

    @Override
    protected WriteSupport<ReadingRow> getWriteSupport(ParquetConfiguration configuration) {
      return new RowWriter();
    }
  }
}
