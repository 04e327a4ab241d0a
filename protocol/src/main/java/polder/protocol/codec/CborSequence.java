package polder.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;

/** A CBOR sequence (RFC 8742): items one after the other with nothing around or between them. */
public final class CborSequence {
  private CborSequence() {}

  /**
   * Splits {@code content} into the encodings of its items, each of which is checked.
   *
   * @param maxItems how many items there may be at most
   * @return the items in their order; none if {@code content} is empty
   * @throws CodecException if an item is malformed or not canonical, or there are too many
   */
  public static List<Bytes> split(byte[] content, int maxItems) {
    CborReader reader = new CborReader(content);
    List<Bytes> items = new ArrayList<>();
    while (reader.hasMore()) {
      if (items.size() >= maxItems) {
        throw new CodecException("more than " + maxItems + " items", reader.offset());
      }
      items.add(reader.encodedItem());
    }
    return List.copyOf(items);
  }
}
