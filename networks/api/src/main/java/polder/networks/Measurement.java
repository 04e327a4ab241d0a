package polder.networks;

/**
 * One value that a message says was measured, as the kind reads it and as an {@link Assessment}
 * names it by message, time and subject.
 *
 * @param timeMillis when it was measured, epoch milliseconds
 * @param subject what was measured, such as {@code temperature}
 * @param valueMilli thousandths of {@code unit}
 * @param unit its unit (UCUM or SenML), such as {@code Cel}
 */
public record Measurement(long timeMillis, String subject, long valueMilli, String unit) {}
