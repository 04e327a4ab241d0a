package polder.networks.compute;

import java.math.BigInteger;
import polder.protocol.Bytes;

/**
 * How far two pictures are apart: the peak signal-to-noise ratio in decibels, 10 log₁₀(255² ÷ MSE),
 * exact and in whole numbers. The mean is over red, green and blue, each multiplied by alpha so
 * that what cannot be seen does not count; a difference of alpha itself is added to it.
 *
 * <p>With colours times alpha, each square is 255² times as large. Of n pixels with the sum s of
 * all squares, MSE = s ÷ (3 n 255²), so that the ratio is r = 3 n 255⁴ ÷ s. It is t tenths of a
 * decibel at least where 100 log₁₀ r ≥ t, that is where (3 n 255⁴)¹⁰⁰ ≥ 10ᵗ s¹⁰⁰.
 */
public final class Psnr {
  /** What stands for pictures between which nobody sees a difference: 1,000 dB. */
  public static final long SAME = 10_000;

  private static final int HEADER = 2 * Integer.BYTES;
  private static final int CHANNELS = 4;
  private static final int COLOURS = 3;
  private static final int OPAQUE = 255;
  private static final int TENTHS = 100;
  private static final BigInteger PEAK = BigInteger.valueOf(OPAQUE).pow(4);

  private Psnr() {}

  /**
   * In tenths of a decibel, rounded down; 0 also for pictures that are further apart than that, and
   * for what is no picture or of another size.
   *
   * @param one width and height, four bytes each with the highest first, then red, green, blue and
   *     alpha of each pixel
   * @param other likewise
   */
  public static long tenths(Bytes one, Bytes other) {
    if (!isPicture(one) || !isPicture(other) || one.leading(0) != other.leading(0)) {
      return 0;
    }
    long squares = squares(one.unsafeArray(), other.unsafeArray());
    if (squares == 0) {
      return SAME;
    }
    long pixels = pixels(one);
    BigInteger signal =
        PEAK.multiply(BigInteger.valueOf(Math.multiplyExact(COLOURS, pixels))).pow(TENTHS);
    BigInteger noise = BigInteger.valueOf(squares).pow(TENTHS);
    long least = 0;
    long most = SAME;
    while (least < most) {
      long middle = (least + most + 1) / 2;
      boolean isReached =
          signal.compareTo(noise.multiply(BigInteger.TEN.pow(Math.toIntExact(middle)))) >= 0;
      least = isReached ? middle : least;
      most = isReached ? most : middle - 1;
    }
    return least;
  }

  private static boolean isPicture(Bytes blob) {
    if (blob.size() < HEADER + CHANNELS) {
      return false;
    }
    long size = blob.leading(0);
    long width = size >>> Integer.SIZE;
    long height = size & 0xffff_ffffL;
    long pixels = pixels(blob);
    return (blob.size() - HEADER) % CHANNELS == 0
        && width > 0
        && pixels % width == 0
        && pixels / width == height;
  }

  private static int pixels(Bytes blob) {
    return (blob.size() - HEADER) / CHANNELS;
  }

  /** Exact: what a pixel adds is below 2³⁵, and no array has 2²⁹ pixels. */
  private static long squares(byte[] one, byte[] other) {
    long squares = 0;
    for (int at = HEADER; at < one.length; at += CHANNELS) {
      int alpha = one[at + COLOURS] & 0xff;
      int otherAlpha = other[at + COLOURS] & 0xff;
      for (int colour = 0; colour < COLOURS; colour++) {
        squares +=
            square((one[at + colour] & 0xff) * alpha - (other[at + colour] & 0xff) * otherAlpha);
      }
      squares += square((alpha - otherAlpha) * OPAQUE);
    }
    return squares;
  }

  private static long square(int difference) {
    return (long) difference * difference;
  }
}
