package polder.adapters.sdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Volume;

/**
 * Files that people really deployed on Akash, kept beside the project and never copied into it:
 * every sixth of those in akash-network/awesome-akash.
 */
class AkashFilesTest {
  /** Those that Akash's own tools refuse as well, each with the beginnings of its errors. */
  private static final Map<String, List<String>> REFUSED =
      Map.of(
          // Akash: cannot unmarshal !!map into []v2ExposeTo; and: compute.storage.default has
          // persistent=true which requires service.minio.params.storage.default to have mount.
          "minio__deploy.yml",
          List.of(
              "line 11, column 9: services.minio.expose[0].to must be a list, not a table",
              "line 43, column 13: profiles.compute.minio.resources.storage[0] is to be kept, and"
                  + " nothing says where it is found"),
          // No SDL, but a workflow of GitHub's. Akash: SDL invalid: no version found.
          ".github__workflows__main.yaml",
          List.of("line 1, column 1: the file is neither Akash's SDL nor a job of our own form"));

  private static final Map<String, String> FILES = new TreeMap<>();

  @BeforeAll
  static void find() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("networks"))) {
      root = root.getParent();
    }
    // In a work tree within a folder of work trees, shared/ is one folder further up.
    Path near = root.resolveSibling("shared");
    Path folder =
        (Files.exists(near) ? near : root.resolve("../../shared").normalize())
            .resolve("vectors/akash-sdl");
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "skipped: there is no shared/vectors/akash-sdl");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        FILES.put(file.getFileName().toString(), Files.readString(file));
      }
    }
  }

  private static Job job(String name) {
    return Read.job(text(name));
  }

  private static String text(String name) {
    assertThat(FILES).containsKey(name);
    return FILES.getOrDefault(name, "");
  }

  @Test
  void allAreReadButWhatAkashRefusesToo() {
    assertThat(FILES).hasSize(65);
    FILES.forEach((name, text) -> {
      List<String> expected = REFUSED.get(name);
      if (expected == null) {
        Read.understood(text);
        return;
      }
      List<String> faults = Read.faults(text);
      assertThat(faults).as(name).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(faults.get(i)).as(name).startsWith(expected.get(i));
      }
    });
  }

  /** Every service with its image, ports, cores, memory, disk, processors and instances. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Chatterbox__backend__deploy.yaml|chatterbox|rodrirr/akash-chatter-public:v1.0.0"
            + "|8080:80|4000|16384|30720|1",
        "MemoryGame__deploy.yaml|memorygame|jungpilyu/memorygame|80:80|1000|512|2048|0",
        "authsteem__deploy.yaml|authsteem|steemfans/authsteem|8080:80|100|512|512|0",
        "avalanche__deploy.yaml|avalanchego|avaplatform/avalanchego:v1.14.0"
            + "|9650:9650 9651:9651|8000|16384|1048576|0",
        "babyagi__deploy.yaml|babyagi|cryptoandcoffee/akash-babyagi:2|3000:80|8000|4864|16384|0",
        "bitcoin__deploy.yml|app|declab/bitcoin_node:0.1|8332:80 8333:8333|2000|2048|30720|0",
        "chia-bladebit-disk__configs__bladebit-disk-100-208-2000.yaml|chia"
            + "|cryptoandcoffee/akash-chia:200|8080:80|100000|212992|2048000|0",
        "gitea__deploy_postgres.yaml|postgres|postgres:14.19-alpine3.21|5432:5432|500|1024|1024|0",
        "iron-fish__node.yaml|ironfish-miner|ghcr.io/iron-fish/ironfish:latest||4000|4864|6|0",
        "nanominer-c11__deploy.yaml|nanominer-c11"
            + "|cryptoandcoffee/akash-gpu-miner-nanominer-c11:22|9090:80|500|1024|512|1",
        "uma-protocol__deploy.yaml|umaprotocol|yuravorobei/uma-protocol|3000:80|1000|512|2560|0",
        "Redash__Redash Queries__deploy.yaml|postgres|postgres:9.6-alpine|5432:5432"
            + "|4000|4096|10240|0",
        "DeepSeek-R1-0528__deploy.yaml|sglang1|lmsysorg/sglang:v0.4.6.post5-cu124|8000:8000"
            + "|64000|262144|1056768|8"
      })
  void whatIsDeployedIsWhatTheFileSays(
      String file,
      String name,
      String image,
      String ports,
      long cpuMilli,
      long memoryMebibytes,
      long diskMebibytes,
      int gpus) {
    Job job = job(file);
    Service service = Read.service(job, name);
    Need.Unit unit = Read.unit(job, name);
    Resources each = unit.each();

    assertThat(service.image()).isEqualTo(image);
    assertThat(
            String.join(
                " ",
                service.exposed().stream().map(port -> port.port() + ":" + port.as()).toList()))
        .isEqualTo(ports == null ? "" : ports);
    assertThat(each.cpuMilli()).isEqualTo(cpuMilli);
    assertThat(each.memoryBytes()).isEqualTo(memoryMebibytes << 20);
    assertThat(each.diskBytes()).isEqualTo(diskMebibytes << 20);
    assertThat(each.gpu().count()).isEqualTo(gpus);
    assertThat(unit.count()).isEqualTo(1);
  }

  @Test
  void processorsAreNamedByTheirModels() {
    assertThat(Read.each(job("FLock-validator__deploy.yml"), "flock-validator").gpu().anyOf())
        .extracting(GpuModel::model)
        .containsExactly("h100", "a100", "rtx3090", "rtx4090", "rtx8000", "rtxa6000", "a40", "p40");
    assertThat(Read.each(job("Llama-3.2-3B__deploy.yaml"), "vllm").gpu().anyOf())
        .containsExactly(
            new GpuModel("nvidia", "h100", "80Gi", ""),
            new GpuModel("nvidia", "a100", "", ""),
            new GpuModel("nvidia", "rtxa6000", "", ""));
    assertThat(Read.each(job("TTS__deploy.yaml"), "tts").gpu().anyOf())
        .containsExactly(new GpuModel("nvidia", "", "", ""));
  }

  @Test
  void volumesAndMountsBelongTogether() {
    Job job = job("DeepSeek-R1-0528__deploy.yaml");

    assertThat(Read.each(job, "sglang1").volumes())
        .containsExactly(
            new Volume("default", 100L << 30, false, ""),
            new Volume("data", 900L << 30, true, "beta3"),
            new Volume("shm", 32L << 30, false, "ram"));
    assertThat(Read.service(job, "sglang1").mounts())
        .containsExactly(
            new Service.Mount("shm", "/dev/shm", false),
            new Service.Mount("data", "/root/.cache", false));
  }

  @Test
  void commandsAndVariablesAreKeptWordByWord() {
    Service sglang = Read.service(job("DeepSeek-R1-0528__deploy.yaml"), "sglang1");
    assertThat(sglang.command()).containsExactly("bash", "-c");
    assertThat(sglang.arguments())
        .containsExactly(
            "python3 -m sglang.launch_server --model deepseek-ai/DeepSeek-R1-0528 --tp 8"
                + " --trust-remote-code --host 0.0.0.0 --port 8000");
    assertThat(Read.service(job("FLock-validator__deploy.yml"), "flock-validator").environment())
        .isEqualTo(Map.of("FLOCK_API_KEY", "", "TASK_ID", "", "HF_TOKEN", ""));
    // The quotes belong to the value, as they do on Akash.
    assertThat(
            Read.service(job("wildrig-multi-c11__deploy.yaml"), "wildrig-multi-c11").environment())
        .containsEntry("ALGO", "\"kawpow\"")
        .containsEntry("PASSWORD", "\"c=ETC,m=solo\"");
  }

  @Test
  void portsSayWhoMayReachThem() {
    Job redash = job("Redash__Redash Queries__deploy.yaml");
    assertThat(Read.service(redash, "postgres").exposed())
        .containsExactly(
            new Service.Exposed(
                5432, 5432, "tcp", false, List.of("redash", "scheduled-worker"), List.of()));
    assertThat(Read.service(redash, "nginx").exposed())
        .containsExactly(
            new Service.Exposed(80, 80, "tcp", true, List.of(), List.of("akashdash.xyz")));
    assertThat(Read.service(job("softether-vpn__deploy.yaml"), "softether").exposed())
        .filteredOn(port -> port.protocol().equals("udp"))
        .extracting(Service.Exposed::port)
        .containsExactly(1194, 500, 4500);
    assertThat(Read.service(job("valheim__valheim.yaml"), "valheim").exposed()).hasSize(8);
  }

  @Test
  void aPlacementOfAllServicesIsOneOrder() {
    List<Order> orders = Read.orders(text("Redash__Redash Queries__deploy.yaml"));

    assertThat(orders).hasSize(1);
    assertThat(orders.getFirst().job().need().units()).hasSize(8);
    assertThat(orders.getFirst().limit())
        .contains(new PriceLimit.PerBlock("uact", new BigDecimal("80000")));
    assertThat(job("handshake__deploy.yaml").need().attributes())
        .isEqualTo(Map.of("ip-lease", "true"));
  }

  @Test
  void whatDockerComposeKnowsIsToldToHaveNoEffect() {
    assertThat(Read.notices(text("langflow__deploy.yaml")))
        .contains(
            "line 11, column 5: services.langflow.depends_on is not known: it has no effect",
            "line 18, column 5: services.langflow.volumes is not known: it has no effect",
            "line 54, column 3: profiles.storage is not known: it has no effect");
    assertThat(Read.notices(text("phoronix__deploy.yaml")))
        .containsExactly(
            "line 11, column 5: services.phoronix.environment is not known: it has no effect");
    assertThat(Read.notices(text("centrifuge__deploy.yaml")))
        .singleElement()
        .asString()
        .contains("memory.size is read as 16000000000 bytes");
  }
}
