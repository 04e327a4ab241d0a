package polder.networks.compute.job;

import java.util.List;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * What one instance needs of a machine.
 *
 * @param cpuMilli thousandths of a core, above 0
 * @param memoryBytes working memory, above 0
 * @param volumes its disks, in the order of the job
 * @param gpu its graphics processors
 */
public record Resources(long cpuMilli, long memoryBytes, List<Volume> volumes, GpuNeed gpu) {
  private static final int FIELDS = 4;

  /** Most thousandths of a core. */
  public static final long MOST_CPU_MILLI = 1_000_000_000;

  /** Most bytes of memory. */
  public static final long MOST_BYTES = 1L << 50;

  public Resources {
    Texts.checkRange("thousandths of a core", cpuMilli, 1, MOST_CPU_MILLI);
    Texts.checkRange("bytes of memory", memoryBytes, 1, MOST_BYTES);
    Texts.checkSize("volumes", volumes);
    volumes = List.copyOf(volumes);
  }

  /** Bytes of disk, all volumes together. */
  public long diskBytes() {
    return volumes.stream().mapToLong(Volume::bytes).reduce(0, Math::addExact);
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).integer(cpuMilli).integer(memoryBytes);
    Texts.writeList(writer, volumes, Volume::write);
    gpu.write(writer);
  }

  static Resources read(CborReader reader) {
    Texts.expect(reader, FIELDS, "resources");
    return new Resources(
        reader.integer(),
        reader.integer(),
        Texts.readList(reader, Volume::read),
        GpuNeed.read(reader));
  }
}
