package polder.networks.learning.train;

import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;

/** What is drawn from a seed for one purpose: SHA-256 of both and a number, four words each. */
final class Draws {
  private final Hash seed;
  private final String purpose;
  private long number;
  private Hash drawn = Hash.ZERO;

  Draws(Hash seed, String purpose) {
    this.seed = seed;
    this.purpose = purpose;
  }

  /** A number from 0 to below {@code bound}, each as likely to within one in 2³³. */
  int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(word(), bound);
  }

  /** A number from −1 to below 1, one of 2²⁵ that are equally far apart. */
  float around() {
    return (word() >> 39) * 0x1p-24f;
  }

  private long word() {
    int part = (int) (number & 3);
    if (part == 0) {
      drawn =
          Hash.sha256(
              new CborWriter()
                  .beginArray(3)
                  .hash(seed)
                  .text(purpose)
                  .integer(number >> 2)
                  .toByteArray());
    }
    number++;
    return switch (part) {
      case 0 -> drawn.a();
      case 1 -> drawn.b();
      case 2 -> drawn.c();
      default -> drawn.d();
    };
  }
}
