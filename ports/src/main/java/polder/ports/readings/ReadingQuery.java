package polder.ports.readings;

import java.util.Optional;
import java.util.Set;

/**
 * Which readings are to be handed out. What is empty does not restrict.
 *
 * @param network the network
 * @param device its device, as a DID
 * @param quantity such as {@code temperature}
 * @param area where they were measured
 * @param fromMillis measured then or later, epoch milliseconds
 * @param toMillis measured before
 * @param verdicts with one of these verdicts; at least one
 */
public record ReadingQuery(
    Optional<String> network,
    Optional<String> device,
    Optional<String> quantity,
    Optional<Geometry> area,
    long fromMillis,
    long toMillis,
    Set<ReadingVerdict> verdicts) {
  public ReadingQuery {
    verdicts = Set.copyOf(verdicts);
    if (verdicts.isEmpty()) {
      throw new IllegalArgumentException("there is no reading without a verdict");
    }
  }
}
