package polder.networks.learning.yuma;

/**
 * Bonds after an epoch, and what they earned.
 *
 * @param kept what is stored, by row
 * @param dividends each validator's share, by row, adding up to 1 or 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Bonds(Matrix kept, long[] dividends) {
  /**
   * What opinions are worth.
   *
   * @param weights of which bonds are bought, by row
   * @param stakes active, by row
   * @param consensus by neuron
   * @param incentive by neuron
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Market(Matrix weights, long[] stakes, long[] consensus, long[] incentive) {}

  /**
   * @param held the bonds of the epoch before, whole numbers up to 65,535 as I32F32, without those
   *     to newcomers; changed in place
   */
  static Bonds after(BondRule rule, Matrix held, Market market) {
    return switch (rule) {
      case BondRule.Classic classic -> classic(classic, held, market);
      case BondRule.Yuma3 yuma3 -> yuma3(yuma3, held, market);
    };
  }

  /** Bonds of a miner add up to 1; what is bought is opinion times stake. */
  private static Bonds classic(BondRule.Classic rule, Matrix bonds, Market market) {
    bonds.normalizeColumns();
    Matrix bought = market.weights().scaledRows(market.stakes());
    bought.normalizeColumns();
    bonds.follow(bought, rule.alpha());
    bonds.normalizeColumns();
    long[] dividends = bonds.rowProducts(market.incentive());
    Shares.normalize(dividends);
    bonds.upscaleColumns();
    return new Bonds(bonds, dividends);
  }

  /** Bonds are each validator's own, from 0 to 1; stake multiplies what they earn. */
  private static Bonds yuma3(BondRule.Yuma3 rule, Matrix bonds, Market market) {
    bonds.divideAll(Fixed.of(Fixed.U16_MAX));
    if (rule.liquid().isPresent() && hasConsensus(market)) {
      bonds.follow(market.weights(), market.consensus(), rule.liquid().get().curve());
    } else {
      bonds.follow(market.weights(), rule.alpha());
    }
    Matrix shares = bonds.copy();
    shares.normalizeColumns();
    long[] dividends = shares.rowProducts(market.incentive());
    for (int i = 0; i < dividends.length; i++) {
      dividends[i] = Fixed.multiply(dividends[i], market.stakes()[i]);
    }
    Shares.normalize(dividends);
    return new Bonds(bonds, dividends);
  }

  private static boolean hasConsensus(Market market) {
    for (long consensus : market.consensus()) {
      if (consensus != 0) {
        return true;
      }
    }
    return false;
  }
}
