package polder.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import polder.adapters.sdl.Order;
import polder.adapters.sdl.PriceLimit;
import polder.agent.market.Estimate;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Proof;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.ports.work.Tile;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;

/**
 * On which terms something is ordered.
 *
 * @param name of the job, within its file
 * @param job what is ordered
 * @param limitNano the most that is paid: a second for what is metered, for all of it otherwise
 * @param seconds how long it runs at most, or within which its result must be there
 * @param rounds epochs of bids at least
 * @param quorum how many machines work its result out; 1 where no quorum decides on it
 * @param fundNano what its purse must hold
 */
record Terms(
    String name, Job job, long limitNano, long seconds, int rounds, int quorum, long fundNano) {
  private static final int NANO_DIGITS = 9;
  private static final long HOUR_SECONDS = 3_600;

  /**
   * What a person asked for.
   *
   * @param limit the most for one order, tokens
   * @param seconds how long it runs, or may work
   * @param rounds epochs of bids at least
   */
  record Wish(Optional<String> limit, long seconds, int rounds) {}

  /**
   * The terms of {@code order}, by what was asked for, what its file says, and what others paid.
   */
  static Terms of(Order order, Wish wish, Estimate estimate, MarketOption.Talk talk)
      throws IOException {
    Job job = order.job();
    boolean metered = job.work().proof() == Proof.METERED;
    long total = totalNano(order, wish, estimate);
    long limit = metered ? total / wish.seconds() : total;
    if (limit == 0) {
      throw new BadWordException(
          Amounts.format(total)
              + " tokens are too little for "
              + Sizes.time(wish.seconds())
              + ": less than a nano-token a second",
          "raise --limit, or ask for less time with --for");
    }
    Said.Order said = order(1, order, limit, wish);
    long needed = talk.parameters().neededNano(said, talk.deployment().epochMillis());
    long fund = metered ? Math.max(needed, Math.multiplyExact(limit, wish.seconds())) : needed;
    return new Terms(order.name(), job, limit, wish.seconds(), wish.rounds(), order.quorum(), fund);
  }

  private static long totalNano(Order order, Wish wish, Estimate estimate) {
    if (wish.limit().isPresent()) {
      try {
        return Tokens.nano(wish.limit().get());
      } catch (IllegalArgumentException e) {
        throw new BadWordException(String.valueOf(e.getMessage()), "check --limit");
      }
    }
    if (order.limit().orElse(null) instanceof PriceLimit.ForAll(BigDecimal amount)) {
      return Tokens.nano(amount.setScale(NANO_DIGITS, RoundingMode.DOWN).toPlainString());
    }
    if (estimate.prices().isPresent()) {
      long high = estimate.prices().get().highNano();
      return order.job().work().proof() == Proof.METERED
          ? Math.multiplyExact(high, wish.seconds())
          : high;
    }
    throw new BadWordException(
        "nothing comparable was ordered lately, so there is no price to go by",
        "say what you would pay at most, in tokens, with --limit");
  }

  private static Said.Order order(long number, Order order, long limitNano, Wish wish) {
    Job job = order.job();
    try {
      return new Said.Order(
          number,
          job.work().proof(),
          job.need(),
          Hash.ZERO,
          limitNano,
          wish.seconds(),
          wish.rounds(),
          parts(job),
          order.quorum());
    } catch (IllegalArgumentException e) {
      throw new BadWordException(
          String.valueOf(e.getMessage()), "check --limit, --for and --rounds");
    }
  }

  /** The order of that number. */
  Said.Order order(long number) {
    return new Said.Order(
        number,
        job.work().proof(),
        job.need(),
        job.hash(),
        limitNano,
        seconds,
        rounds,
        parts(job),
        quorum);
  }

  /** Of how many parts the result is: pictures are checked by tiles, all else as a whole. */
  private static int parts(Job job) {
    if (!(job.work() instanceof Work.Render render)) {
      return 1;
    }
    long tiles = Tile.count(render);
    if (tiles > Said.OpenedParts.MOST) {
      throw new BadWordException(
          "an order is of at most " + Said.OpenedParts.MOST + " tiles, and this is of " + tiles,
          "order fewer frames at a time, or cut them into fewer tiles");
    }
    return (int) tiles;
  }

  /** Whether it is paid by the second. */
  boolean isMetered() {
    return job.work().proof() == Proof.METERED;
  }

  /** A price as people compare it. */
  static String price(Proof proof, long nano) {
    return proof == Proof.METERED
        ? Amounts.format(Math.multiplyExact(nano, HOUR_SECONDS)) + " tokens an hour"
        : Amounts.format(nano) + " tokens";
  }

  /** What it is about, in a line. */
  String text() {
    String price = price(job.work().proof(), limitNano);
    return name
        + ": "
        + Sizes.cores(job.need().cpuMilli())
        + " cores, "
        + Sizes.bytes(job.need().memoryBytes())
        + (job.need().gpus() > 0 ? ", " + job.need().gpus() + " GPUs" : "")
        + (isMetered()
            ? ", at most " + price + " for " + Sizes.time(seconds)
            : ", at most "
                + price
                + (quorum > 1 ? " to each of " + quorum + " machines" : "")
                + ", within "
                + Sizes.time(seconds));
  }

  /** What others paid, in a line. */
  static String text(Estimate estimate, Proof proof) {
    if (estimate.prices().isEmpty()) {
      return "prices: nothing comparable was ordered lately ("
          + estimate.known()
          + " orders of this kind are remembered)";
    }
    Estimate.Prices prices = estimate.prices().get();
    return "prices lately: "
        + price(proof, prices.lowNano())
        + " to "
        + price(proof, prices.highNano())
        + ", in the middle "
        + price(proof, prices.medianNano())
        + " (of "
        + estimate.restsOn()
        + " comparable orders)";
  }
}
