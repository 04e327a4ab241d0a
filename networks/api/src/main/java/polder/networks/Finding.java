package polder.networks;

/**
 * What one check said of one reading or proof.
 *
 * @param check the check's name, which is also its reason code, such as {@code neighbours}
 * @param result what it said
 * @param value what it looked at, in thousandths of {@code unit}
 * @param limit what it compared that with, in thousandths of {@code unit}
 * @param unit unit of both (UCUM or SenML), such as {@code Cel}
 */
public record Finding(String check, Result result, long value, long limit, String unit) {
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
