package polder.networks;

import java.util.Optional;
import polder.protocol.identity.DeviceId;

/**
 * What one check said of one reading or proof.
 *
 * @param check the check's name, which is also its reason code, such as {@code neighbours}
 * @param result what it said
 * @param value what it looked at, in thousandths of {@code unit}
 * @param limit what it compared that with, in thousandths of {@code unit}
 * @param unit unit of both (UCUM or SenML), such as {@code Cel}
 * @param other the one other device that it was compared with, where there is one
 */
public record Finding(
    String check, Result result, long value, long limit, String unit, Optional<DeviceId> other) {

  /** What a check said that compares with no single other device. */
  public Finding(String check, Result result, long value, long limit, String unit) {
    this(check, result, value, limit, unit, Optional.empty());
  }

  /** What a check can say. */
  public enum Result {
    /** Nothing is wrong. */
    PASS,
    /** Something is wrong. */
    FAIL,
    /** It cannot know: no history, or not enough neighbours. */
    UNDECIDED
  }
}
