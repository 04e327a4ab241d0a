package polder.agent.compute;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One round after the other: asks what is ordered, and does what follows. For one thread. */
final class Rounds {
  private static final long LEAST_MILLIS = 250;
  private static final long MOST_MILLIS = 15_000;
  private static final int ROUNDS_AN_EPOCH = 12;
  private static final long AWAY_MILLIS = 5_000;

  private final Crew crew;
  private final boolean leaving;
  private final LongSupplier clockMillis;
  private String lastTrouble = "";
  private long lastEpoch = -1;

  /** Who does what in a round. */
  record Crew(
      Desk desk,
      Market market,
      Standing standing,
      BidDesk bids,
      DutyDesk duties,
      Watchman watchman,
      LeaseDesk shown) {}

  Rounds(Crew crew, boolean leaving, LongSupplier clockMillis) {
    this.crew = crew;
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
      MarketView view = crew.market().orders(crew.desk().machine());
      if (view.epoch() < lastEpoch) {
        // A node that is behind says what is no longer so.
        throw new IOException(
            "the node says that epoch " + view.epoch() + " runs, after " + lastEpoch);
      }
      lastEpoch = view.epoch();
      long now = clockMillis.getAsLong();
      crew.standing().attend(view, now);
      crew.standing().owner().ifPresent(crew.bids()::ownedBy);
      crew.duties().attend(view, now);
      if (!leaving && crew.standing().isEnrolled()) {
        crew.bids().consider(view, now);
        // What was just pledged is sealed in the same epoch.
        crew.duties().attend(view, now);
      }
      crew.watchman().attend(view, now);
      crew.shown().show(crew.desk().ledger().deals());
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
    return leaving
        && lastEpoch >= 0
        && waiting == 0
        && crew.standing().hasLeft()
        && crew.duties().isIdle();
  }
}
