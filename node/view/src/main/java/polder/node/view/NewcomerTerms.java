package polder.node.view;

import java.util.ArrayList;
import java.util.List;
import polder.epoch.CredentialEffect;
import polder.networks.Factor;
import polder.networks.Prospect;
import polder.protocol.manifest.CredentialTerms;
import polder.protocol.money.Amounts;

/** What a network's terms on credentials make of a newcomer, who holds none. */
final class NewcomerTerms {
  private static final int PPM_DIGITS = 6;

  private final CredentialTerms terms;
  private final CredentialEffect effect;

  NewcomerTerms(CredentialTerms terms) {
    this.terms = terms;
    this.effect = CredentialEffect.of(terms, term -> false);
  }

  /** What a newcomer of this weight weighs: nothing where one that holds none is not heard. */
  long weight(long weight) {
    return terms.areRequired() ? 0 : effect.weight(weight);
  }

  /** By what that is less. */
  List<Factor> factors(long weight) {
    return terms.areRequired()
        ? List.of(new Factor(CredentialEffect.FACTOR, 0))
        : effect.factors(weight);
  }

  /** What of it people should know. */
  List<String> words(Prospect.Part most) {
    List<String> words = new ArrayList<>();
    for (CredentialTerms.Term term : terms.trusted()) {
      if (term.required()) {
        words.add(
            "A device is heard only once it holds a "
                + term.type()
                + " of an issuer that this network trusts: without one it earns nothing.");
      } else if (term.capPpm().isPresent() && term.capPpm().get() < most.weight()) {
        words.add(
            "Without a "
                + term.type()
                + " of an issuer that this network trusts a device counts as "
                + Words.decimal(term.capPpm().get(), PPM_DIGITS - 2)
                + " % of a whole one at most, which is in these figures.");
      }
      if (term.weightPpm() != Amounts.MILLION) {
        words.add(
            "With a "
                + term.type()
                + " a device counts "
                + Words.decimal(term.weightPpm(), PPM_DIGITS)
                + " times as much, which is not in these figures.");
      }
    }
    return words;
  }
}
