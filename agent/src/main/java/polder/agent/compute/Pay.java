package polder.agent.compute;

import polder.networks.compute.message.Said;
import polder.protocol.money.Amounts;

/** Prices in words. */
final class Pay {
  private static final long HOUR_SECONDS = 3_600;

  private Pay() {}

  /** A price of an order, for people. */
  static String words(Said.Order order, long priceNano) {
    return switch (order.proof()) {
      case METERED ->
          Amounts.format(Math.multiplyExact(priceNano, HOUR_SECONDS)) + " tokens an hour";
      case HASH, PIXELS, QUORUM -> Amounts.format(priceNano) + " tokens for the result";
    };
  }
}
