package polder.protocol.manifest;

import java.math.BigInteger;
import polder.protocol.money.Amounts;

/**
 * How much is newly minted: so much a day, halved each time {@code halvingMillis} have passed since
 * genesis. Stated by time, so that the length of an epoch does not change what is paid.
 *
 * @param perDayNano nano-tokens a day before the first halving, at least 0
 * @param halvingMillis milliseconds from one halving to the next, above 0
 */
public record Emission(long perDayNano, long halvingMillis) {
  private static final long DAY_MILLIS = 86_400_000;

  public Emission {
    if (perDayNano < 0 || halvingMillis <= 0) {
      throw new ManifestException("emission.per_day must be at least 0, emission.halving above 0");
    }
  }

  /**
   * A bound on what is ever minted: twice what is minted before the first halving, which the last
   * window may exceed by its own length, at most a week.
   */
  public BigInteger mostNano() {
    return BigInteger.valueOf(perDayNano)
        .multiply(BigInteger.valueOf(2))
        .multiply(BigInteger.valueOf(halvingMillis).add(BigInteger.valueOf(7 * DAY_MILLIS)))
        .divide(BigInteger.valueOf(DAY_MILLIS))
        .add(BigInteger.ONE);
  }

  /**
   * Nano-tokens for a window of {@code lengthMillis} that starts {@code sinceGenesisMillis} after
   * genesis, rounded down; a window belongs to the period in which it starts.
   */
  public long ofWindow(long sinceGenesisMillis, long lengthMillis) {
    long halvings = Math.max(0, sinceGenesisMillis) / halvingMillis;
    long perDay = halvings >= Long.SIZE - 1 ? 0 : perDayNano >> halvings;
    return Amounts.mulDiv(perDay, lengthMillis, DAY_MILLIS);
  }
}
