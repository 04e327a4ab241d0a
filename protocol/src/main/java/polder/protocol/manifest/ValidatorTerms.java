package polder.protocol.manifest;

import polder.protocol.money.Amounts;

/**
 * What validators earn. It is paid when an epoch is final, and only to those who signed it.
 *
 * @param sharePpm their part of the emission, parts per million
 * @param gasRateNano nano-tokens for one coin of the chain (10^18 wei) that a transaction with
 *     headers cost; 0 pays no gas back
 * @param gasMostNano at most so many nano-tokens an epoch go to who brought its header onto the
 *     chain; they are taken from the validators' part
 */
public record ValidatorTerms(long sharePpm, long gasRateNano, long gasMostNano) {
  /** Validators earn nothing. */
  public static final ValidatorTerms NONE = new ValidatorTerms(0, 0, 0);

  /** Checks the ranges. */
  public ValidatorTerms {
    if (sharePpm < 0 || sharePpm > Amounts.MILLION || gasRateNano < 0 || gasMostNano < 0) {
      throw new ManifestException(
          "validators.share is from 0 to 1, validators.gas_rate and gas_most are not negative");
    }
  }

  /** Reads the table {@code validators} of a deployment, if it has one. */
  static ValidatorTerms of(Parameters top) {
    return top.findTable("validators")
        .map(table ->
            new ValidatorTerms(
                table.share("share"), optional(table, "gas_rate"), optional(table, "gas_most")))
        .orElse(NONE);
  }

  private static long optional(Parameters table, String key) {
    return table.has(key) ? table.decimal(key, 9, 0, Long.MAX_VALUE) : 0;
  }
}
