package polder.networks.learning.score;

/** A worth whose range is checked, so that differences fit a long. */
record Bounded(Worth worth) implements Worth {
  private static final long LIMIT = 1L << 61;

  @Override
  public long of(int[] members) {
    long value = worth.of(members);
    if (value > LIMIT || value < -LIMIT) {
      throw new ArithmeticException(
          "the worth of a coalition of "
              + members.length
              + " is "
              + value
              + ", beyond 2^61; count it in a larger unit");
    }
    return value;
  }
}
