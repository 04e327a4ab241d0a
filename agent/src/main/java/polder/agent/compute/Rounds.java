package polder.agent.compute;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import polder.protocol.identity.DeviceId;

/** One round after the other: asks what is ordered, and does what follows. For one thread. */
final class Rounds {
  private static final long LEAST_MILLIS = 250;
  private static final long MOST_MILLIS = 15_000;
  private static final int ROUNDS_AN_EPOCH = 12;
  private static final long AWAY_MILLIS = 5_000;

  private final DeviceId machine;
  private final Market market;
  private final Standing standing;
  private final BidDesk bids;
  private final DutyDesk duties;
  private final boolean leaving;
  private final LongSupplier clockMillis;
  private String lastTrouble = "";
  private long lastEpoch = -1;

  Rounds(
      DeviceId machine,
      Market market,
      Standing standing,
      BidDesk bids,
      DutyDesk duties,
      boolean leaving,
      LongSupplier clockMillis) {
    this.machine = machine;
    this.market = market;
    this.standing = standing;
    this.bids = bids;
    this.duties = duties;
    this.leaving = leaving;
    this.clockMillis = clockMillis;
  }

  /**
   * One round.
   *
   * @param trouble hears what is wrong when it begins
   * @return in how many milliseconds the next one is due
   */
  long round(Consumer<String> trouble) throws InterruptedException {
    try {
      MarketView view = market.orders(machine);
      if (view.epoch() < lastEpoch) {
        // A node that is behind says what is no longer so.
        throw new IOException(
            "the node says that epoch " + view.epoch() + " runs, after " + lastEpoch);
      }
      lastEpoch = view.epoch();
      long now = clockMillis.getAsLong();
      standing.attend(view, now);
      standing.owner().ifPresent(bids::ownedBy);
      duties.attend(view, now);
      if (!leaving && standing.isEnrolled()) {
        bids.consider(view, now);
        // What was just pledged is sealed in the same epoch.
        duties.attend(view, now);
      }
      lastTrouble = "";
      return Math.clamp(view.lengthMillis() / ROUNDS_AN_EPOCH, LEAST_MILLIS, MOST_MILLIS);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(lastTrouble)) {
        lastTrouble = why;
        trouble.accept(why);
      }
      return AWAY_MILLIS;
    }
  }

  /** Whether nothing is left to do for who leaves. */
  boolean isOver(int waiting) {
    return leaving && lastEpoch >= 0 && waiting == 0 && standing.hasLeft() && duties.isIdle();
  }
}
