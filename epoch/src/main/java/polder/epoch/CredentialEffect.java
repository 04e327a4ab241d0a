package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import polder.networks.Factor;
import polder.protocol.manifest.CredentialTerms;
import polder.protocol.money.Amounts;

/**
 * What credentials make of a device's weight: it is multiplied by what the device holds, then
 * capped for what it lacks. Each product is rounded down.
 *
 * @param factorPpm by how much it is multiplied, parts per million
 * @param capPpm the most that it is then, parts per million of a whole device; {@link
 *     Long#MAX_VALUE} if nothing caps it
 */
public record CredentialEffect(long factorPpm, long capPpm) {
  /** The factor of a weight by which credentials change it. */
  public static final String FACTOR = "credential";

  /** Why a weight is no greater. */
  public static final String CAPPED = "credential_cap";

  /** Of a device that holds what {@code holds} says. */
  public static CredentialEffect of(CredentialTerms terms, Predicate<CredentialTerms.Term> holds) {
    long factor = Amounts.MILLION;
    long cap = Long.MAX_VALUE;
    for (CredentialTerms.Term term : terms.trusted()) {
      if (holds.test(term)) {
        factor = Amounts.mulDiv(factor, term.weightPpm(), Amounts.MILLION);
      } else {
        cap = Math.min(cap, term.capPpm().orElse(Long.MAX_VALUE));
      }
    }
    return new CredentialEffect(factor, cap);
  }

  /** Whether credentials made {@code factor}. */
  public static boolean isOne(Factor factor) {
    return factor.name().equals(FACTOR) || factor.name().equals(CAPPED);
  }

  /** What becomes of {@code weight}. */
  public long weight(long weight) {
    return Math.min(multiplied(weight), capPpm);
  }

  /** Whether {@code weight} is capped. */
  public boolean caps(long weight) {
    return multiplied(weight) > capPpm;
  }

  private long multiplied(long weight) {
    return Amounts.mulDiv(weight, factorPpm, Amounts.MILLION);
  }

  /** By what {@code weight} is changed, so that it stays the product of its factors. */
  public List<Factor> factors(long weight) {
    List<Factor> factors = new ArrayList<>(2);
    if (factorPpm != Amounts.MILLION) {
      factors.add(new Factor(FACTOR, factorPpm));
    }
    if (caps(weight)) {
      // But for rounding.
      factors.add(new Factor(CAPPED, Amounts.mulDiv(capPpm, Amounts.MILLION, multiplied(weight))));
    }
    return factors;
  }
}
