package polder.networks.compute.job;

import java.util.List;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * The graphics processors that one instance needs.
 *
 * @param count how many, from 0 to 64
 * @param anyOf each of them must be one of these; empty for any at all
 */
public record GpuNeed(int count, List<GpuModel> anyOf) {
  /** None. */
  public static final GpuNeed NONE = new GpuNeed(0, List.of());

  /** Most graphics processors. */
  public static final int MOST = 64;

  public GpuNeed {
    Texts.checkRange("the number of GPUs", count, 0, MOST);
    Texts.checkSize("models of a GPU", anyOf);
    anyOf = List.copyOf(anyOf);
  }

  /** Whether a processor of the model {@code offered} will do. */
  public boolean accepts(GpuModel offered) {
    return anyOf.isEmpty() || anyOf.stream().anyMatch(model -> model.accepts(offered));
  }

  void write(CborWriter writer) {
    writer.beginArray(2).integer(count);
    Texts.writeList(writer, anyOf, GpuModel::write);
  }

  static GpuNeed read(CborReader reader) {
    Texts.expect(reader, 2, "a need of GPUs");
    return new GpuNeed(Math.toIntExact(reader.integer()), Texts.readList(reader, GpuModel::read));
  }
}
