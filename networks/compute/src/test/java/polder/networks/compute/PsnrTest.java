package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;

/** How alike pictures are, in whole numbers. */
final class PsnrTest {
  private static Bytes picture(int width, int height, int... pixels) {
    ByteBuffer blob = ByteBuffer.allocate(8 + 4 * pixels.length).putInt(width).putInt(height);
    for (int pixel : pixels) {
      blob.putInt(pixel);
    }
    return Bytes.wrap(blob.array());
  }

  @Test
  void aStepOfAllColoursIsFortyEightDecibels() {
    // 10 log₁₀ 255² = 48.13
    assertThat(Psnr.tenths(picture(1, 1, 0x646464ff), picture(1, 1, 0x656565ff))).isEqualTo(481);
    assertThat(Psnr.tenths(picture(1, 1, 0x656565ff), picture(1, 1, 0x646464ff))).isEqualTo(481);
  }

  @Test
  void nothingIsFurtherApartThanBlackAndWhite() {
    assertThat(Psnr.tenths(picture(1, 1, 0x000000ff), picture(1, 1, 0xffffffff))).isZero();
    assertThat(Psnr.tenths(picture(1, 1, 0x00000000), picture(1, 1, 0xffffffff))).isZero();
  }

  @Test
  void whatCannotBeSeenDoesNotCount() {
    assertThat(Psnr.tenths(picture(1, 1, 0x07070700), picture(1, 1, 0xc8c8c800)))
        .isEqualTo(Psnr.SAME);
    assertThat(Psnr.tenths(picture(1, 1, 0x646464ff), picture(1, 1, 0x64646480))).isLessThan(100);
  }

  @Test
  void onlyPicturesOfOneSizeAreAlike() {
    Bytes wide = picture(2, 1, 1, 2);
    assertThat(Psnr.tenths(wide, wide)).isEqualTo(Psnr.SAME);
    assertThat(Psnr.tenths(wide, picture(1, 2, 1, 2))).isZero();
    assertThat(Psnr.tenths(picture(2, 2, 1, 2), picture(2, 2, 1, 2))).isZero();
    assertThat(Psnr.tenths(picture(0, 0), picture(0, 0))).isZero();
    assertThat(Psnr.tenths(picture(-1, -2, 1, 2), picture(-1, -2, 1, 2))).isZero();
    assertThat(Psnr.tenths(Bytes.EMPTY, Bytes.EMPTY)).isZero();
    Bytes cut = Bytes.copyOf(wide.toArray(), 0, wide.size() - 1);
    assertThat(Psnr.tenths(cut, cut)).isZero();
  }

  /** The same as the formula gives in floating point, which rules must not use. */
  @Test
  void itIsWhatTheFormulaSays() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      int pixels = random.nextInt(1, 300);
      int most = random.nextInt(1, 256);
      int[] one = new int[pixels];
      int[] other = new int[pixels];
      double squares = 0;
      for (int i = 0; i < pixels; i++) {
        for (int shift = 24; shift >= 8; shift -= 8) {
          int a = random.nextInt(256);
          int b = Math.clamp(a + random.nextInt(-most, most + 1), 0, 255);
          one[i] |= a << shift;
          other[i] |= b << shift;
          squares += (double) (a - b) * (a - b);
        }
        one[i] |= 0xff;
        other[i] |= 0xff;
      }
      if (squares > 0) {
        double expected = 10 * Math.log10(255.0 * 255 * 3 * pixels / squares);
        assertThat(Psnr.tenths(picture(pixels, 1, one), picture(pixels, 1, other)))
            .as("seed %d, round %d, %f dB", seed, round, expected)
            .isEqualTo((long) Math.floor(expected * 10));
      }
    }
  }
}
