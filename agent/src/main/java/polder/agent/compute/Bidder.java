package polder.agent.compute;

import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import polder.networks.Finding;
import polder.networks.compute.Fit;
import polder.networks.compute.Speed;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.protocol.identity.Account;

/**
 * Decides whether to bid for an order, and what. Pure.
 *
 * @param prices what is asked
 * @param hours in which the machine is lent
 */
public record Bidder(Prices prices, Hours hours) {
  private static final long SECOND_MILLIS = 1_000;

  /** What it decides. */
  public sealed interface Decision {
    /**
     * To bid.
     *
     * @param priceNano as the order's limit: a second, or for all
     * @param estimateNano what it brings at most
     */
    record Bid(long priceNano, long estimateNano) implements Decision {}

    /** To find out first how long its pictures would take here. */
    record Appraise() implements Decision {}

    /** To leave it to others, and why. */
    record Pass(String why) implements Decision {}
  }

  /**
   * What is known at the moment.
   *
   * @param owner whose the machine is, if that is known
   * @param free what nobody has taken of it
   * @param now the time of day where the machine stands
   * @param begins in how many milliseconds the work may begin
   * @param speed how fast the machine is, as strangers timed it
   */
  public record Situation(
      Optional<Account> owner, Capacity free, ZonedDateTime now, long begins, Speed speed) {}

  /**
   * An order.
   *
   * @param renter of whom it is, if that is known
   * @param job what it names
   * @param takesMillis how long its pictures would take here, if that is known
   */
  public record Wanted(
      Said.Order order, Optional<Account> renter, Job job, OptionalLong takesMillis) {}

  /** Whether to bid for it, and what. */
  public Decision decide(Wanted wanted, Situation situation) {
    Said.Order order = wanted.order();
    Job job = wanted.job();
    if (job.work().proof() != order.proof() || !job.need().equals(order.need())) {
      return new Decision.Pass("the order says something else than its job");
    }
    if (wanted.renter().isPresent() && wanted.renter().equals(situation.owner())) {
      return new Decision.Pass("it is of the machine's own owner");
    }
    Optional<Finding> lack = Fit.lack(order.need(), order.proof(), situation.free());
    if (lack.isPresent()) {
      return new Decision.Pass("too little is free here: " + words(lack.get()));
    }
    if (Fit.slow(order.need(), situation.speed()).isPresent()) {
      return new Decision.Pass(
          situation.speed().isKnown()
              ? "it asks for "
                  + Sizes.speed(order.need().leastSpeed())
                  + ", and strangers timed this machine at "
                  + Sizes.speed(situation.speed().fuel())
              : "it asks for a speed, and strangers have not timed this machine yet");
    }
    long length =
        Math.addExact(situation.begins(), Math.multiplyExact(order.seconds(), SECOND_MILLIS));
    if (!hours.cover(situation.now(), length)) {
      return new Decision.Pass("it could last beyond the hours in which this machine is lent");
    }
    if (job.work() instanceof Work.Render && wanted.takesMillis().isEmpty()) {
      return new Decision.Appraise();
    }
    long takes = wanted.takesMillis().orElse(0);
    if (takes / SECOND_MILLIS >= order.seconds()) {
      return new Decision.Pass(
          "it would take "
              + takes / SECOND_MILLIS
              + " s here, and must be there within "
              + order.seconds());
    }
    OptionalLong price = prices.of(order, job, takes);
    if (price.isEmpty()) {
      return new Decision.Pass("its price is beyond what can be said");
    }
    if (price.getAsLong() > order.limitNano()) {
      return new Decision.Pass(
          "it pays at most "
              + order.limitNano()
              + " nano-tokens, and this machine asks for "
              + price.getAsLong());
    }
    return new Decision.Bid(price.getAsLong(), estimate(order, price.getAsLong()));
  }

  /**
   * Whether a machine that did not bid works at this price, for a quorum that it was drawn for: at
   * half of what it asks at least. Whoever lends needs others to confirm its own results at times;
   * but else a renter whose own machine wins for nothing had all the others work for nothing.
   */
  public boolean isWorth(Said.Order order, Job job, long priceNano) {
    OptionalLong asked = prices.of(order, job, 0);
    return asked.isPresent() && priceNano >= Math.ceilDiv(asked.getAsLong(), 2L);
  }

  private static long estimate(Said.Order order, long price) {
    return switch (order.proof()) {
      case METERED -> Math.multiplyExact(price, order.seconds());
      case HASH, PIXELS, QUORUM -> price;
    };
  }

  private static String words(Finding lack) {
    return lack.check()
        + (lack.limit() == 0
            ? ""
            : ", "
                + lack.value() / SECOND_MILLIS
                + " of "
                + Math.ceilDiv(lack.limit(), SECOND_MILLIS)
                + " "
                + lack.unit());
  }
}
