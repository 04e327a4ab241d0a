package polder.agent.compute;

import java.util.List;
import java.util.OptionalLong;
import polder.agent.market.Estimate;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.protocol.money.Amounts;

/** What a machine may bring, all of it rented all the time: never more than others were paid. */
final class Prospect {
  private static final long DAY_SECONDS = 86_400;
  private static final long DAY_HOURS = 24;

  private Prospect() {}

  /** A need of all that is lent, as far as a need can say it. */
  static Need of(Capacity lent) {
    int gpus = Math.min(GpuNeed.MOST, lent.gpus().size());
    Resources all =
        new Resources(
            Math.clamp(lent.cpuMilli(), 1, Resources.MOST_CPU_MILLI),
            Math.clamp(lent.memoryBytes(), 1, Resources.MOST_BYTES),
            List.of(),
            gpus == 0 ? GpuNeed.NONE : new GpuNeed(gpus, List.of()));
    return Need.of(List.of(new Need.Unit("machine", all, 1)));
  }

  /**
   * In a line for its owner.
   *
   * @param lately what services of such a size were cleared at, nano-tokens a second
   * @param hourNano what the owner asks for an hour of it
   */
  static String words(Estimate lately, OptionalLong hourNano) {
    String asked =
        hourNano.isPresent()
            ? "at its own prices, all of it rented, it asks for "
                + Amounts.format(Math.multiplyExact(hourNano.getAsLong(), DAY_HOURS))
                + " tokens a day"
            : "its own prices are beyond what can be said";
    return lately
        .prices()
        .map(prices ->
            asked
                + "; services of such a size were cleared lately at "
                + Amounts.format(Math.multiplyExact(prices.lowNano(), DAY_SECONDS))
                + " to "
                + Amounts.format(Math.multiplyExact(prices.highNano(), DAY_SECONDS))
                + " a day ("
                + lately.restsOn()
                + " orders)")
        .orElse(asked + "; no service of such a size was ordered lately to compare with");
  }
}
