package polder.backtest;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** How a copier makes a series from that of one or two others. */
enum CopyKind {
  OFFSET("offset of 2 K, up or down"),
  SCALE("scaled by 3 %, up or down"),
  WHITE_1("offset and white noise of 0.1 K", 0, 0.1),
  WHITE_2("offset and white noise of 0.2 K", 0, 0.2),
  WHITE_3("offset and white noise of 0.3 K", 0, 0.3),
  MEMORY_1("noise of 0.1 K with a memory", 0.9, 0.1),
  MEMORY_2("noise of 0.2 K with a memory", 0.9, 0.2),
  MEMORY_3("noise of 0.3 K with a memory", 0.9, 0.3),
  LATE("one hour late"),
  LATE_NOISY("one hour late, offset and white noise of 0.3 K", 0, 0.3),
  MIX_HALF("half of one, half of another"),
  MIX_70("70 % of one, 30 % of another");

  private static final double MOST_OFFSET = 2;
  private static final double SCALED = 0.03;

  private final String words;
  private final double memory;
  private final double sigma;

  CopyKind(String words) {
    this(words, 0, 0);
  }

  CopyKind(String words, double memory, double sigma) {
    this.words = words;
    this.memory = memory;
    this.sigma = sigma;
  }

  /** What it is, for a table. */
  String words() {
    return words;
  }

  boolean isWhite() {
    return this == WHITE_1 || this == WHITE_2 || this == WHITE_3;
  }

  /** Hours by which the copy is later. */
  int delay() {
    return this == LATE || this == LATE_NOISY ? 1 : 0;
  }

  /** The part that is taken from a second series. */
  double second() {
    return switch (this) {
      case MIX_HALF -> 0.5;
      case MIX_70 -> 0.3;
      default -> 0;
    };
  }

  /** A copier of this kind with an offset, a direction and a noise of its own. */
  Copier copier(RandomGenerator random) {
    int sign = random.nextBoolean() ? 1 : -1;
    double offset =
        switch (this) {
          case OFFSET -> sign * MOST_OFFSET;
          case WHITE_1, WHITE_2, WHITE_3, LATE_NOISY ->
              random.nextDouble(-MOST_OFFSET, MOST_OFFSET);
          default -> 0;
        };
    double scale = this == SCALE ? 1 + sign * SCALED : 1;
    return new Copier(random, scale, offset);
  }

  /** One copier; makes one value after the other. */
  final class Copier {
    private final RandomGenerator random;
    private final double scale;
    private final double offset;
    private double noise;

    private Copier(RandomGenerator random, double scale, double offset) {
      this.random = random;
      this.scale = scale;
      this.offset = offset;
      this.noise = sigma * random.nextGaussian();
    }

    /** The next value, made from those of both donors. */
    String of(double first, double other) {
      // First order autoregressive; its standard deviation is sigma whatever its memory.
      noise = memory * noise + Math.sqrt(1 - memory * memory) * sigma * random.nextGaussian();
      double mixed = (1 - second()) * first + second() * other;
      return String.format(Locale.ROOT, "%.2f", scale * mixed + offset + noise);
    }
  }
}
