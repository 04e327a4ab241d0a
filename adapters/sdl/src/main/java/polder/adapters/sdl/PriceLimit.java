package polder.adapters.sdl;

import java.math.BigDecimal;

/** The most that a file says it would pay. */
public sealed interface PriceLimit {
  /** Exactly as written, above 0. */
  BigDecimal amount();

  /**
   * For each block of Akash's chain, all instances of the placement together. It is of another
   * chain and cannot be converted: information, by which nothing is paid.
   *
   * @param denomination of the coin, such as {@code uakt}
   */
  record PerBlock(String denomination, BigDecimal amount) implements PriceLimit {}

  /** For the whole job, in tokens of the deployment that it is sent to. */
  record ForAll(BigDecimal amount) implements PriceLimit {}
}
