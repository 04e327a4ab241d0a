package polder.networks.compute.job;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What a machine has, as it says of itself.
 *
 * @param cpuMilli thousandths of a core that it lends, at least 0
 * @param memoryBytes memory that it lends
 * @param diskBytes disk that it lends
 * @param gpus each graphics processor that it lends, in ascending order
 * @param runtimes what it can run and in which version, such as {@code containers} → {@code runc},
 *     {@code wasm} → {@code 1}, {@code blender} → {@code 3.4}
 * @param attributes what else it says of itself, such as {@code region}
 */
public record Capacity(
    long cpuMilli,
    long memoryBytes,
    long diskBytes,
    List<GpuModel> gpus,
    SortedMap<String, String> runtimes,
    SortedMap<String, String> attributes) {
  private static final int FIELDS = 6;
  private static final long MOST = 1L << 50;

  public Capacity {
    Texts.checkRange("thousandths of a core", cpuMilli, 0, MOST);
    Texts.checkRange("bytes of memory", memoryBytes, 0, MOST);
    Texts.checkRange("bytes of disk", diskBytes, 0, MOST);
    Texts.checkSize("GPUs", gpus);
    Texts.checkSize("runtimes", runtimes.keySet());
    Texts.checkSize("attributes", attributes.keySet());
    gpus = gpus.stream().sorted().toList();
    runtimes = Collections.unmodifiableSortedMap(new TreeMap<>(runtimes));
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** Writes it as an array. */
  public void write(CborWriter writer) {
    writer.beginArray(FIELDS).integer(cpuMilli).integer(memoryBytes).integer(diskBytes);
    Texts.writeList(writer, gpus, GpuModel::write);
    Texts.writeMap(writer, runtimes);
    Texts.writeMap(writer, attributes);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CodecException if it is of another form
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Capacity read(CborReader reader) {
    Texts.expect(reader, FIELDS, "a capacity");
    return new Capacity(
        reader.integer(),
        reader.integer(),
        reader.integer(),
        readGpus(reader),
        Texts.readMap(reader),
        Texts.readMap(reader));
  }

  private static List<GpuModel> readGpus(CborReader reader) {
    List<GpuModel> gpus = Texts.readList(reader, GpuModel::read);
    for (int i = 1; i < gpus.size(); i++) {
      if (gpus.get(i - 1).compareTo(gpus.get(i)) > 0) {
        throw new CodecException("GPUs ascend: " + gpus.get(i), reader.offset());
      }
    }
    return gpus;
  }
}
