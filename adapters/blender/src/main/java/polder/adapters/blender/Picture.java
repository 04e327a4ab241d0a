package polder.adapters.blender;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileCacheImageOutputStream;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import polder.ports.work.Tile;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Decoded pixels. These are compared, never files: two files of the same pixels differ in what else
 * they say and how they are compressed.
 */
public final class Picture {
  /** Bytes of a pixel: red, green, blue and alpha, which is not multiplied in. */
  static final int CHANNELS = 4;

  private static final int MOST_PIXELS = Integer.MAX_VALUE / CHANNELS - 2;

  /** The chunk that ends every PNG: no bytes, its name, its checksum. */
  private static final byte[] END = {
    0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82
  };

  private final int width;
  private final int height;
  private final byte[] pixels;

  /**
   * A picture without anything in it.
   *
   * @throws IllegalArgumentException if it has no pixels or more than half a billion
   */
  public Picture(int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw new IllegalArgumentException("no picture can have " + width + " x " + height);
    }
    this.width = width;
    this.height = height;
    this.pixels = new byte[width * height * CHANNELS];
  }

  /** Pixels across. */
  public int width() {
    return width;
  }

  /** Pixels down. */
  public int height() {
    return height;
  }

  /** Red, green, blue and alpha of each pixel, rows from the top; not a copy. */
  byte[] pixels() {
    return pixels;
  }

  /**
   * Reads a PNG of eight bits a channel with alpha.
   *
   * @param area how wide and high it must be; the rest of it does not matter
   * @throws IOException if it is none, or of another size: found before its pixels are decoded
   */
  public static Picture read(Path png, Tile.Area area) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
    ImageReader reader = readers.next();
    try (FileImageInputStream in = new FileImageInputStream(png.toFile())) {
      checkEnd(in, png);
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != area.width() || reader.getHeight(0) != area.height()) {
        throw new IOException(
            png.getFileName()
                + " has "
                + reader.getWidth(0)
                + " x "
                + reader.getHeight(0)
                + " pixels where "
                + area.width()
                + " x "
                + area.height()
                + " were expected");
      }
      Raster raster = reader.read(0).getRaster();
      if (raster.getNumBands() != CHANNELS || raster.getSampleModel().getSampleSize(0) != 8) {
        throw new IOException(png.getFileName() + " is no PNG of eight bits a channel with alpha");
      }
      Picture picture = new Picture(area.width(), area.height());
      int[] row = new int[area.width() * CHANNELS];
      for (int y = 0, at = 0; y < area.height(); y++) {
        raster.getPixels(0, y, area.width(), 1, row);
        for (int sample : row) {
          picture.pixels[at++] = (byte) sample;
        }
      }
      return picture;
    } catch (RuntimeException e) {
      // The decoder throws all sorts of them over files that are cut off or made up.
      throw new IOException(png.getFileName() + " cannot be decoded: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  /** The decoder makes do with files that are cut off, and leaves black what is missing. */
  private static void checkEnd(FileImageInputStream in, Path png) throws IOException {
    byte[] end = new byte[END.length];
    if (in.length() >= end.length) {
      in.seek(in.length() - end.length);
      in.readFully(end);
      in.seek(0);
    }
    if (!Arrays.equals(end, END)) {
      throw new IOException(png.getFileName() + " is no PNG, or its end is missing");
    }
  }

  /** Writes it as a PNG of eight bits a channel with alpha. */
  public void write(Path png) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_4BYTE_ABGR);
    int[] row = new int[width * CHANNELS];
    for (int y = 0, at = 0; y < height; y++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = pixels[at++] & 0xff;
      }
      image.getRaster().setPixels(0, y, width, 1, row);
    }
    try (OutputStream out = Files.newOutputStream(png);
        ImageOutputStream cached = new FileCacheImageOutputStream(out, null)) {
      if (!ImageIO.write(image, "png", cached)) {
        throw new IOException("this Java cannot write PNG");
      }
    }
  }

  /**
   * SHA-256 over width and height, four bytes each with the highest first, and all pixels: what two
   * renderings of the same must agree in.
   */
  public Hash digest() {
    return Hash.sha256(size(), pixels);
  }

  /** The bytes of which {@link #digest} is the hash: a blob of that name. */
  Bytes blob() {
    return Bytes.wrap(size()).concat(Bytes.wrap(pixels));
  }

  private byte[] size() {
    return ByteBuffer.allocate(2 * Integer.BYTES).putInt(width).putInt(height).array();
  }

  /** Copies {@code part} into this one; {@code area} has its size and lies within. */
  void put(Picture part, Tile.Area area) {
    if (part.width != area.width()
        || part.height != area.height()
        || area.left() + area.width() > width
        || area.top() + area.height() > height) {
      throw new IllegalArgumentException(
          part.width + " x " + part.height + " pixels do not fit into " + area);
    }
    int bytes = area.width() * CHANNELS;
    for (int y = 0; y < area.height(); y++) {
      int to = ((area.top() + y) * width + area.left()) * CHANNELS;
      System.arraycopy(part.pixels, y * bytes, pixels, to, bytes);
    }
  }
}
