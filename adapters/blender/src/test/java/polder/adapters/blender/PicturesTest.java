package polder.adapters.blender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Work;
import polder.ports.work.Tile;
import polder.protocol.Hash;

/** Pictures, frames of them, and how far they are apart. */
class PicturesTest {
  @TempDir Path folder;

  private static Picture noise(int width, int height, long seed) {
    Picture picture = new Picture(width, height);
    new Random(seed).nextBytes(picture.pixels());
    return picture;
  }

  private static Tile.Area whole(int width, int height) {
    return new Tile.Area(0, 0, width, height);
  }

  @Test
  void everyByteSurvivesAFile() throws IOException {
    Picture picture = noise(31, 17, 1);
    picture.write(folder.resolve("noise.png"));
    Picture read = Picture.read(folder.resolve("noise.png"), whole(31, 17));
    assertThat(read.pixels()).isEqualTo(picture.pixels());
    assertThat(read.digest()).isEqualTo(picture.digest());
  }

  /** By hand: width 1, height 1, then the one pixel. */
  @Test
  void theDigestIsOfSizeAndPixels() {
    Picture one = new Picture(1, 1);
    System.arraycopy(new byte[] {1, 2, 3, (byte) 255}, 0, one.pixels(), 0, 4);
    assertThat(one.digest())
        .isEqualTo(Hash.sha256(new byte[] {0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, (byte) 255}));
    assertThat(new Picture(2, 8).digest()).isNotEqualTo(new Picture(8, 2).digest());
  }

  @Test
  void whatIsNoTileIsRefused() throws IOException {
    Path png = folder.resolve("x.png");
    noise(8, 8, 2).write(png);
    assertThatThrownBy(() -> Picture.read(png, whole(8, 9)))
        .isInstanceOf(IOException.class)
        .hasMessage("x.png has 8 x 8 pixels where 8 x 9 were expected");
    byte[] bytes = Files.readAllBytes(png);
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(png, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Picture.read(png, whole(8, 8))).isInstanceOf(IOException.class);
    }
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png.toFile());
    assertThatThrownBy(() -> Picture.read(png, whole(8, 8)))
        .hasMessageContaining("eight bits a channel with alpha");
  }

  @Test
  void tilesComeTogetherAtTheirPlaces() {
    Work.Render work = new Work.Render(Hash.ZERO, 4, 4, 3, 2, 1, 0, "3.4");
    Picture original = noise(31, 17, 3);
    Frame frame = new Frame(work, 4, 31, 17);
    for (long i = Tile.count(work) - 1; i >= 0; i--) {
      assertThat(frame.missing()).hasSize(Math.toIntExact(i + 1));
      assertThatThrownBy(frame::picture).hasMessageContaining("lacks");
      Tile tile = Tile.at(work, i);
      frame.put(tile, cut(original, tile.area(work, 31, 17)));
    }
    assertThat(frame.picture().digest()).isEqualTo(original.digest());
  }

  @Test
  void aTileOfAnotherFrameOrSizeDoesNotFit() {
    Work.Render work = new Work.Render(Hash.ZERO, 4, 5, 3, 2, 1, 0, "3.4");
    Frame frame = new Frame(work, 4, 30, 18);
    assertThatThrownBy(() -> frame.put(new Tile(5, 0, 0), new Picture(10, 9)))
        .hasMessageContaining("no part of frame 4");
    assertThatThrownBy(() -> frame.put(new Tile(4, 0, 0), new Picture(11, 9)))
        .hasMessageContaining("do not fit");
  }

  private static Picture cut(Picture from, Tile.Area area) {
    Picture part = new Picture(area.width(), area.height());
    for (int y = 0; y < area.height(); y++) {
      int at = ((area.top() + y) * from.width() + area.left()) * Picture.CHANNELS;
      int bytes = area.width() * Picture.CHANNELS;
      System.arraycopy(from.pixels(), at, part.pixels(), y * bytes, bytes);
    }
    return part;
  }

  @Test
  void equalPicturesAreInfinitelyNear() {
    assertThat(Psnr.of(noise(9, 9, 4), noise(9, 9, 4))).isInfinite().isPositive();
  }

  /** By hand: every sample is off by one of 255, so that the mean of squares is 1. */
  @Test
  void theRatioIsThatOfTheTextbook() {
    Picture one = grey(100, 255);
    Picture other = grey(101, 255);
    assertThat(Psnr.of(one, other)).isCloseTo(48.1308, within(1e-4));
    assertThat(Psnr.of(grey(0, 255), grey(255, 255))).isCloseTo(0, within(1e-9));
  }

  @Test
  void whatCannotBeSeenDoesNotCountAndAlphaDoes() {
    assertThat(Psnr.of(grey(7, 0), grey(200, 0))).isInfinite();
    assertThat(Psnr.of(grey(100, 255), grey(100, 128))).isLessThan(10);
  }

  @Test
  void picturesOfOtherSizesAreNotCompared() {
    assertThatThrownBy(() -> Psnr.of(new Picture(2, 3), new Picture(3, 2)))
        .hasMessageContaining("2 x 3 and 3 x 2");
  }

  private static Picture grey(int value, int alpha) {
    Picture picture = new Picture(5, 5);
    Arrays.fill(picture.pixels(), (byte) value);
    for (int at = 3; at < picture.pixels().length; at += Picture.CHANNELS) {
      picture.pixels()[at] = (byte) alpha;
    }
    return picture;
  }
}
