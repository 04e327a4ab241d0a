package polder.networks.compute.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

class CapacityTest {
  private static final GpuModel LARGE = new GpuModel("nvidia", "h100", "80Gi", "sxm");
  private static final GpuModel SMALL = new GpuModel("amd", "w7900", "48Gi", "pcie");

  private static Capacity capacity(GpuModel... gpus) {
    return new Capacity(
        16_000,
        1L << 36,
        1L << 40,
        List.of(gpus),
        new TreeMap<>(Map.of("containers", "runc", "wasm", "1")),
        new TreeMap<>(Map.of("region", "eu")));
  }

  private static Bytes encode(Capacity capacity) {
    CborWriter writer = new CborWriter();
    capacity.write(writer);
    return writer.toBytes();
  }

  private static Capacity decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    Capacity capacity = Capacity.read(reader);
    reader.end();
    return capacity;
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Capacity capacity = capacity(LARGE, SMALL, LARGE);

    assertThat(decode(encode(capacity))).isEqualTo(capacity);
    assertThat(capacity.gpus()).containsExactly(SMALL, LARGE, LARGE);
  }

  /** Else one machine could say the same in two ways, and be two. */
  @Test
  void processorsInAnotherOrderAreRefused() {
    CborWriter writer = new CborWriter().beginArray(6).integer(1).integer(1).integer(1);
    Texts.writeList(writer, List.of(LARGE, SMALL), GpuModel::write);
    writer.beginArray(0).beginArray(0);
    assertThatThrownBy(() -> decode(writer.toBytes()))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("GPUs ascend");
  }
}
