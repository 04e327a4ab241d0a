package polder.app.cli;

import java.io.IOException;
import polder.ports.chain.Staking;

/** Says when stake begins and ends to count. */
final class SetWords {
  private SetWords() {}

  /** When what is staked now counts. */
  static String next(Staking staking) throws IOException {
    Staking.Sets sets = staking.sets();
    if (sets.waiting()) {
      return "counts      in the set after set "
          + sets.version()
          + ", which was opened and does not sign yet";
    }
    return "counts      from the next set of validators on, some epochs after it is opened: at "
        + StakeOptions.time(
            sets.urgent()
                ? sets.openedSeconds()
                : sets.openedSeconds() + staking.terms().versionSeconds())
        + " at the earliest; a running node opens it";
  }

  /**
   * When stake can be paid out that left when {@code leftVersion} was the latest set.
   *
   * @return empty if it can be now
   */
  static String bound(Staking staking, Staking.Exit exit, long nowSeconds) throws IOException {
    String span = StakeOptions.span(staking.terms().unbondingSeconds());
    if (exit.since().isEmpty()) {
      return "until a set of validators without it signs, and " + span + " more";
    }
    if (exit.fromSeconds() > nowSeconds) {
      return "until " + StakeOptions.time(exit.fromSeconds());
    }
    return exit.standing()
        ? ""
        : "until the epochs that it answers for are released: polder status";
  }
}
