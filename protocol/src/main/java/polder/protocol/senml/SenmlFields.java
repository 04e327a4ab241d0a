package polder.protocol.senml;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one record as they stand in a pack, before base values are applied (RFC 8428 §4.1,
 * §4.2), whatever syntax they were read from. Null where a field is absent. Filled anew for each
 * record of a pack.
 */
final class SenmlFields {
  /** The newest version of SenML (RFC 8428 §4.1), which is meant where none is said. */
  static final long NEWEST_VERSION = 10;

  @Nullable String baseName;
  @Nullable BigDecimal baseTime;
  @Nullable String baseUnit;
  @Nullable BigDecimal baseValue;
  @Nullable Long version;
  @Nullable String name;
  @Nullable String unit;
  @Nullable BigDecimal time;

  /** The number of field {@code v}, to which a base value is added. */
  @Nullable BigDecimal number;

  /** The value of {@code vs}, {@code vb} or {@code vd}. */
  @Nullable SenmlValue other;

  /** How many of {@code v}, {@code vs}, {@code vb} and {@code vd} there are. */
  int values;

  boolean sum;
  boolean updateTime;

  void clear() {
    baseName = null;
    baseTime = null;
    baseUnit = null;
    baseValue = null;
    version = null;
    name = null;
    unit = null;
    time = null;
    number = null;
    other = null;
    values = 0;
    sum = false;
    updateTime = false;
  }

  /** Whether the record only sets base fields for those after it, as in RFC 8428 §5.1.7. */
  boolean onlyBase() {
    return values == 0 && !sum && !updateTime && name == null && unit == null && time == null;
  }
}
