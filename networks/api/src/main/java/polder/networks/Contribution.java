package polder.networks;

import java.util.List;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * What one device did in one epoch, with its reasons.
 *
 * @param device the device
 * @param weight its claim on the network's share: parts per million of a whole device, at least 0
 * @param factors what the weight is the product of, in order
 * @param reasons why it is not a whole one, or why it is zero: codes in order of importance
 * @param assessments each reading or proof that was weighed, with what each check said
 * @param evidence the messages that the weight rests on, in order
 */
public record Contribution(
    DeviceId device,
    long weight,
    List<Factor> factors,
    List<String> reasons,
    List<Assessment> assessments,
    List<Hash> evidence) {
  public Contribution {
    if (weight < 0) {
      throw new IllegalArgumentException("a weight is never negative: " + weight);
    }
    factors = List.copyOf(factors);
    reasons = List.copyOf(reasons);
    assessments = List.copyOf(assessments);
    evidence = List.copyOf(evidence);
  }
}
