package polder.networks.compute;

import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.protocol.manifest.Parameters;
import polder.protocol.money.Amounts;

/**
 * The parameters of a market.
 *
 * @param bondNano what a machine must have put up, and free, for each order that it wins or checks;
 *     what it loses for a wrong result or a false count
 * @param patienceMillis how long an order waits for a bid that will do
 * @param offerMillis how long a machine's offer stands
 * @param reputationPpm how much reputation counts in an auction: the price of a machine of which
 *     nothing good is known is taken for so much higher
 * @param metering how metered orders are counted
 * @param checking how results are checked
 * @param measuring how it is found out how fast machines are
 */
public record ComputeParameters(
    long bondNano,
    long patienceMillis,
    long offerMillis,
    long reputationPpm,
    Metering metering,
    Checking checking,
    Measuring measuring) {
  private static final int MOST_TIMERS = 16;

  /** 100 dB: one step of one colour of one pixel differs, of some 51,000 pixels. */
  private static final long MOST_PSNR_TENTHS = 1_000;

  /**
   * How metered orders are counted.
   *
   * @param silentEpochs after how many epochs without its machine's count an order ends; after one,
   *     others look in the renter's place
   * @param toleranceSeconds how far a count may lie ahead of the clock, or counts apart
   * @param probers how many machines are drawn to look
   * @param strikes in how many epochs in a row two others must have found nothing running
   */
  public record Metering(long silentEpochs, long toleranceSeconds, int probers, int strikes) {}

  /**
   * How results are checked.
   *
   * @param sharePpm which share of the results another machine works out again
   * @param feePpm what each that does so is paid, of the price
   * @param openEpochs within how many epochs a sealed result must be opened
   * @param draws how many may be drawn for one order; in a quorum, beyond those that it begins with
   * @param parts how many parts of a result of parts are worked out again
   * @param trustPpm how likely a quorum's result must be right to be taken for it, a half at least,
   *     so that never two are
   * @param psnrTenths how alike pictures of machines of two classes must be, tenths of a decibel
   */
  public record Checking(
      long sharePpm,
      long feePpm,
      long openEpochs,
      int draws,
      int parts,
      long trustPpm,
      long psnrTenths) {}

  /**
   * How it is found out how fast machines are.
   *
   * @param everyEpochs in how many epochs a machine is timed once, on average
   * @param timers how many machines of different others are drawn to time it; none for never
   * @param withinEpochs within how many epochs they say what they saw
   */
  public record Measuring(long everyEpochs, int timers, long withinEpochs) {}

  /**
   * Reads the parameters of a manifest.
   *
   * @throws polder.protocol.manifest.ManifestException naming what is wrong
   */
  public static ComputeParameters of(Parameters parameters) {
    Parameters metering = parameters.table("metering");
    Parameters checking = parameters.table("checking");
    Parameters measuring = parameters.table("measuring");
    ComputeParameters read =
        new ComputeParameters(
            parameters.decimal("bond", 9, 0, Long.MAX_VALUE / Amounts.MILLION),
            parameters.durationMillis("patience"),
            parameters.durationMillis("offer_lasts"),
            parameters.share("reputation"),
            new Metering(
                metering.whole("silent_epochs", 1, 10_000),
                metering.whole("tolerance_seconds", 0, 3_600),
                (int) metering.whole("probers", 0, 16),
                (int) metering.whole("strikes", 1, 1_000)),
            new Checking(
                checking.share("share"),
                checking.share("fee"),
                checking.whole("open_epochs", 1, 10_000),
                (int) checking.whole("draws", 1, 16),
                (int) checking.whole("parts", 1, Said.OpenedParts.MOST),
                checking.decimal("trust", 6, Amounts.MILLION / 2, Amounts.MILLION - 1),
                checking.decimal("psnr", 1, 1, MOST_PSNR_TENTHS)),
            new Measuring(
                measuring.whole("every_epochs", 1, 1_000_000),
                (int) measuring.whole("timers", 0, MOST_TIMERS),
                measuring.whole("within_epochs", 1, 1_000)));
    parameters.finish();
    return read;
  }

  /** What an order's purse must hold, so that it can be paid whatever comes. */
  public long neededNano(Said.Order order, long epochMillis) {
    return switch (order.proof()) {
      case METERED ->
          Math.multiplyExact(
              order.limitNano(), Math.min(order.seconds(), Math.ceilDiv(epochMillis, 1_000L)));
      case HASH, PIXELS, QUORUM ->
          Math.addExact(
              order.limitNano(), Math.multiplyExact(draws(order), fee(order, order.limitNano())));
    };
  }

  /** How many machines may be drawn for an order, beside the one that wins it. */
  public int draws(Said.Order order) {
    return order.quorum() - 1 + checking.draws();
  }

  /**
   * What one machine that was drawn is paid where the result costs {@code priceNano} to make: all
   * of it in a quorum, since each does all the work and none is known to be right beforehand; for
   * checking the manifest's share of it, for as much of the result as it works out again.
   */
  public long fee(Said.Order order, long priceNano) {
    if (order.proof() == Proof.QUORUM) {
      return priceNano;
    }
    long fee = Amounts.mulDiv(priceNano, checking.feePpm(), Amounts.MILLION);
    return Amounts.mulDiv(fee, asked(order), order.parts());
  }

  /** How many parts of an order's result who is drawn works out again. */
  int asked(Said.Order order) {
    return Math.min(checking.parts(), order.parts());
  }
}
