package polder.agent.market;

import java.util.Optional;

/**
 * What work of a kind was cleared at lately, as a node remembers.
 *
 * @param per {@code second} or {@code job}: what a price is for
 * @param known how many clearings of the same proof it remembers
 * @param restsOn how many of those are of comparable needs
 * @param prices what those were cleared at; empty if there are none
 */
public record Estimate(String per, long known, long restsOn, Optional<Prices> prices) {
  /** What comparable work was cleared at, nano-tokens. */
  public record Prices(long lowNano, long medianNano, long highNano) {}
}
