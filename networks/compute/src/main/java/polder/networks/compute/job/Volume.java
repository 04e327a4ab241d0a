package polder.networks.compute.job;

import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * Disk that one instance needs.
 *
 * @param name what the job calls it; {@code default} for the one it writes to unless it says more
 * @param bytes how large, above 0
 * @param persistent whether it outlives a restart of the instance
 * @param type such as {@code beta3} or {@code ram}; empty for any
 */
public record Volume(String name, long bytes, boolean persistent, String type) {
  private static final int FIELDS = 4;
  private static final long MOST_BYTES = 1L << 50;

  public Volume {
    Texts.check("a volume's name", name, Texts.NAME);
    Texts.checkRange("the bytes of volume " + name, bytes, 1, MOST_BYTES);
    Texts.check("a volume's type", type, Texts.NAME);
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).text(name).integer(bytes).bool(persistent).text(type);
  }

  static Volume read(CborReader reader) {
    Texts.expect(reader, FIELDS, "a volume");
    return new Volume(reader.text(), reader.integer(), reader.bool(), reader.text());
  }
}
