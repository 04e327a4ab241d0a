package polder.protocol.senml;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.protocol.codec.CodecException;

/**
 * Resolves the records of one pack in their order (RFC 8428 §4.6): puts the base name before the
 * name, adds base time and base value, and fills in the base unit.
 */
final class SenmlResolver {
  private static final BigDecimal LEAST_SECONDS =
      BigDecimal.valueOf(SenmlRecord.MIN_TIME_MILLIS, 3);
  private static final BigDecimal GREATEST_SECONDS =
      BigDecimal.valueOf(SenmlRecord.MAX_TIME_MILLIS, 3);

  private String baseName = "";
  private String baseUnit = "";
  private @Nullable BigDecimal baseTime;
  private @Nullable BigDecimal baseValue;
  private long version = SenmlFields.NEWEST_VERSION;
  private boolean first = true;

  /**
   * Resolves the next record.
   *
   * @param at where the record starts, for refusals
   * @return the record, or nothing if {@code fields} only sets base fields
   * @throws CodecException if the record is not valid
   */
  Optional<SenmlRecord> resolve(SenmlFields fields, int at) {
    checkVersion(fields, at);
    keepBase(fields, at);
    if (fields.onlyBase()) {
      return Optional.empty();
    }
    if (fields.values != 1) {
      throw new CodecException(
          fields.values > 1
              ? "a record has more than one value"
              : fields.sum
                  ? "a record with a sum and no value is not supported"
                  : "a record has no value",
          at);
    }
    String name = fields.name == null ? baseName : joinName(fields.name, at);
    String unit = fields.unit == null ? baseUnit : fields.unit;
    try {
      return Optional.of(new SenmlRecord(name, unit, value(fields), timeMillis(fields)));
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), at);
    }
  }

  private void checkVersion(SenmlFields fields, int at) {
    if (fields.version != null) {
      long stated = fields.version;
      if (stated < 1 || stated > SenmlFields.NEWEST_VERSION) {
        throw new CodecException("version " + stated + " of SenML is not known", at);
      }
      if (!first && stated != version) {
        throw new CodecException("the records of a pack have different versions", at);
      }
      version = stated;
    }
    first = false;
  }

  private void keepBase(SenmlFields fields, int at) {
    if (fields.baseName != null) {
      baseName = fields.baseName;
      // Bounded here, because it is copied into every record that follows.
      if (baseName.length() > SenmlRecord.MAX_NAME_LENGTH) {
        throw new CodecException(
            "base name is longer than " + SenmlRecord.MAX_NAME_LENGTH + " characters", at);
      }
    }
    if (fields.baseUnit != null) {
      baseUnit = fields.baseUnit;
    }
    if (fields.baseTime != null) {
      baseTime = fields.baseTime;
    }
    if (fields.baseValue != null) {
      baseValue = fields.baseValue;
    }
  }

  private String joinName(String name, int at) {
    if (name.length() > SenmlRecord.MAX_NAME_LENGTH) {
      throw new CodecException(
          "name is longer than " + SenmlRecord.MAX_NAME_LENGTH + " characters", at);
    }
    return baseName.isEmpty() ? name : baseName.concat(name);
  }

  private SenmlValue value(SenmlFields fields) {
    if (fields.other != null) {
      return fields.other;
    }
    return new SenmlValue.Number(sum(baseValue, fields.number));
  }

  /** Epoch milliseconds, rounded half to even where the sender is finer. */
  private long timeMillis(SenmlFields fields) {
    BigDecimal seconds = sum(baseTime, fields.time);
    if (seconds.compareTo(LEAST_SECONDS) < 0) {
      throw new IllegalArgumentException(
          "time is relative to now (below 2^28 seconds), which needs a clock");
    }
    if (seconds.compareTo(GREATEST_SECONDS) > 0) {
      throw new IllegalArgumentException("time is after the year 9999");
    }
    if (seconds.scale() == 0) {
      return Math.multiplyExact(seconds.longValueExact(), 1000L);
    }
    return seconds.movePointRight(3).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }

  private static BigDecimal sum(@Nullable BigDecimal base, @Nullable BigDecimal own) {
    if (base == null) {
      return own == null ? BigDecimal.ZERO : own;
    }
    return own == null ? base : base.add(own);
  }
}
