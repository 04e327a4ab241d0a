package polder.adapters.blender;

/**
 * How far two pictures are apart: the peak signal-to-noise ratio in decibels, 10 log10(255² / MSE).
 * The mean is over red, green and blue, each multiplied by alpha so that what cannot be seen does
 * not count; a difference of alpha itself is added to it.
 */
public final class Psnr {
  private static final double PEAK = 255.0 * 255.0;
  private static final int COLOURS = 3;
  private static final int OPAQUE = 255;

  private Psnr() {}

  /**
   * In decibels; infinite for pictures that are equal.
   *
   * @throws IllegalArgumentException if they are not of one size
   */
  public static double of(Picture one, Picture other) {
    if (one.width() != other.width() || one.height() != other.height()) {
      throw new IllegalArgumentException(
          "pictures of "
              + one.width()
              + " x "
              + one.height()
              + " and "
              + other.width()
              + " x "
              + other.height()
              + " pixels cannot be compared");
    }
    byte[] a = one.pixels();
    byte[] b = other.pixels();
    // Exact: a square is below 2^32 with 255 for one, and pixels are fewer than 2^29.
    long squares = 0;
    for (int at = 0; at < a.length; at += Picture.CHANNELS) {
      int alphaA = a[at + COLOURS] & 0xff;
      int alphaB = b[at + COLOURS] & 0xff;
      for (int colour = 0; colour < COLOURS; colour++) {
        squares += square((a[at + colour] & 0xff) * alphaA - (b[at + colour] & 0xff) * alphaB);
      }
      squares += square((alphaA - alphaB) * OPAQUE);
    }
    if (squares == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double samples = (double) one.width() * one.height() * COLOURS;
    return 10 * Math.log10(PEAK / (squares / samples / OPAQUE / OPAQUE));
  }

  private static long square(long difference) {
    return difference * difference;
  }
}
