package polder.networks.compute.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a job may say at most, and that its errors name what went beyond. */
class JobBoundsTest {
  /** Something that is beyond a bound, and what the error says. */
  record Beyond(String error, Executable making) {
    @Override
    public String toString() {
      return error;
    }
  }

  static List<Beyond> beyond() {
    String longer = "x".repeat(257);
    return List.of(
        new Beyond(
            "thousandths of a core must be from 1 to 1000000000, not 0",
            () -> new Resources(0, 1, List.of(), GpuNeed.NONE)),
        new Beyond(
            "bytes of memory must be from 1 to",
            () -> new Resources(1, (1L << 50) + 1, List.of(), GpuNeed.NONE)),
        new Beyond(
            "at most 1024 volumes, not 1025",
            () ->
                new Resources(
                    1, 1, Collections.nCopies(1_025, new Volume("a", 1, false, "")), GpuNeed.NONE)),
        new Beyond("the bytes of volume a must be from 1 to", () -> new Volume("a", 0, false, "")),
        new Beyond("a volume's name has at most 256", () -> new Volume(longer, 1, false, "")),
        new Beyond("a volume's type has at most 256", () -> new Volume("a", 1, false, longer)),
        new Beyond("the number of GPUs must be from 0 to 64", () -> new GpuNeed(65, List.of())),
        new Beyond("the number of GPUs must be from 0 to 64", () -> new GpuNeed(-1, List.of())),
        new Beyond("a GPU's vendor has at most 256", () -> new GpuModel(longer, "", "", "")),
        new Beyond(
            "the count of web must be from 1 to 1000, not 0",
            () -> new Need.Unit("web", Jobs.resources(), 0)),
        new Beyond(
            "the count of web must be from 1 to 1000, not 1001",
            () -> new Need.Unit("web", Jobs.resources(), 1_001)),
        new Beyond("a port must be from 1 to 65535, not 0", () -> exposed(0, 80, "tcp")),
        new Beyond("a port must be from 1 to 65535, not 65536", () -> exposed(80, 65_536, "tcp")),
        new Beyond("a protocol is tcp or udp, not http", () -> exposed(80, 80, "http")),
        new Beyond(
            "the volume data needs an absolute path, not data",
            () -> new Service.Mount("data", "data", false)),
        new Beyond(
            "an argument of web has at most 65536 letters",
            () -> service(List.of("x".repeat(65_537)))),
        new Beyond(
            "at most 1024 arguments, not 1025", () -> service(Collections.nCopies(1_025, ""))),
        new Beyond("at least one service must run", () -> new Work.Containers(List.of())),
        new Beyond(
            "two services have one name",
            () -> new Work.Containers(List.of(Jobs.service("web"), Jobs.service("web")))),
        new Beyond("fuel must be from 1 to", () -> wasm(0, 1)),
        new Beyond("bytes of memory must be from 1 to 4294967296", () -> wasm(1, (1L << 32) + 1)),
        new Beyond("the last frame must be from 10 to", () -> render(10, 9, 1, 1)),
        new Beyond("the first frame must be from 0 to", () -> render(-1, 1, 1, 1)),
        new Beyond("columns must be from 1 to 64, not 65", () -> render(1, 1, 65, 1)),
        new Beyond("the image must be named by its digest", () -> batch("alpine:3.20", List.of())),
        new Beyond(
            "at most 1024 arguments, not 1025",
            () -> batch(Jobs.image(), Collections.nCopies(1_025, ""))),
        new Beyond("samples must be from 1 to 65536, not 0", () -> render(1, 1, 1, 0)),
        new Beyond("thousandths of a core must be from 0 to", () -> capacity(-1, List.of())));
  }

  private static Service.Exposed exposed(int port, int as, String protocol) {
    return new Service.Exposed(port, as, protocol, true, List.of(), List.of());
  }

  private static Service service(List<String> arguments) {
    return new Service("web", "nginx", List.of(), arguments, new TreeMap<>(), List.of(), List.of());
  }

  private static Work.Wasm wasm(long fuel, long memoryBytes) {
    return new Work.Wasm(Jobs.SOME, List.of(), Optional.empty(), fuel, memoryBytes);
  }

  private static Work.Render render(int first, int last, int columns, int samples) {
    return new Work.Render(Jobs.SOME, first, last, columns, 1, samples, 0, "3.4");
  }

  private static Work.Batch batch(String image, List<String> arguments) {
    return new Work.Batch(image, List.of(), arguments, new TreeMap<>());
  }

  private static Capacity capacity(long cpuMilli, List<GpuModel> gpus) {
    return new Capacity(cpuMilli, 1, 1, gpus, new TreeMap<>(), new TreeMap<>());
  }

  @ParameterizedTest
  @MethodSource("beyond")
  void whatIsBeyondABoundIsRefused(Beyond beyond) {
    assertThatThrownBy(beyond.making()::execute)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(beyond.error());
  }

  @Test
  void aModelTakesWhatItDoesNotNarrow() {
    GpuModel card = new GpuModel("nvidia", "a100", "80Gi", "sxm");

    assertThat(new GpuNeed(1, List.of()).accepts(card)).isTrue();
    assertThat(need(new GpuModel("nvidia", "", "", "")).accepts(card)).isTrue();
    assertThat(need(new GpuModel("nvidia", "a100", "40Gi", "")).accepts(card)).isFalse();
    assertThat(need(new GpuModel("amd", "", "", "")).accepts(card)).isFalse();
    assertThat(need(card).accepts(new GpuModel("nvidia", "a100", "80Gi", "pcie"))).isFalse();
    assertThat(card).hasToString("nvidia a100 80Gi sxm");
    assertThat(new GpuModel("", "", "", "")).hasToString("any");
  }

  private static GpuNeed need(GpuModel model) {
    return new GpuNeed(1, List.of(model));
  }

  @Test
  void sumsBeyondALongAreErrors() {
    Resources each = new Resources(1_000_000_000, 1L << 50, List.of(), GpuNeed.NONE);
    Need need = Need.of(Collections.nCopies(1_024, new Need.Unit("a", each, 1_000)));
    assertThat(need.cpuMilli()).isEqualTo(1_024_000_000_000_000L);
    assertThatThrownBy(need::memoryBytes).isInstanceOf(ArithmeticException.class);
  }
}
