package polder.adapters.sdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Volume;
import polder.networks.compute.job.Work;

class NativeReaderTest {
  @Test
  void aProgramIsReadWithAllThatItSays() {
    Reading.Understood read = Read.understood(Samples.WASM);

    assertThat(read.notices()).isEmpty();
    assertThat(read.file().files()).containsExactly("app.wasm", "data/input.json");
    Order order = read.file().orders(Read::blob).getFirst();
    assertThat(order.name()).isEqualTo("wasm");
    assertThat(order.limit()).contains(new PriceLimit.ForAll(new BigDecimal("2.5")));
    assertThat(order.job().work())
        .isEqualTo(
            new Work.Wasm(
                Read.blob("app.wasm"),
                List.of("--n", "10"),
                Optional.of(Read.blob("data/input.json")),
                5_000_000_000L,
                256L << 20));
    assertThat(order.job().need().attributes()).isEqualTo(Map.of("region", "eu"));
    assertThat(order.job().need().signedByAny()).hasSize(1);
    assertThat(Read.each(order.job(), "wasm"))
        .isEqualTo(
            new Resources(
                500,
                256L << 20,
                List.of(new Volume("default", 1L << 30, false, "")),
                GpuNeed.NONE));
  }

  @Test
  void aProgramNeedsLittle() {
    String text = "job: wasm\nmodule: a.wasm\nfuel: 1000\nmemory: 64Mi\n";

    Order order = Read.orders(text).getFirst();
    assertThat(order.limit()).isEmpty();
    assertThat(order.job().work())
        .isEqualTo(
            new Work.Wasm(Read.blob("a.wasm"), List.of(), Optional.empty(), 1_000, 64L << 20));
    assertThat(Read.each(order.job(), "wasm").cpuMilli()).isEqualTo(1_000);
    assertThat(Read.understood(text).file().files()).containsExactly("a.wasm");
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "speed: 300M, 300000000", "speed: 0.5G, 500000000"})
  void allMayAskForASpeed(String line, long fuel) {
    for (String sample : List.of(Samples.WASM, Samples.RENDER, Samples.BATCH)) {
      assertThat(Read.job(sample + line + "\n").need().leastSpeed()).isEqualTo(fuel);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fast, 'is \"fast\"; write a whole number, such as 500M'",
    "0, 'is 0; write from 1'",
    "2T, 'is 2000000000000; write from 1 to 1000000000000'"
  })
  void whatIsNoSpeedIsNamed(String speed, String error) {
    assertThat(Read.faults(Samples.WASM + "speed: " + speed + "\n").getFirst())
        .contains("column 1: speed " + error);
  }

  @Test
  void aSceneIsReadWithAllThatItSays() {
    Reading.Understood read = Read.understood(Samples.RENDER);

    assertThat(read.file().files()).containsExactly("scenes/hall.blend");
    Order order = read.file().orders(Read::blob).getFirst();
    assertThat(order.limit()).contains(new PriceLimit.ForAll(new BigDecimal("20")));
    // 3.10 is a version, and never the number 3.1.
    assertThat(order.job().work())
        .isEqualTo(new Work.Render(Read.blob("scenes/hall.blend"), 1, 10, 4, 2, 128, 7, "3.10"));
    assertThat(Read.each(order.job(), "render"))
        .isEqualTo(new Resources(4_000, 8L << 30, List.of(), new GpuNeed(1, List.of())));
  }

  @Test
  void aSceneNeedsLittle() {
    String text =
        "job: render\nscene: a.blend\nframes: 7\nsamples: 1\nblender: \"3.4\"\nmemory: 1Gi\n";
    assertThat(Read.job(text).work())
        .isEqualTo(new Work.Render(Read.blob("a.blend"), 7, 7, 1, 1, 1, 0, "3.4"));
  }

  @Test
  void aProcessorIsDescribedAsInSdl() {
    Job job =
        Read.job(
            Samples.RENDER.replace(
                "gpu: 1",
                "gpu: {units: 2, attributes: {vendor: {nvidia: [{model: rtx4090, ram: 24Gi}]}}}"));
    assertThat(Read.each(job, "render").gpu())
        .isEqualTo(new GpuNeed(2, List.of(new GpuModel("nvidia", "rtx4090", "24Gi", ""))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "500k, 500000", "500K, 500000", "2.5M, 2500000", "1T, 1000000000000"})
  void fuelIsCountedByThousands(String fuel, long instructions) {
    Job job = Read.job(Samples.WASM.replace("fuel: 5G", "fuel: " + fuel));
    assertThat(((Work.Wasm) job.work()).fuel()).isEqualTo(instructions);
  }

  /** What a file names is uploaded for all to see: a stranger's must not name what is not its. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../secret",
        "a/../../secret",
        "a/..",
        "..",
        "C:/secret",
        "a\\\\..\\\\b",
        ""
      })
  void noFileOutsideOfItsFolderIsNamed(String path) {
    assertThat(Read.faults(Samples.WASM.replace("app.wasm", "\"" + path + "\"")))
        .singleElement()
        .asString()
        .startsWith("line 2, column 1: module is ");
    assertThat(Read.faults(Samples.WASM.replace("data/input.json", "\"" + path + "\"")))
        .singleElement()
        .asString()
        .startsWith("line 4, column 1: input is ");
  }

  @ParameterizedTest
  @CsvSource({
    "job: wasm, job: excel, 'line 1, column 1: job is \"excel\"; write wasm, render'",
    "args:, arg:, 'line 3, column 1: arg is not known; leave it out; known here: job, module'",
    "fuel: 5G, fuel: 0, 'line 5, column 1: fuel is 0; write from 1'",
    "fuel: 5G, fuel: 5Gi, 'line 5, column 1: fuel is \"5Gi\"; write a whole number'",
    "fuel: 5G, fuel:, 'line 5, column 1: fuel is missing'",
    "fuel: 5G, fuel: 99E, 'line 5, column 1: fuel is 99000000000000000000; write from'",
    "memory: 256Mi, memory: 5Gi, 'line 6, column 1: memory is 5368709120 bytes; write from'",
    "max_price: 2.5, max_price: free, 'line 9, column 1: max_price is \"free\"; write an amount'",
    "max_price: 2.5, max_price: 0, 'line 9, column 1: max_price is \"0\"; write an amount'",
    "attributes: {region: eu}, attributes: eu, 'line 10, column 1: attributes must be a table'"
  })
  void whatIsWrongInAProgramIsNamed(String from, String to, String error) {
    assertThat(Samples.WASM).contains(from);
    assertThat(Read.faults(Samples.WASM.replace(from, to)).getFirst()).startsWith(error);
  }

  @Test
  void aContainerThatRunsToItsEndIsReadWithAllThatItSays() {
    Reading.Understood read = Read.understood(Samples.BATCH);

    assertThat(read.notices()).isEmpty();
    assertThat(read.file().files()).isEmpty();
    Order order = read.file().orders(Read::blob).getFirst();
    assertThat(order.name()).isEqualTo("batch");
    assertThat(order.quorum()).isEqualTo(3);
    assertThat(order.limit()).contains(new PriceLimit.ForAll(new BigDecimal("0.5")));
    assertThat(order.job().work())
        .isEqualTo(
            new Work.Batch(
                "alpine@sha256:0a4eaa0eecf5f8c050e5bba433f58c052be7587ee8af3e8b3910ef9ab5fbe9f5",
                List.of("sh", "-c"),
                List.of("seq $MOST | sha256sum"),
                new TreeMap<>(Map.of("MOST", "1000"))));
    assertThat(order.job().need().attributes()).isEqualTo(Map.of("region", "eu"));
    assertThat(Read.each(order.job(), "batch"))
        .isEqualTo(
            new Resources(
                500, 64L << 20, List.of(new Volume("default", 1L << 30, false, "")), GpuNeed.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "'alpine@sha256:', 'alpine:3.20 #', 'line 2, column 1: image is \"alpine:3.20\"; name it by its"
        + " digest'",
    "quorum: 3, quorum: 1, 'line 6, column 1: quorum is \"1\"; write a whole number from 2 to 16'",
    "quorum: 3, quorum: 17, 'line 6, column 1: quorum is \"17\"; write a whole number from 2 to 16'",
    "quorum: 3, quorum:, 'line 6, column 1: quorum is missing; write quorum: 3'",
    "memory: 64Mi, memory: 1Mi, 'line 8, column 1: memory is 1048576 bytes; write from'",
    "disk: 1Gi, gpu: 1, 'line 9, column 1: gpu is not known'",
    "'env: [MOST=1000]', 'env: [1=2]', 'line 5, column 7: env[0] names the variable \"1\"'"
  })
  void whatIsWrongInAContainerIsNamed(String from, String to, String error) {
    assertThat(Samples.BATCH).contains(from);
    assertThat(Read.faults(Samples.BATCH.replace(from, to)).getFirst()).startsWith(error);
  }

  @ParameterizedTest
  @CsvSource({
    "frames: 1..10, frames: 10..1, 'line 3, column 1: frames is \"10..1\"; write the first frame'",
    "frames: 1..10, frames: 1-10, 'line 3, column 1: frames is \"1-10\"; write numbers from 0'",
    "frames: 1..10, frames: 1..9999999, 'line 3, column 1: frames is \"1..9999999\"'",
    "tiles: 4x2, tiles: 0x2, 'line 4, column 1: tiles is \"0x2\"; write numbers from 1 to 64'",
    "samples: 128, samples: 70000, 'line 5, column 1: samples is \"70000\"'",
    "seed: 7, seed: -1, 'line 6, column 1: seed is \"-1\"'",
    "blender: 3.10, blender: new, 'line 7, column 1: blender is \"new\"; write a version'",
    "gpu: 1, gpu: 99, 'line 10, column 1: gpu is \"99\"; write a whole number from 0 to 24'",
    "scene: scenes/hall.blend, x: 1, 'line 1, column 1: scene is missing'"
  })
  void whatIsWrongInASceneIsNamed(String from, String to, String error) {
    assertThat(Samples.RENDER).contains(from);
    assertThat(Read.faults(Samples.RENDER.replace(from, to)).getFirst()).startsWith(error);
  }
}
