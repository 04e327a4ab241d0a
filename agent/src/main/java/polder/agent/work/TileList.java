package polder.agent.work;

import java.util.ArrayList;
import java.util.List;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * Where the tiles of a rendering are found. Its canonical bytes are a blob; who renders names it by
 * its hash.
 *
 * @param tiles ascending by index
 */
public record TileList(List<Entry> tiles) {
  private static final int ENTRY_FIELDS = 5;
  private static final long MOST_FRAME_PIXELS = 1L << 28;

  /**
   * A tile.
   *
   * @param index which one, as {@link polder.ports.work.Tile#at} counts
   * @param frameWidth pixels across the whole frame
   * @param frameHeight pixels down the whole frame
   * @param pixels the digest of its decoded pixels: what was sealed and is checked
   * @param png the blob that holds it
   */
  public record Entry(int index, int frameWidth, int frameHeight, Hash pixels, Hash png) {
    public Entry {
      if (frameWidth < 1
          || frameHeight < 1
          || (long) frameWidth * frameHeight > MOST_FRAME_PIXELS) {
        throw new IllegalArgumentException("no frame has " + frameWidth + " x " + frameHeight);
      }
    }
  }

  public TileList {
    if (tiles.size() > Said.OpenedParts.MOST) {
      throw new IllegalArgumentException(
          "a rendering has at most " + Said.OpenedParts.MOST + " tiles, not " + tiles.size());
    }
    for (int i = 1; i < tiles.size(); i++) {
      if (tiles.get(i).index() <= tiles.get(i - 1).index()) {
        throw new IllegalArgumentException("tile " + tiles.get(i).index() + " is out of order");
      }
    }
    tiles = List.copyOf(tiles);
  }

  /** What identifies each tile, in their order. */
  public List<Hash> pixels() {
    return tiles.stream().map(Entry::pixels).toList();
  }

  /** Its canonical bytes. */
  public Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(tiles.size());
    for (Entry tile : tiles) {
      writer
          .beginArray(ENTRY_FIELDS)
          .integer(tile.index())
          .integer(tile.frameWidth())
          .integer(tile.frameHeight())
          .hash(tile.pixels())
          .hash(tile.png());
    }
    return writer.toBytes();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  public static TileList decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    try {
      int size = reader.beginArray();
      List<Entry> tiles = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        if (reader.beginArray() != ENTRY_FIELDS) {
          throw new CodecException("a list of tiles has another form", reader.offset());
        }
        tiles.add(
            new Entry(
                number(reader), number(reader), number(reader), reader.hash(), reader.hash()));
      }
      reader.end();
      return new TileList(tiles);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  private static int number(CborReader reader) {
    return Math.toIntExact(reader.integer());
  }
}
