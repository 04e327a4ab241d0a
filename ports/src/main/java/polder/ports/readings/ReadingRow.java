package polder.ports.readings;

import java.util.List;
import java.util.Optional;

/**
 * A reading as it is handed out. Every file has these columns, in this order.
 *
 * @param network its network
 * @param device the device's DID
 * @param latMicro where it stood, micro-degrees on the network's grid
 * @param lonMicro the same
 * @param heightDecimeters height above sea level
 * @param quantity such as {@code temperature}
 * @param unit its unit (UCUM or SenML)
 * @param timeMillis when it was measured, epoch milliseconds
 * @param valueMilli thousandths of the unit
 * @param reasons the checks it failed
 * @param epoch the epoch it was sealed in
 * @param revisedEpoch the epoch that gave it another verdict afterwards
 * @param message identity of the message that carried it, hexadecimal
 * @param simulated whether its network is simulated
 * @param licence the licence of the network's data
 */
public record ReadingRow(
    String network,
    String device,
    int latMicro,
    int lonMicro,
    int heightDecimeters,
    String quantity,
    String unit,
    long timeMillis,
    long valueMilli,
    ReadingVerdict verdict,
    List<String> reasons,
    long epoch,
    Optional<Long> revisedEpoch,
    String message,
    boolean simulated,
    String licence) {
  public ReadingRow {
    reasons = List.copyOf(reasons);
  }
}
