package polder.agent.compute;

import java.math.BigInteger;
import java.util.OptionalLong;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;

/**
 * What a machine asks for its work, nano-tokens.
 *
 * @param coreHourNano for a core for an hour
 * @param gibHourNano for a gibibyte of memory for an hour
 * @param gpuHourNano for a graphics processor for an hour
 * @param fuelNano for 10⁹ units of fuel of a WebAssembly program
 * @param leastNano for a job at least
 */
public record Prices(
    long coreHourNano, long gibHourNano, long gpuHourNano, long fuelNano, long leastNano) {
  private static final long HOUR_SECONDS = 3_600;
  private static final long GIBI = 1L << 30;
  private static final long MILLI = 1_000;
  private static final long GIGA = 1_000_000_000;

  public Prices {
    if (coreHourNano < 0 || gibHourNano < 0 || gpuHourNano < 0 || fuelNano < 0 || leastNano < 0) {
      throw new IllegalArgumentException("no price may be below 0");
    }
  }

  /**
   * What to bid for an order, rounded up: nano-tokens a second for what is metered, for all of it
   * otherwise; of a program all fuel that it may use, of pictures the machine's parts that they
   * need for as long as they take here, of a container that runs to its end those for as long as it
   * may take. Empty if the price is beyond what can be said.
   *
   * @param millis how long pictures take here; of no account for other work
   */
  public OptionalLong of(Said.Order order, Job job, long millis) {
    BigInteger price =
        switch (job.work()) {
          case Work.Containers containers ->
              time(order.need(), MILLI).max(up(big(leastNano), big(order.seconds())));
          case Work.Wasm wasm ->
              up(big(wasm.fuel()).multiply(big(fuelNano)), big(GIGA)).max(big(leastNano));
          case Work.Batch batch ->
              time(order.need(), Math.multiplyExact(order.seconds(), MILLI)).max(big(leastNano));
          case Work.Render render -> time(order.need(), millis).max(big(leastNano));
        };
    return price.compareTo(big(Said.OpenedBid.MOST_NANO)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(price.longValueExact());
  }

  /** For what is needed, for an hour; empty if it is beyond what can be said. */
  public OptionalLong hour(Need need) {
    BigInteger price = time(need, HOUR_SECONDS * MILLI);
    return price.compareTo(big(Said.OpenedBid.MOST_NANO)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(price.longValueExact());
  }

  /** For what is needed, for so many milliseconds. */
  private BigInteger time(Need need, long millis) {
    // All three over one denominator, so that only the sum is rounded.
    BigInteger hour =
        big(coreHourNano)
            .multiply(big(need.cpuMilli()))
            .multiply(big(GIBI))
            .add(big(gibHourNano).multiply(big(need.memoryBytes())).multiply(big(MILLI)))
            .add(
                big(gpuHourNano)
                    .multiply(big(need.gpus()))
                    .multiply(big(GIBI))
                    .multiply(big(MILLI)));
    return up(
        hour.multiply(big(millis)),
        big(GIBI).multiply(big(MILLI)).multiply(big(HOUR_SECONDS)).multiply(big(MILLI)));
  }

  private static BigInteger big(long number) {
    return BigInteger.valueOf(number);
  }

  private static BigInteger up(BigInteger number, BigInteger by) {
    return number.add(by).subtract(BigInteger.ONE).divide(by);
  }
}
