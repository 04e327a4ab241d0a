package polder.adapters.blender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.Psnr;
import polder.networks.compute.job.Work;
import polder.ports.work.RenderException;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** Pictures, frames of them, and what identifies them. */
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

  /** What machines seal by its digest is what the market's rules read as a picture. */
  @Test
  void aPictureIsTheBlobThatItsDigestNames() throws Exception {
    Picture one = noise(9, 5, 4);
    Path png = folder.resolve("tile.png");
    Path blob = folder.resolve("tile.blob");
    one.write(png);
    try (Renderer renderer =
        new BlenderRenderer(BlenderSettings.usual(Path.of("no such program"), folder))) {
      renderer.decode(png, whole(9, 5), blob);
      assertThatThrownBy(() -> renderer.decode(png, whole(5, 9), blob))
          .isInstanceOf(RenderException.class)
          .hasMessageContaining("cannot be decoded");
    }
    Bytes bytes = Bytes.wrap(Files.readAllBytes(blob));
    assertThat(Hash.sha256(bytes.unsafeArray())).isEqualTo(one.digest());
    assertThat(Psnr.tenths(bytes, one.blob())).isEqualTo(Psnr.SAME);
    assertThat(Psnr.tenths(grey(100), grey(101))).isEqualTo(481);
  }

  private static Bytes grey(int value) {
    Picture picture = new Picture(5, 5);
    Arrays.fill(picture.pixels(), (byte) value);
    for (int at = 3; at < picture.pixels().length; at += Picture.CHANNELS) {
      picture.pixels()[at] = (byte) 255;
    }
    return picture.blob();
  }
}
