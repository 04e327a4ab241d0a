package polder.ports.chain;

import polder.protocol.Hash;

/**
 * A block, and with it all blocks before it.
 *
 * @param number its height, 0 for the first
 * @param hash its hash, by which it differs from other blocks of that height
 */
public record Anchor(long number, Hash hash) {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Anchor {
    if (number < 0) {
      throw new IllegalArgumentException("a block's number is not below 0: " + number);
    }
  }

  @Override
  public String toString() {
    return number + " (0x" + hash.toHex() + ")";
  }
}
