package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.ports.work.WorkException;

/** What a machine says of its graphics processors, and of itself. */
class GpusTest {
  @Test
  void theyAreCalledAsMarketsCallThem() {
    String said =
        """
        0, NVIDIA A100-SXM4-80GB, 81920
        1, NVIDIA GeForce RTX 4090, 24564
        2, NVIDIA H100 80GB HBM3, 81559
        3, Tesla T4, 15360
        no line of this kind
        """;
    assertThat(Gpus.parse(said).values())
        .containsExactly(
            new GpuModel("nvidia", "a100", "80Gi", "sxm"),
            new GpuModel("nvidia", "rtx4090", "24Gi", "pcie"),
            new GpuModel("nvidia", "h100", "80Gi", "sxm"),
            new GpuModel("nvidia", "t4", "15Gi", "pcie"));
  }

  @Test
  void whereThereIsNoneALeaseThatNeedsOneIsRefused(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Gpus.models().isEmpty(), "this machine has GPUs");
    Shared shared = new Shared(Settings.in(folder));

    assertThat(shared.takeGpus(GpuNeed.NONE)).isEmpty();
    assertThatThrownBy(() -> shared.takeGpus(new GpuNeed(1, List.of())))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("this machine has none")
        .extracting(e -> ((WorkException) e).kind())
        .isEqualTo(WorkException.Kind.REFUSED);
  }

  @Test
  void aMachineIsMeasured(@TempDir Path folder) throws Exception {
    Capacity capacity = Machine.measure(folder);

    assertThat(capacity.cpuMilli()).isGreaterThanOrEqualTo(1_000);
    assertThat(capacity.memoryBytes()).isGreaterThan(256 * World.MEBI);
    assertThat(capacity.diskBytes()).isPositive();
  }
}
