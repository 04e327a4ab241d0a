package polder.networks.compute.job;

import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * One model of graphics processor, as Akash's attributes name it. In what a job needs, an empty
 * text stands for any.
 *
 * @param vendor such as {@code nvidia}, in lower case
 * @param model such as {@code a100}, in lower case
 * @param memory such as {@code 80Gi}
 * @param bus how it is attached, such as {@code sxm} or {@code pcie}, in lower case
 */
public record GpuModel(String vendor, String model, String memory, String bus)
    implements Comparable<GpuModel> {
  private static final int FIELDS = 4;

  public GpuModel {
    Texts.check("a GPU's vendor", vendor, Texts.NAME);
    Texts.check("a GPU's model", model, Texts.NAME);
    Texts.check("a GPU's memory", memory, Texts.NAME);
    Texts.check("a GPU's bus", bus, Texts.NAME);
  }

  /** Whether a processor of the model {@code offered} is one of these. */
  public boolean accepts(GpuModel offered) {
    return accepts(vendor, offered.vendor)
        && accepts(model, offered.model)
        && accepts(memory, offered.memory)
        && accepts(bus, offered.bus);
  }

  private static boolean accepts(String wanted, String offered) {
    return wanted.isEmpty() || wanted.equals(offered);
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).text(vendor).text(model).text(memory).text(bus);
  }

  static GpuModel read(CborReader reader) {
    Texts.expect(reader, FIELDS, "a GPU");
    return new GpuModel(reader.text(), reader.text(), reader.text(), reader.text());
  }

  @Override
  public int compareTo(GpuModel other) {
    int order = vendor.compareTo(other.vendor);
    order = order != 0 ? order : model.compareTo(other.model);
    order = order != 0 ? order : memory.compareTo(other.memory);
    return order != 0 ? order : bus.compareTo(other.bus);
  }

  @Override
  public String toString() {
    StringBuilder words = new StringBuilder(vendor.isEmpty() ? "any" : vendor);
    for (String more : new String[] {model, memory, bus}) {
      if (!more.isEmpty()) {
        words.append(' ').append(more);
      }
    }
    return words.toString();
  }
}
