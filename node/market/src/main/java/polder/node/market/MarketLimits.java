package polder.node.market;

/**
 * What a look at a market may cost.
 *
 * @param pendingOrders most orders of the running epoch that are shown before it is sealed
 * @param pageItems most orders or machines in one answer
 * @param pageBytes about how many bytes of orders stand in one answer for machines
 * @param rememberedOrders of how many orders is remembered what was decided
 * @param rememberedLines how many lines of outcomes that may take altogether, where what a line
 *     says of a message counts as one more
 * @param refilledEpochs so many of the latest epochs are read again after a start
 */
public record MarketLimits(
    int pendingOrders,
    int pageItems,
    int pageBytes,
    int rememberedOrders,
    int rememberedLines,
    int refilledEpochs) {
  /** Some tens of megabytes of memory, and answers of a few megabytes. */
  public static final MarketLimits USUAL =
      new MarketLimits(10_000, 1_000, 2 << 20, 10_000, 100_000, 64);
}
