package polder.agent.compute;

import java.util.Optional;

/**
 * Decides when what is missing of a machine's bond may be told from what an order holds of it: the
 * owner's money is not put up twice. An order that is over holds its part until the epoch after,
 * and an earlier run of this program may have left such a one.
 */
final class BondWatch {
  private static final long NEVER = -1;

  private long heldEpoch = NEVER;

  /**
   * Whether the bond is known for sure. To be asked once an epoch.
   *
   * @param isBusy whether the machine has to do with an order that holds some of it
   * @param last when it was funded last
   */
  boolean isKnown(MarketView view, boolean isBusy, Optional<Ledger.Funding> last) {
    boolean isListed = view.self().isPresent();
    if (!isListed && last.isEmpty() && !isBusy) {
      return true; // A machine that no epoch knows has none.
    }
    if (isBusy || heldEpoch == NEVER) {
      heldEpoch = view.epoch();
    }
    return isListed
        && isOld(view, heldEpoch)
        && last.map(funding -> isOld(view, funding.epoch())).orElse(true);
  }

  private static boolean isOld(MarketView view, long epoch) {
    return view.epoch() - epoch >= Duty.PATIENCE;
  }
}
