package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.Factor;
import polder.protocol.money.Amounts;

/**
 * What a station's weight is the product of, before its cell is capped; all in parts per million.
 *
 * @param availability how much of the time its readings cover
 * @param validity what of that counts
 * @param need how much it is needed where it stands
 * @param via what is left because it cannot sign, if it cannot
 */
record Worth(long availability, long validity, long need, Optional<Long> via) {
  private static final String AVAILABILITY = "availability";
  private static final String VALIDITY = "validity";
  private static final String NEED = "need";

  /** The factor for those who cannot sign, and its reason. */
  static final String VIA = "via";

  /** What {@code factors} say, of which more may follow. */
  static Worth of(List<Factor> factors) {
    Worth worth = new Worth(Amounts.MILLION, Amounts.MILLION, Amounts.MILLION, Optional.empty());
    for (Factor factor : factors) {
      worth =
          switch (factor.name()) {
            case AVAILABILITY -> new Worth(factor.ppm(), worth.validity, worth.need, worth.via);
            case VALIDITY -> new Worth(worth.availability, factor.ppm(), worth.need, worth.via);
            case NEED -> worth.needed(factor.ppm());
            case VIA ->
                new Worth(
                    worth.availability, worth.validity, worth.need, Optional.of(factor.ppm()));
            default -> worth;
          };
    }
    return worth;
  }

  /** The same where it is needed otherwise. */
  Worth needed(long ppm) {
    return new Worth(availability, validity, ppm, via);
  }

  /** In order. */
  List<Factor> factors() {
    List<Factor> factors = new ArrayList<>();
    factors.add(new Factor(AVAILABILITY, availability));
    factors.add(new Factor(VALIDITY, validity));
    factors.add(new Factor(NEED, need));
    via.ifPresent(ppm -> factors.add(new Factor(VIA, ppm)));
    return factors;
  }

  /** The weight, parts per million of a whole device, rounded down after each factor. */
  long weight() {
    long weight = part(part(availability, validity), need);
    return via.isPresent() ? part(weight, via.get()) : weight;
  }

  private static long part(long weight, long ppm) {
    return Amounts.mulDiv(weight, ppm, Amounts.MILLION);
  }
}
