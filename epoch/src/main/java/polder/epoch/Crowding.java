package polder.epoch;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import polder.protocol.manifest.CredentialTerms;

/**
 * Which credential makes room where a device would hold too many. It is one of the issuer that has
 * the most of its type there, so that nobody who issues many crowds out another; if all have
 * equally many, one of the type that has the most, so that no type loses its last: a manifest has
 * no more types than a device may hold credentials. Among those, what is not valid yet goes first,
 * then what ends first, then the smallest hash.
 *
 * @param held all there would be, each of which fits a term
 * @param terms of the manifest in force
 * @param millis when it is to be valid
 */
record Crowding(List<HeldCredential> held, CredentialTerms terms, long millis) {
  /** The credential that makes room. */
  HeldCredential leastNeeded() {
    return Collections.min(
        held,
        Comparator.comparingLong(this::ofItsIssuer)
            .thenComparingLong(this::ofAnybody)
            .reversed()
            .thenComparing(credential -> credential.fromMillis() <= millis)
            .thenComparingLong(HeldCredential::untilMillis)
            .thenComparing(HeldCredential::document));
  }

  private long ofItsIssuer(HeldCredential credential) {
    return crowd(
        credential,
        held.stream().filter(other -> other.issuer().equals(credential.issuer())).toList());
  }

  private long ofAnybody(HeldCredential credential) {
    return crowd(credential, held);
  }

  /** How many of {@code others} fit the term that the fewest fit, of those that it fits itself. */
  private long crowd(HeldCredential credential, List<HeldCredential> others) {
    return terms.trusted().stream()
        .filter(credential::fits)
        .mapToLong(term -> others.stream().filter(other -> other.fits(term)).count())
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
