package polder.networks.learning.yuma;

import java.util.Optional;

/** How opinions turn into bonds. */
public sealed interface BondRule {
  /** What a moving average and its sibling add up to. */
  long MILLION = 1_000_000;

  /** How much of a bond lasts from one epoch to the next, in millionths. */
  long movingAveragePpm();

  /** How much of what is new counts, as I32F32 ({@code compute_disabled_liquid_alpha}). */
  default long alpha() {
    return Fixed.subtract(Fixed.ONE, Fixed.ofPpm(movingAveragePpm()));
  }

  /** The original rule: bonds are shares of each miner, bought with stake. */
  record Classic(long movingAveragePpm) implements BondRule {
    /** Checks the range. */
    public Classic {
      check(movingAveragePpm);
    }
  }

  /**
   * Yuma 3: bonds are each validator's own, and stake counts for dividends alone.
   *
   * @param liquid if present, takes the place of the moving average wherever there is consensus
   */
  record Yuma3(long movingAveragePpm, Optional<LiquidAlpha> liquid) implements BondRule {
    /** Checks the range. */
    public Yuma3 {
      check(movingAveragePpm);
    }
  }

  private static void check(long movingAveragePpm) {
    if (movingAveragePpm < 0 || movingAveragePpm > MILLION) {
      throw new IllegalArgumentException(
          "a moving average keeps from 0 to 1000000 millionths, not " + movingAveragePpm);
    }
  }
}
