package polder.agent.compute;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One round after the other: asks what is ordered, and does what follows. For one thread. */
final class Rounds {
  private static final long LEAST_MILLIS = 250;
  private static final long MOST_MILLIS = 15_000;
  private static final int ROUNDS_AN_EPOCH = 12;
  private static final long AWAY_MILLIS = 5_000;

  /** So long before an epoch's end it looks once more: a bid still gets there in time. */
  private static final long EARLY_MILLIS = 1_000;

  /** So long after an epoch's end it asks for what was decided; then at the usual pace again. */
  private static final long LATE_MILLIS = 10_000;

  /** Over so long machines spread their first questions after an epoch's end. */
  private static final int SPREAD_MILLIS = 500;

  private final Crew crew;
  private final boolean leaving;
  private final LongSupplier clockMillis;
  private String lastTrouble = "";
  private long lastEpoch = -1;
  private Optional<MarketView> last = Optional.empty();

  /** Who does what in a round. */
  record Crew(
      Desk desk,
      Market market,
      Standing standing,
      BidDesk bids,
      DutyDesk duties,
      Watchman watchman,
      Timekeeper timekeeper,
      LeaseDesk shown,
      SpeedDesk speeds) {}

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
      last = Optional.of(view);
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
      crew.speeds().work(crew.desk().ledger().deals().values());
      crew.speeds().show(view.self());
      crew.timekeeper().attend(view, now);
      crew.shown().show(crew.desk().ledger().deals());
      lastTrouble = "";
      return pauseMillis(view, clockMillis.getAsLong(), spreadMillis());
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(lastTrouble)) {
        lastTrouble = why;
        trouble.accept(why);
      }
      goOn(trouble);
      return AWAY_MILLIS;
    }
  }

  private int spreadMillis() {
    return Math.floorMod(crew.desk().machine().hashCode(), SPREAD_MILLIS);
  }

  /**
   * In how many milliseconds to ask again. Not at the usual pace alone: what is ordered shortly
   * before an epoch's end shall get its bid in that epoch, and what an epoch decided shall begin
   * when it is decided.
   *
   * @param spreadMillis how long this machine waits after an epoch's end, so that not all ask at
   *     once
   */
  static long pauseMillis(MarketView view, long nowMillis, int spreadMillis) {
    long usual = Math.clamp(view.lengthMillis() / ROUNDS_AN_EPOCH, LEAST_MILLIS, MOST_MILLIS);
    long left = view.endMillis() - nowMillis;
    if (left < -LATE_MILLIS) {
      return usual;
    }
    long wanted = left > EARLY_MILLIS ? left - EARLY_MILLIS : left + spreadMillis;
    return Math.clamp(wanted, LEAST_MILLIS, usual);
  }

  private void goOn(Consumer<String> trouble) {
    try {
      if (last.isPresent()) {
        crew.duties().goOn(last.get(), clockMillis.getAsLong());
      }
    } catch (IOException e) {
      trouble.accept("cannot write to the disk: " + e.getMessage());
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
