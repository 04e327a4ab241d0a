package polder.protocol.senml;

import java.math.BigDecimal;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborType;
import polder.protocol.codec.CodecException;

/** Reads the fields of records from CBOR (RFC 8428 §6), as they stand. */
final class SenmlReader {
  /** Tag of a decimal fraction, which is an exponent and a mantissa (RFC 8949 §3.4.4). */
  static final long DECIMAL_FRACTION = 4;

  private SenmlReader() {}

  /** Fills {@code fields} with the next record of a pack. */
  static void readInto(SenmlFields fields, CborReader reader) {
    fields.clear();
    int pairs = reader.beginMap();
    for (int i = 0; i < pairs; i++) {
      CborType type = reader.peek();
      int at = reader.offset();
      if (type == CborType.INTEGER) {
        readField(reader, reader.integer(), fields);
      } else if (type == CborType.TEXT) {
        String label = reader.text();
        if (label.endsWith("_")) {
          throw new CodecException("a label that must be understood is not known", at);
        }
        reader.skip();
      } else {
        throw new CodecException("a label is neither an integer nor a text", at);
      }
    }
  }

  private static void readField(CborReader reader, long label, SenmlFields fields) {
    if (label < SenmlLabel.BASE_SUM || label > SenmlLabel.DATA_VALUE) {
      reader.skip();
      return;
    }
    switch ((int) label) {
      case SenmlLabel.NAME -> fields.name = reader.text();
      case SenmlLabel.UNIT -> fields.unit = reader.text();
      case SenmlLabel.VALUE -> {
        fields.number = number(reader);
        fields.values++;
      }
      case SenmlLabel.STRING_VALUE -> other(fields, new SenmlValue.Text(reader.text()));
      case SenmlLabel.BOOLEAN_VALUE -> other(fields, new SenmlValue.Flag(reader.bool()));
      case SenmlLabel.DATA_VALUE -> other(fields, new SenmlValue.Data(reader.bytes()));
      case SenmlLabel.SUM -> {
        number(reader);
        fields.sum = true;
      }
      case SenmlLabel.TIME -> fields.time = number(reader);
      case SenmlLabel.UPDATE_TIME -> {
        number(reader);
        fields.updateTime = true;
      }
      case SenmlLabel.VERSION -> fields.version = reader.integer();
      case SenmlLabel.BASE_NAME -> fields.baseName = reader.text();
      case SenmlLabel.BASE_TIME -> fields.baseTime = number(reader);
      case SenmlLabel.BASE_UNIT -> fields.baseUnit = reader.text();
      case SenmlLabel.BASE_VALUE -> fields.baseValue = number(reader);
      case SenmlLabel.BASE_SUM -> number(reader);
      default -> throw new IllegalStateException("label " + label);
    }
  }

  private static void other(SenmlFields fields, SenmlValue value) {
    fields.other = value;
    fields.values++;
  }

  private static BigDecimal number(CborReader reader) {
    int at = reader.offset();
    return switch (reader.peek()) {
      case INTEGER -> BigDecimal.valueOf(reader.integer());
      case TAG -> decimalFraction(reader, at);
      case REAL -> {
        double value = reader.real();
        if (!Double.isFinite(value)) {
          throw new CodecException("a number is not finite", at);
        }
        yield BigDecimal.valueOf(value);
      }
      default -> throw new CodecException("expected a number", at);
    };
  }

  private static BigDecimal decimalFraction(CborReader reader, int at) {
    if (reader.tag() != DECIMAL_FRACTION) {
      throw new CodecException("a tag other than that of a decimal fraction", at);
    }
    if (reader.beginArray() != 2) {
      throw new CodecException("a decimal fraction has an exponent and a mantissa", at);
    }
    long exponent = reader.integer();
    if (exponent < -SenmlValue.Number.MAX_EXPONENT || exponent > SenmlValue.Number.MAX_EXPONENT) {
      throw new CodecException("the exponent of a decimal fraction is out of range", at);
    }
    return BigDecimal.valueOf(reader.integer(), (int) -exponent);
  }
}
